/** WGAN-GP: a critic instead of a discriminator, with the settings of its paper on small dense networks. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, smallGan } from "./settings";
import { gulrajani, saddle, smallMnist } from "./sources";

const critic = { ...adam, learningRate: 1e-4, beta2: 0.9 };
const adamSource = gulrajani(
  "released MNIST code: Adam 1e-4, β (0.5, 0.9)",
  "공개 MNIST 코드: Adam 1e-4, β (0.5, 0.9)",
);

export const wganGpMnist: RecipeCard = {
  id: "wgan-gp-mnist",
  title: { en: "WGAN-GP on MNIST", ko: "MNIST WGAN-GP" },
  summary: {
    en: "A critic that estimates a distance, with a penalty on its slope: one curve that falls as pictures get better.",
    ko: "거리를 추정하는 비평자와 기울기 벌점을 씁니다. 이미지가 좋아지면 내려가는 곡선이 하나 생깁니다.",
  },
  reference: "Gulrajani et al. 2017, Algorithm 1",
  recipe: {
    id: "wgan-gp-mnist",
    dataset: mnist,
    model: smallGan({ keepHidden: 1, discriminatorSteps: 5 }),
    objective: { id: "wasserstein" },
    regularizers: [{ id: "wgan-gp", weight: 10, target: 1 }],
    optimizers: { discriminator: critic, generator: critic },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    ...smallMnist,
    "model.discriminator.layers": saddle("as in gan-mnist, without dropout", "gan-mnist와 같고 드롭아웃 없음"),
    "model.order": gulrajani("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": gulrajani("Algorithm 1 (5 critic updates)", "알고리즘 1 (비평자 갱신 5번)"),
    objective: gulrajani("Algorithm 1", "알고리즘 1"),
    "regularizers.0.weight": gulrajani("Algorithm 1 (λ = 10)", "알고리즘 1 (λ = 10)"),
    "regularizers.0.target": gulrajani("equation 3 (1)", "식 3 (1)"),
    "optimizers.discriminator": adamSource,
    "optimizers.generator": adamSource,
    "training.batchSize": saddle("64; the released code has 50", "64. 공개 코드는 50"),
  },
};
