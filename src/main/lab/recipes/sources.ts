/** Where the settings of recipes come from. */
import type { Localized } from "../../../shared/domain/text";

/** Whose wish a setting is, and where it is said. */
export type Citation = (en: string, ko: string) => Localized;

/** @param joint between name and place: a comma for a paper, a colon for a file */
function cites(en: string, ko: string, joint = ":"): Citation {
  const [inEnglish, inKorean] = [en, ko].map((name) => (place: string) => `${name}${joint} ${place}`);
  return (placeEn, placeKo) => ({ en: inEnglish!(placeEn), ko: inKorean!(placeKo) });
}

export const goodfellow = cites("Goodfellow et al. 2014", "Goodfellow 외 2014", ",");
export const radford = cites("Radford et al. 2016 (DCGAN)", "Radford 외 2016 (DCGAN)", ",");
/** What the authors of DCGAN released for MNIST, `mnist/train_cond_dcgan.py`. */
export const radfordMnist = cites(
  "Radford et al. 2016, released code for MNIST",
  "Radford 외 2016, MNIST 공개 코드",
  ":",
);
/** The newest `mnist.yaml` that the authors of the 2014 paper released. */
export const released = cites("mnist.yaml", "mnist.yaml");
export const pytorchExample = cites("PyTorch's DCGAN example", "PyTorch DCGAN 예제");
export const hinton = cites("Hinton & Salakhutdinov 2006", "Hinton & Salakhutdinov 2006");
export const vincent = cites("Vincent et al. 2010", "Vincent 외 2010", ",");
export const makhzani = cites("Makhzani et al. 2015 (AAE)", "Makhzani 외 2015 (AAE)", ",");
export const tolstikhin = cites("Tolstikhin et al. 2018 (WAE)", "Tolstikhin 외 2018 (WAE)", ",");
export const kingmaWelling = cites("Kingma & Welling 2014 (VAE)", "Kingma & Welling 2014 (VAE)", ",");
export const pytorchVae = cites("PyTorch's VAE example", "PyTorch VAE 예제");
/** The toy that the authors of the 2017 paper released as a notebook. */
export const unrolledDemo = cites(
  "Metz et al. 2017 (Unrolled GANs), released demo",
  "Metz 외 2017 (Unrolled GANs) 공개 예제",
);
export const pacgan = cites("Lin et al. 2018 (PacGAN)", "Lin 외 2018 (PacGAN)", ",");
/** A choice of Saddle's own. */
export const saddle = cites("Saddle", "Saddle");

export const mao = cites("Mao et al. 2017 (LSGAN)", "Mao 외 2017 (LSGAN)", ",");
export const gulrajani = cites("Gulrajani et al. 2017 (WGAN-GP)", "Gulrajani 외 2017 (WGAN-GP)", ",");
export const yazici = cites("Yazıcı et al. 2019", "Yazıcı 외 2019", ",");
export const huang = cites("Huang et al. 2024 (R3GAN)", "Huang 외 2024 (R3GAN)", ",");

export const mnistSource: Localized = {
  en: "LeCun et al. 1998; all 60,000 training images",
  ko: "LeCun 외 1998; 학습 이미지 60,000장 전부",
};
export const glorotSource: Localized = { en: "Glorot & Bengio 2010, equation 16", ko: "Glorot & Bengio 2010, 식 16" };
/** Of the settings that the paper recommends. */
export const adamAsPublishedSource: Localized = {
  en: "Kingma & Ba 2015 (Adam), Algorithm 1",
  ko: "Kingma & Ba 2015 (Adam), 알고리즘 1",
};

/** Of MNIST in [−1, 1] and of `smallGan`, except how D is trained. */
export const smallMnist: Record<string, Localized> = {
  dataset: mnistSource,
  "dataset.range": radford("section 4 (pixels in [−1, 1])", "4절 (픽셀은 [−1, 1])"),
  "model.latentSize": goodfellow("released code (100 dimensions)", "공개 코드 (100차원)"),
  "model.prior": saddle("a Gaussian, as most later work has it", "이후 대부분의 연구처럼 가우스 분포"),
  "model.generator.layers": saddle(
    "sizes for two cores; LeakyReLU in both networks",
    "코어 두 개에 맞춘 크기, 두 신경망 모두 LeakyReLU",
  ),
  "model.generator.output": radford("section 3 (tanh)", "3절 (tanh)"),
  "model.generator.initial": glorotSource,
  "model.discriminator.initial": glorotSource,
  training: saddle("a length after which digits are clear", "숫자가 또렷해지는 학습 길이"),
};

/** Of `adam`, for each of these networks. */
export const adamSources = (networks: readonly string[]): Record<string, Localized> =>
  Object.fromEntries(
    networks.flatMap((network) => [
      [`optimizers.${network}.learningRate`, radford("section 4 (0.0002)", "4절 (0.0002)")],
      [`optimizers.${network}.beta1`, radford("section 4 (0.5)", "4절 (0.5)")],
      [`optimizers.${network}.beta2`, adamAsPublishedSource],
      [`optimizers.${network}.epsilon`, adamAsPublishedSource],
    ]),
  );

/** Of the alternating order with one D update a step and the non-saturating objective. */
export const algorithm1: Record<string, Localized> = {
  "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
  "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
  objective: goodfellow("section 3 (G maximises log D(G(z)))", "3절 (G는 log D(G(z))를 최대화)"),
};

/** Of {@link pairedGame}, with what is said of γ. */
export const pairedGameSources = (gamma: Localized) => ({
  objective: huang("equation 2", "식 2"),
  "regularizers.0": huang("section 2.2 (R1)", "2.2절 (R1)"),
  "regularizers.0.weight": gamma,
  "regularizers.1": huang("section 2.2 (R2)", "2.2절 (R2)"),
  "regularizers.1.weight": gamma,
});
