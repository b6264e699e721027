/** The VAE whose codes lie in a plane. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adamAsPublished, bernoulliVae, dense, mnistFromZero } from "./settings";
import { adamAsPublishedSource, glorotSource, kingmaWelling, mnistSource, saddle } from "./sources";

export const vae2dMnist: RecipeCard = {
  id: "vae-2d-mnist",
  title: { en: "VAE with a plane of codes", ko: "2차원 잠재 공간의 VAE" },
  summary: {
    en: "Two numbers for each digit: the whole plane of codes fits on the Latent page, as in figure 4 of the paper.",
    ko: "숫자 하나에 수 두 개. 논문의 그림 4처럼 코드의 평면 전체가 잠재 공간 페이지에 그려집니다.",
  },
  reference: "Kingma & Welling 2014, figure 4 and appendix C",
  recipe: {
    id: "vae-2d-mnist",
    dataset: mnistFromZero,
    model: bernoulliVae(2, dense(500, "tanh")),
    regularizers: [],
    optimizers: { autoencoder: adamAsPublished },
    training: { batchSize: 100, steps: 18_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "model.layers": kingmaWelling("appendix C and section 5 (500 units, tanh)", "부록 C와 5절 (유닛 500개, tanh)"),
    "model.latentSize": kingmaWelling("figure 4 (2)", "그림 4 (2)"),
    "model.likelihood": kingmaWelling("appendix C.1 (pixels in [0, 1])", "부록 C.1 ([0, 1] 픽셀)"),
    "model.beta": kingmaWelling("equation 10", "식 10"),
    "model.initial": glorotSource,
    "training.batchSize": kingmaWelling("section 5 (100)", "5절 (100)"),
    "training.steps": saddle("30 epochs of 600 batches", "배치 600개씩 30 에폭"),
    "optimizers.autoencoder": adamAsPublishedSource,
  },
};
