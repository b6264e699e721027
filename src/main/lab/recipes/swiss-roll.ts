/** Data on a curve that winds: how a plane of z is bent onto it. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, glorot, planeGan } from "./settings";
import { adamSources, algorithm1, glorotSource, gulrajani, saddle } from "./sources";

export const swissRoll: RecipeCard = {
  id: "swiss-roll",
  title: { en: "GAN on a Swiss roll", ko: "스위스 롤 위의 GAN" },
  summary: {
    en: "Points along a roll: a grid of z is folded onto it, and the arrows show where D sends each generated point.",
    ko: "말린 곡선을 따라 놓인 점들. z 격자가 그 위로 접히고, 화살표는 D가 생성된 점을 어디로 보내는지 보여 줍니다.",
  },
  reference: "Gulrajani et al. 2017 (WGAN-GP), figure 3",
  recipe: {
    id: "swiss-roll",
    dataset: { id: "swiss-roll", noise: 0.033, examples: 50_000, seed: 1 },
    model: planeGan(glorot),
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 256, steps: 10_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: gulrajani("figure 3", "그림 3"),
    "model.latentSize": gulrajani("toy experiments (z in the plane)", "2차원 실험 (평면의 z)"),
    "model.prior": gulrajani("toy experiments (Gaussian)", "2차원 실험 (가우스 분포)"),
    "model.generator.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.generator.initial": glorotSource,
    "model.discriminator.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.discriminator.initial": glorotSource,
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
    training: saddle("a length after which the roll is drawn", "곡선이 그려지기에 충분한 길이"),
  },
};
