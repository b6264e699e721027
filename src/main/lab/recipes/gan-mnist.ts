/** A small GAN that draws recognisable digits within minutes on two cores. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, smallGan } from "./settings";
import { adamSources, algorithm1, saddle, smallMnist } from "./sources";

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
    dataset: mnist,
    model: smallGan({ keepHidden: 0.7, discriminatorSteps: 1 }),
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    ...smallMnist,
    "model.discriminator.layers": {
      en: "Radford et al. 2016 (LeakyReLU 0.2 in D); sizes for two cores",
      ko: "Radford 외 2016 (D에 LeakyReLU 0.2), 크기는 코어 두 개에 맞춤",
    },
    "model.discriminator.keepHidden": saddle(
      "dropout in D, so that it does not win outright and G does not collapse",
      "D가 일방적으로 이겨 G가 붕괴하지 않도록 하는 드롭아웃",
    ),
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
  },
};
