/** The variational autoencoder of digits. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adamAsPublished, bernoulliVae, dense, mnistFromZero } from "./settings";
import { adamAsPublishedSource, glorotSource, kingmaWelling, mnistSource, pytorchVae, saddle } from "./sources";

export const vaeMnist: RecipeCard = {
  id: "vae-mnist",
  title: { en: "VAE on MNIST", ko: "MNIST VAE" },
  summary: {
    en: "An autoencoder whose codes follow a prior: digits can be drawn from it, and a bound of log p(x) says how well it fits.",
    ko: "코드가 사전분포를 따르는 오토인코더. 새 숫자를 뽑을 수 있고, log p(x)의 하한이 얼마나 잘 맞는지 알려 줍니다.",
  },
  reference: "Kingma & Welling 2014; sizes of PyTorch's VAE example",
  recipe: {
    id: "vae-mnist",
    dataset: mnistFromZero,
    model: bernoulliVae(20, dense(400, "relu")),
    regularizers: [],
    optimizers: { autoencoder: adamAsPublished },
    training: { batchSize: 128, steps: 14_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "model.layers": pytorchVae("400 units, ReLU", "유닛 400개, ReLU"),
    "model.latentSize": pytorchVae("20", "20"),
    "model.likelihood": kingmaWelling("appendix C.1 (pixels in [0, 1])", "부록 C.1 ([0, 1] 픽셀)"),
    "model.beta": kingmaWelling("equation 10", "식 10"),
    "model.initial": glorotSource,
    "training.batchSize": pytorchVae("128", "128"),
    "training.steps": saddle("30 epochs of 468 batches", "배치 468개씩 30 에폭"),
    "optimizers.autoencoder": adamAsPublishedSource,
  },
};
