/** Twenty-five modes on a grid: how many a plain GAN finds. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, orthogonal, planeGan } from "./settings";
import { adamSources, algorithm1, pacgan, saddle } from "./sources";

const faster = { ...adam, learningRate: 5e-4 };

const wideStart = saddle("orthogonal, so that the plane of z begins wide", "z 평면이 넓게 시작하도록 직교");

export const ganGrid: RecipeCard = {
  id: "gan-grid",
  title: { en: "GAN on a grid", ko: "격자 위의 GAN" },
  summary: {
    en: "25 Gaussians on a grid. The plane of z is stretched over them: watch where it tears, and which modes stay empty.",
    ko: "격자 위의 가우스 분포 25개. z 평면이 그 위로 펼쳐지며 어디서 찢어지는지, 어떤 모드가 비는지 봅니다.",
  },
  reference: "Lin et al. 2018 (PacGAN), section 4.1",
  recipe: {
    id: "gan-grid",
    dataset: { id: "grid", side: 5, spacing: 2, deviation: 0.05, examples: 50_000, seed: 1 },
    model: planeGan(orthogonal),
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: faster, generator: faster },
    training: { batchSize: 256, steps: 10_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: pacgan(
      "section 4.1 (25 Gaussians, spacing 2, deviation 0.05)",
      "4.1절 (가우스 분포 25개, 간격 2, 표준편차 0.05)",
    ),
    "model.latentSize": pacgan("section 4.1 (z in the plane)", "4.1절 (평면의 z)"),
    "model.prior": saddle("a Gaussian", "가우스 분포"),
    "model.generator.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.generator.initial": wideStart,
    "model.discriminator.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.discriminator.initial": wideStart,
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
    "optimizers.discriminator.learningRate": saddle(
      "with which most points come to lie on modes",
      "점이 대부분 모드 위에 놓이는 값",
    ),
    "optimizers.generator.learningRate": saddle(
      "with which most points come to lie on modes",
      "점이 대부분 모드 위에 놓이는 값",
    ),
    training: saddle("a length after which little changes", "더는 크게 변하지 않는 학습 길이"),
  },
};
