/** The convolutional GAN of Radford et al. at MNIST's size. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";

const adam = { id: "adam", learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };

const radford = (en: string, ko: string): Localized => ({
  en: `Radford et al. 2016, ${en}`,
  ko: `Radford 외 2016, ${ko}`,
});
const kingma: Localized = { en: "Kingma & Ba 2015 (Adam), Algorithm 1", ko: "Kingma & Ba 2015 (Adam), 알고리즘 1" };
const pytorch = (en: string, ko: string): Localized => ({
  en: `PyTorch's DCGAN example: ${en}`,
  ko: `PyTorch DCGAN 예제: ${ko}`,
});
const saddle = (en: string, ko: string): Localized => ({ en: `Saddle: ${en}`, ko: `Saddle: ${ko}` });

const optimizerSources = (network: string): Record<string, Localized> => ({
  [`optimizers.${network}.learningRate`]: radford("section 4 (0.0002)", "4절 (0.0002)"),
  [`optimizers.${network}.beta1`]: radford("section 4 (0.5)", "4절 (0.5)"),
  [`optimizers.${network}.beta2`]: kingma,
  [`optimizers.${network}.epsilon`]: kingma,
});

export const dcganMnist: RecipeCard = {
  id: "dcgan-mnist",
  title: { en: "DCGAN on MNIST", ko: "MNIST DCGAN" },
  summary: {
    en: "Convolutions and batch normalisation in place of dense layers: fewer weights than gan-mnist and all ten digits within an epoch, at several times the work a step.",
    ko: "완전연결 층 대신 합성곱과 배치 정규화를 씁니다. gan-mnist보다 가중치가 적고 한 에폭 안에 열 가지 숫자가 모두 나타나지만, 한 스텝의 계산은 몇 배 많습니다.",
  },
  reference: "Radford et al. 2016, section 3 and figure 1",
  recipe: {
    id: "dcgan-mnist",
    dataset: { id: "mnist", source: "built-in", examples: 60_000, range: "[-1,1]" },
    model: {
      id: "dcgan",
      latentSize: 100,
      prior: "gaussian",
      width: 64,
      slope: 0.2,
      deviation: 0.02,
      order: "alternating",
      discriminatorSteps: 1,
    },
    objective: { id: "non-saturating", halve: false },
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 10_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: { en: "LeCun et al. 1998; all 60,000 training images", ko: "LeCun 외 1998; 학습 이미지 60,000장 전부" },
    "dataset.range": radford("section 4 (pixels in [−1, 1])", "4절 (픽셀은 [−1, 1])"),
    model: radford("section 3: strided convolutions, batch normalisation", "3절: 보폭 있는 합성곱, 배치 정규화"),
    "model.latentSize": radford("figure 1 (100 dimensions)", "그림 1 (100차원)"),
    "model.prior": pytorch("a Gaussian; the paper draws z uniformly", "가우스 분포. 논문은 균등분포"),
    "model.width": pytorch("64; the paper's figure 1 has 128", "64. 논문의 그림 1은 128"),
    "model.slope": radford("section 4 (0.2)", "4절 (0.2)"),
    "model.deviation": radford("section 4 (0.02)", "4절 (0.02)"),
    "model.order": { en: "Goodfellow et al. 2014, Algorithm 1", ko: "Goodfellow 외 2014, 알고리즘 1" },
    "model.discriminatorSteps": {
      en: "Goodfellow et al. 2014, Algorithm 1 (k = 1)",
      ko: "Goodfellow 외 2014, 알고리즘 1 (k = 1)",
    },
    objective: {
      en: "Goodfellow et al. 2014, section 3 (G maximises log D(G(z)))",
      ko: "Goodfellow 외 2014, 3절 (G는 log D(G(z))를 최대화)",
    },
    ...optimizerSources("discriminator"),
    ...optimizerSources("generator"),
    "training.batchSize": pytorch("64; the paper has 128", "64. 논문은 128"),
    "training.steps": saddle("a little more than ten epochs", "10 에폭 남짓"),
  },
};
