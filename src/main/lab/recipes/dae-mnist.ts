/** An autoencoder that mends digits. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adamAsPublished, dense, denseCodec, mnistFromZero } from "./settings";
import { adamAsPublishedSource, glorotSource, mnistSource, saddle, vincent } from "./sources";

export const daeMnist: RecipeCard = {
  id: "dae-mnist",
  title: { en: "Denoising autoencoder on MNIST", ko: "MNIST 디노이징 오토인코더" },
  summary: {
    en: "Half of the pixels of every digit are put to black before the encoder sees it; the loss asks for the whole digit.",
    ko: "인코더가 보기 전에 모든 숫자의 픽셀 절반을 검게 만들고, 손실은 온전한 숫자를 요구합니다.",
  },
  reference: "Vincent et al. 2010, section 3",
  recipe: {
    id: "dae-mnist",
    dataset: mnistFromZero,
    model: {
      id: "autoencoder",
      ...denseCodec(64, [dense(512, "relu")]),
      loss: "bernoulli",
      corruption: "masking",
      strength: 0.5,
    },
    regularizers: [],
    optimizers: { autoencoder: adamAsPublished },
    training: { batchSize: 100, steps: 6_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "model.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.latentSize": saddle("a code too small to copy pixels", "픽셀을 베낄 수 없는 크기의 코드"),
    "model.loss": vincent("section 2 (cross-entropy)", "2절 (교차 엔트로피)"),
    "model.corruption": vincent("section 3 (masking noise)", "3절 (가림 잡음)"),
    "model.strength": saddle(
      "half, so that the work is seen; the paper goes up to 0.5",
      "일이 보이도록 절반. 논문은 0.5까지",
    ),
    "model.initial": glorotSource,
    training: saddle("ten epochs of 600 batches", "배치 600개씩 10 에폭"),
    "optimizers.autoencoder": adamAsPublishedSource,
  },
};
