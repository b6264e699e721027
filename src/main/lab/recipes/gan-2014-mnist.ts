/**
 * The MNIST experiment of "Generative adversarial nets" with the settings that its authors released
 * (the newest `mnist.yaml` of their repository), each beside its source. Nothing is tuned: the authors
 * say that other hardware and libraries need slight re-tuning.
 */
import type { RecipeCard } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";
import { dense, mnistFromZero, plainDense, plainGame, steady } from "./settings";
import { algorithm1, released, saddle } from "./sources";

const uniform = (scale: number) => ({ kind: "uniform", scale });
const sgd = {
  id: "sgd",
  learningRate: 0.1,
  decayFactor: 1.000004,
  minimumLearningRate: 1e-6,
  momentumStart: 0.5,
  momentumEnd: 0.7,
  momentumFromEpoch: 1,
  momentumToEpoch: 250,
  ...steady,
};

const optimizerSources = (network: string): Record<string, Localized> => ({
  [`optimizers.${network}`]: released("SGD, one for both networks", "SGD, 두 신경망 공통"),
  [`optimizers.${network}.learningRate`]: released("learning rate 0.1", "학습률 0.1"),
  [`optimizers.${network}.decayFactor`]: released("divided by 1.000004 after every update", "갱신마다 1.000004로 나눔"),
  [`optimizers.${network}.minimumLearningRate`]: released("decay down to 1e-6", "1e-6까지 감쇠"),
  [`optimizers.${network}.momentumStart`]: released("initial momentum 0.5", "처음 모멘텀 0.5"),
  [`optimizers.${network}.momentumEnd`]: released("final momentum 0.7", "마지막 모멘텀 0.7"),
  [`optimizers.${network}.momentumFromEpoch`]: released("momentum rises from epoch 1", "1 에폭부터 증가"),
  [`optimizers.${network}.momentumToEpoch`]: released("momentum is full at epoch 250", "250 에폭에서 최대"),
});

export const gan2014Mnist: RecipeCard = {
  id: "gan-2014-mnist",
  title: { en: "GAN on MNIST, as published in 2014", ko: "MNIST GAN, 2014년 논문 그대로" },
  summary: {
    en: "The settings that the authors released: maxout discriminator with dropout, simultaneous updates, SGD with rising momentum. Slow, and untouched.",
    ko: "저자들이 공개한 설정 그대로: 드롭아웃을 쓰는 맥스아웃 판별자, 동시 갱신, 점점 커지는 모멘텀의 SGD. 느리지만 손대지 않았습니다.",
  },
  reference: "Goodfellow et al. 2014, section 5, and their released mnist.yaml",
  recipe: {
    id: "gan-2014-mnist",
    dataset: { ...mnistFromZero, examples: 50_000 },
    model: {
      id: "gan",
      latentSize: 100,
      prior: "uniform",
      generator: {
        layers: [dense(1200, "relu"), dense(1200, "relu")],
        output: "sigmoid",
        biasFromData: true,
        initial: uniform(0.05),
      },
      discriminator: {
        layers: [dense(240, "maxout"), dense(240, "maxout")],
        keepInput: 0.8,
        keepHidden: 0.5,
        ...plainDense,
        initial: uniform(0.005),
      },
      order: "simultaneous",
      discriminatorSteps: 1,
      ...plainGame,
    },
    objective: { id: "non-saturating", halve: true },
    regularizers: [],
    optimizers: { discriminator: sgd, generator: sgd },
    // 500 steps make an epoch; 250 epochs are where the momentum stops rising.
    training: { batchSize: 100, steps: 125_000, sampleEvery: 500, checkpointEvery: 5_000 },
    seed: 1,
  },
  sources: {
    dataset: released("MNIST, training images 0 to 50,000", "MNIST 학습 이미지 0~50,000"),
    "dataset.examples": released(
      "the first 50,000 images; the next 10,000 validate",
      "처음 50,000장, 다음 10,000장은 검증용",
    ),
    "dataset.range": released("pixels in [0, 1]", "픽셀은 [0, 1]"),
    "model.latentSize": released("noise of 100 dimensions", "100차원 잡음"),
    "model.prior": released(
      "uniform noise of unit variance, U(−√3, √3), at the bottom layer only",
      "분산이 1인 균등 잡음 U(−√3, √3), 맨 아래 층에만",
    ),
    "model.generator.layers": released("two rectified linear layers of 1200", "ReLU 1200개 층 두 개"),
    "model.generator.output": released("sigmoid, 784 units", "시그모이드 784개"),
    "model.generator.biasFromData": released("output bias from the pixels' marginals", "출력 편향은 픽셀별 평균에서"),
    "model.generator.initial": released("weights U(−0.05, 0.05)", "가중치 U(−0.05, 0.05)"),
    "model.discriminator.layers": released(
      "two maxout layers of 240 units × 5 pieces",
      "맥스아웃 240개 × 5조각 층 두 개",
    ),
    "model.discriminator.keepInput": released(
      "dropout keeps 0.8 of the inputs, scaled by 1.25",
      "드롭아웃: 입력의 0.8을 남기고 1.25배",
    ),
    "model.discriminator.keepHidden": released(
      "dropout keeps 0.5 elsewhere, scaled by 2",
      "드롭아웃: 나머지는 0.5를 남기고 2배",
    ),
    "model.discriminator.initial": released("weights U(−0.005, 0.005)", "가중치 U(−0.005, 0.005)"),
    ...algorithm1,
    "model.order": {
      en: "Released code: both gradients from one shared pass, the same fake batch and dropout mask",
      ko: "공개 코드: 같은 가짜 배치와 드롭아웃 마스크로 한 번에 계산한 두 기울기",
    },
    "objective.halve": {
      en: "Released code: D's loss is half the sum of both cross-entropies",
      ko: "공개 코드: D 손실은 두 교차 엔트로피 합의 절반",
    },
    ...optimizerSources("discriminator"),
    ...optimizerSources("generator"),
    "training.batchSize": released("batch 100", "배치 100"),
    "training.steps": saddle("250 epochs, where the momentum is full", "모멘텀이 최대가 되는 250 에폭"),
    "training.sampleEvery": saddle("once an epoch", "에폭마다 한 번"),
    "training.checkpointEvery": saddle("every ten epochs", "열 에폭마다"),
  },
};
