/** A small GAN that draws recognisable digits within minutes on two cores. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";

const leaky = (units: number) => ({ units, activation: "leaky-relu", slope: 0.2, pieces: 5 });
const glorot = { kind: "glorot", scale: 0.05 };
const adam = { id: "adam", learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };

const goodfellow = (en: string, ko: string): Localized => ({
  en: `Goodfellow et al. 2014, ${en}`,
  ko: `Goodfellow 외 2014, ${ko}`,
});
const radford: Localized = { en: "Radford et al. 2016 (DCGAN), section 3", ko: "Radford 외 2016 (DCGAN), 3절" };
const kingma: Localized = { en: "Kingma & Ba 2015 (Adam), Algorithm 1", ko: "Kingma & Ba 2015 (Adam), 알고리즘 1" };
const glorotSource: Localized = { en: "Glorot & Bengio 2010, equation 16", ko: "Glorot & Bengio 2010, 식 16" };
const saddle = (en: string, ko: string): Localized => ({ en: `Saddle: ${en}`, ko: `Saddle: ${ko}` });

export const ganMnist: RecipeCard = {
  id: "gan-mnist",
  title: { en: "GAN on MNIST", ko: "MNIST GAN" },
  summary: {
    en: "A small dense GAN with Adam: recognisable digits within minutes on two cores. The place to start.",
    ko: "Adam으로 학습하는 작은 완전연결 GAN. 코어 두 개로 몇 분이면 알아볼 수 있는 숫자를 그립니다. 여기서 시작하세요.",
  },
  reference: "Goodfellow et al. 2014, Algorithm 1; optimizer of Radford et al. 2016",
  recipe: {
    id: "gan-mnist",
    dataset: { id: "mnist", source: "built-in", examples: 60_000, range: "[-1,1]" },
    model: {
      id: "gan",
      latentSize: 100,
      prior: "gaussian",
      generator: {
        layers: [leaky(256), leaky(512)],
        output: "tanh",
        biasFromData: false,
        initial: glorot,
      },
      discriminator: { layers: [leaky(512), leaky(256)], keepInput: 1, keepHidden: 0.7, initial: glorot },
      order: "alternating",
      discriminatorSteps: 1,
    },
    objective: { id: "non-saturating", halve: false },
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: { en: "LeCun et al. 1998; all 60,000 training images", ko: "LeCun 외 1998; 학습 이미지 60,000장 전부" },
    "dataset.range": {
      en: "Radford et al. 2016 (DCGAN): pixels in [−1, 1]",
      ko: "Radford 외 2016 (DCGAN): 픽셀은 [−1, 1]",
    },
    "model.latentSize": goodfellow("released code (100 dimensions)", "공개 코드 (100차원)"),
    "model.prior": saddle("a Gaussian, as most later work has it", "이후 대부분의 연구처럼 가우스 분포"),
    "model.generator.layers": saddle(
      "sizes for two cores; LeakyReLU in both networks",
      "코어 두 개에 맞춘 크기, 두 신경망 모두 LeakyReLU",
    ),
    "model.generator.output": { en: "Radford et al. 2016 (DCGAN): tanh", ko: "Radford 외 2016 (DCGAN): tanh" },
    "model.generator.initial": glorotSource,
    "model.discriminator.layers": {
      en: "Radford et al. 2016 (LeakyReLU 0.2 in D); sizes for two cores",
      ko: "Radford 외 2016 (D에 LeakyReLU 0.2), 크기는 코어 두 개에 맞춤",
    },
    "model.discriminator.keepHidden": saddle(
      "dropout in D, so that it does not win outright and G does not collapse",
      "D가 일방적으로 이겨 G가 붕괴하지 않도록 하는 드롭아웃",
    ),
    "model.discriminator.initial": glorotSource,
    "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
    objective: goodfellow("section 3 (G maximises log D(G(z)))", "3절 (G는 log D(G(z))를 최대화)"),
    "optimizers.discriminator.learningRate": radford,
    "optimizers.discriminator.beta1": radford,
    "optimizers.discriminator.beta2": kingma,
    "optimizers.discriminator.epsilon": kingma,
    "optimizers.generator.learningRate": radford,
    "optimizers.generator.beta1": radford,
    "optimizers.generator.beta2": kingma,
    "optimizers.generator.epsilon": kingma,
    training: saddle("a length after which digits are clear", "숫자가 또렷해지는 학습 길이"),
  },
};
