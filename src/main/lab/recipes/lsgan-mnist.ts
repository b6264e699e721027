/** LSGAN with the networks of `gan-mnist`: least squares instead of cross-entropies. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, smallGan } from "./settings";
import { adamSources, goodfellow, mao, saddle, smallMnist } from "./sources";

export const lsganMnist: RecipeCard = {
  id: "lsgan-mnist",
  title: { en: "LSGAN on MNIST", ko: "MNIST LSGAN" },
  summary: {
    en: "Least squares in place of cross-entropies: pictures that D is sure about still teach G.",
    ko: "교차 엔트로피 대신 최소제곱을 씁니다. D가 확신하는 이미지도 G를 가르칩니다.",
  },
  reference: "Mao et al. 2017, equations 2 and 9",
  recipe: {
    id: "lsgan-mnist",
    dataset: mnist,
    model: smallGan({ keepHidden: 0.7, discriminatorSteps: 1 }),
    objective: { id: "least-squares", a: 0, b: 1, c: 1 },
    regularizers: [],
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    ...smallMnist,
    ...adamSources(["discriminator", "generator"]),
    "model.discriminator.layers": saddle("as in gan-mnist", "gan-mnist와 같음"),
    "model.discriminator.keepHidden": saddle("as in gan-mnist", "gan-mnist와 같음"),
    "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
    objective: mao("equation 9 (a = 0, b = c = 1)", "식 9 (a = 0, b = c = 1)"),
  },
};
