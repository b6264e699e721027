/** The adversarial autoencoder of digits: from the autoencoder to the GAN. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, dense, denseCodec, mnistFromZero } from "./settings";
import { glorotSource, makhzani, mnistSource, saddle, tolstikhin } from "./sources";

export const aaeMnist: RecipeCard = {
  id: "aae-mnist",
  title: { en: "Adversarial autoencoder on MNIST", ko: "MNIST 적대적 오토인코더" },
  summary: {
    en: "A discriminator keeps the codes in the shape of a prior, where a VAE has its KL: the bridge from autoencoders to GANs.",
    ko: "VAE의 KL 대신 판별자가 코드를 사전분포의 모양으로 유지합니다. 오토인코더에서 GAN으로 가는 다리입니다.",
  },
  reference: "Makhzani et al. 2015; Tolstikhin et al. 2018, Algorithm 1",
  recipe: {
    id: "aae-mnist",
    dataset: mnistFromZero,
    model: {
      id: "aae",
      ...denseCodec(8, [dense(512, "relu")]),
      prior: "gaussian",
      loss: "squared",
      discriminator: [dense(256, "relu"), dense(256, "relu")],
      weight: 10,
    },
    regularizers: [],
    optimizers: { discriminator: { ...adam, learningRate: 5e-4 }, autoencoder: { ...adam, learningRate: 1e-3 } },
    training: { batchSize: 100, steps: 12_000, sampleEvery: 100, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    model: makhzani("section 2 (deterministic encoder)", "2절 (결정적 인코더)"),
    "model.latentSize": tolstikhin("appendix C.1 (8)", "부록 C.1 (8)"),
    "model.layers": saddle("sizes for two cores", "코어 두 개에 맞춘 크기"),
    "model.prior": tolstikhin("section 4 (Gaussian)", "4절 (가우스)"),
    "model.loss": tolstikhin("section 4 (squared error)", "4절 (제곱 오차)"),
    "model.discriminator": saddle(
      "sizes for two cores; the paper has four layers of 512",
      "코어 두 개에 맞춘 크기. 논문은 512 네 층",
    ),
    "model.weight": tolstikhin("section 4 (λ = 10)", "4절 (λ = 10)"),
    "model.initial": glorotSource,
    "optimizers.autoencoder": tolstikhin("appendix C.1 (Adam, 0.001, β₁ 0.5)", "부록 C.1 (Adam, 0.001, β₁ 0.5)"),
    "optimizers.discriminator": tolstikhin("appendix C.1 (Adam, 0.0005, β₁ 0.5)", "부록 C.1 (Adam, 0.0005, β₁ 0.5)"),
    "training.batchSize": tolstikhin("appendix C.1 (100)", "부록 C.1 (100)"),
    "training.steps": saddle("20 epochs of 600 batches", "배치 600개씩 20 에폭"),
  },
};
