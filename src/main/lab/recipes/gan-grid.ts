/** Twenty-five modes on a grid, and the game that finds them all. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, orthogonal, pairedGame, planeGan } from "./settings";
import { adamSources, goodfellow, pacgan, pairedGameSources, saddle, yazici } from "./sources";

const steps = 10_000;
const settling = { ...adam, learningRate: 1e-3, schedule: { kind: "cosine", over: steps } };

const wideStart = saddle("orthogonal, so that the plane of z begins wide", "z 평면이 넓게 시작하도록 직교");
const gamma = saddle(
  "0.02, for modes so narrow; the paper sets it anew for each data set",
  "모드가 아주 좁은 데이터에 맞춘 0.02. 논문은 데이터마다 따로 정함",
);
const rate = saddle(
  "0.001 down to zero by a cosine, with which points settle on modes",
  "점이 모드 위에 자리 잡도록 0.001에서 0까지 코사인으로 줄임",
);

export const ganGrid: RecipeCard = {
  id: "gan-grid",
  title: { en: "GAN on a grid", ko: "격자 위의 GAN" },
  summary: {
    en: "25 Gaussians on a grid. The plane of z is stretched over them: watch where it tears. Without its two penalties modes stay empty.",
    ko: "격자 위의 가우스 분포 25개. z 평면이 그 위로 펼쳐지며 어디서 찢어지는지 봅니다. 두 벌점을 빼면 비는 모드가 생깁니다.",
  },
  reference: "Huang et al. 2024 (R3GAN), section 2; data of Lin et al. 2018 (PacGAN), section 4.1",
  recipe: {
    id: "gan-grid",
    dataset: { id: "grid", side: 5, spacing: 2, deviation: 0.05, examples: 50_000, seed: 1 },
    model: planeGan(orthogonal),
    ...pairedGame(0.02, 0.995),
    optimizers: { discriminator: settling, generator: settling },
    training: { batchSize: 256, steps, sampleEvery: 100, checkpointEvery: 2_000 },
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
    "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
    ...pairedGameSources(gamma),
    "regularizers.2": yazici("section 3.1 (an average of G's weights)", "3.1절 (G 가중치의 평균)"),
    ...adamSources(["discriminator", "generator"]),
    "optimizers.discriminator.learningRate": rate,
    "optimizers.generator.learningRate": rate,
    training: saddle("a length after which all modes are drawn", "모든 모드가 그려지기에 충분한 길이"),
  },
};
