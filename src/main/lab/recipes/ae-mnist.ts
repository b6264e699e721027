/** A deep autoencoder of digits. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adamAsPublished, dense, denseCodec, mnistFromZero } from "./settings";
import { adamAsPublishedSource, glorotSource, hinton, mnistSource, saddle } from "./sources";

export const aeMnist: RecipeCard = {
  id: "ae-mnist",
  title: { en: "Autoencoder on MNIST", ko: "MNIST 오토인코더" },
  summary: {
    en: "Squeezes each digit into 30 numbers and makes it again. No prior, so nothing can be drawn from it: the first step of the way to the VAE.",
    ko: "숫자 하나를 30개의 수로 줄였다가 다시 만듭니다. 사전분포가 없어 새 이미지를 뽑을 수는 없습니다. VAE로 가는 첫걸음입니다.",
  },
  reference: "Hinton & Salakhutdinov 2006",
  recipe: {
    id: "ae-mnist",
    dataset: mnistFromZero,
    model: {
      id: "autoencoder",
      ...denseCodec(30, [dense(1000, "relu"), dense(500, "relu"), dense(250, "relu")]),
      loss: "bernoulli",
      corruption: "none",
      strength: 0.25,
    },
    regularizers: [],
    optimizers: { autoencoder: adamAsPublished },
    training: { batchSize: 100, steps: 6_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "model.layers": hinton(
      "784-1000-500-250-30; ReLU in place of pretraining",
      "784-1000-500-250-30. 사전학습 대신 ReLU",
    ),
    "model.latentSize": hinton("30", "30"),
    "model.loss": hinton("cross-entropy", "교차 엔트로피"),
    "model.initial": glorotSource,
    training: saddle("ten epochs of 600 batches", "배치 600개씩 10 에폭"),
    "optimizers.autoencoder": adamAsPublishedSource,
  },
};
