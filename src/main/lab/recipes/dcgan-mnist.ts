/** The convolutional GAN of Radford et al. at MNIST's size. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, plainDiscriminator, plainGame } from "./settings";
import { adamSources, algorithm1, mnistSource, pytorchExample, radford, radfordMnist, saddle } from "./sources";

export const dcganMnist: RecipeCard = {
  id: "dcgan-mnist",
  title: { en: "DCGAN on MNIST", ko: "MNIST DCGAN" },
  summary: {
    en: "Convolutions and batch normalisation, and a dense layer that sees the digit as a whole: clear digits of all ten kinds within a few epochs, at several times gan-mnist's work a step.",
    ko: "합성곱과 배치 정규화에 숫자 전체를 보는 완전연결 층을 더했습니다. 몇 에폭 안에 열 가지 숫자가 모두 또렷해지지만, 한 스텝의 계산은 gan-mnist의 몇 배입니다.",
  },
  reference: "Radford et al. 2016, section 3 and figure 1",
  recipe: {
    id: "dcgan-mnist",
    dataset: mnist,
    model: {
      id: "dcgan",
      latentSize: 100,
      prior: "gaussian",
      width: 64,
      hidden: 256,
      slope: 0.2,
      deviation: 0.02,
      normalization: "batch",
      ...plainDiscriminator,
      order: "alternating",
      discriminatorSteps: 1,
      ...plainGame,
    },
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 10_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "dataset.range": radford("section 4 (pixels in [−1, 1])", "4절 (픽셀은 [−1, 1])"),
    model: radford("section 3: strided convolutions, batch normalisation", "3절: 보폭 있는 합성곱, 배치 정규화"),
    "model.latentSize": radford("figure 1 (100 dimensions)", "그림 1 (100차원)"),
    "model.prior": pytorchExample("a Gaussian; the paper draws z uniformly", "가우스 분포. 논문은 균등분포"),
    "model.width": pytorchExample("64; the paper's figure 1 has 128", "64. 논문의 그림 1은 128"),
    "model.hidden": radfordMnist(
      "such a layer in both networks, of 1,024 units; 256 for two cores",
      "두 네트워크에 이런 층이 있으며 1,024 유닛. 여기서는 코어 두 개에 맞춘 256",
    ),
    "model.slope": radford("section 4 (0.2)", "4절 (0.2)"),
    "model.normalization": radford("section 3 (batch normalisation)", "3절 (배치 정규화)"),
    "model.deviation": radford("section 4 (0.02)", "4절 (0.02)"),
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
    "training.batchSize": pytorchExample("64; the paper has 128", "64. 논문은 128"),
    "training.steps": saddle("a little more than ten epochs", "10 에폭 남짓"),
  },
};
