/** Networks listed layer by layer: small convolutions that draw digits on two cores within a minute or two. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, normal02, plainGame } from "./settings";
import { adamSources, goodfellow, mnistSource, radford, saddle } from "./sources";

const activation = (name: "relu" | "leaky-relu") => ({ kind: "activation", activation: name, slope: 0.2 });
const byTwo = { kernel: 4, stride: 2, spectral: false };

export const customMnist: RecipeCard = {
  id: "custom-mnist",
  title: { en: "Custom networks on MNIST", ko: "직접 만든 MNIST GAN" },
  summary: {
    en: "Small convolutions listed layer by layer: take a layer out, put one in, and see what becomes of the digits.",
    ko: "층을 하나씩 늘어놓은 작은 합성곱 신경망입니다. 층을 빼거나 더하고 숫자가 어떻게 달라지는지 보세요.",
  },
  reference: "Radford et al. 2016, section 3; Ba et al. 2016",
  recipe: {
    id: "custom-mnist",
    dataset: mnist,
    model: {
      id: "layered",
      latentSize: 64,
      prior: "gaussian",
      generator: {
        layers: [
          { kind: "dense", units: 7 * 7 * 32, spectral: false },
          { kind: "batch-norm" },
          activation("relu"),
          { kind: "reshape", height: 7, width: 7 },
          { kind: "transposed-convolution", channels: 16, ...byTwo },
          { kind: "batch-norm" },
          activation("relu"),
          { kind: "transposed-convolution", channels: 1, ...byTwo },
        ],
        output: "data",
        initial: normal02,
      },
      discriminator: {
        layers: [
          { kind: "convolution", channels: 16, ...byTwo },
          activation("leaky-relu"),
          { kind: "convolution", channels: 32, ...byTwo },
          { kind: "layer-norm" },
          activation("leaky-relu"),
          { kind: "dropout", keep: 0.7 },
        ],
        spectralOutput: false,
        packing: 1,
        initial: normal02,
      },
      order: "alternating",
      discriminatorSteps: 1,
      ...plainGame,
    },
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: { ...adam, learningRate: 1e-3 }, generator: { ...adam, learningRate: 1e-3 } },
    training: { batchSize: 64, steps: 10_000, sampleEvery: 50, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "model.generator.layers": radford(
      "figure 1, on 28 pixels with a quarter of the maps",
      "그림 1을 28 픽셀에 맞추고 특징맵을 4분의 1로 줄임",
    ),
    "model.generator.initial": radford("section 4 (N(0, 0.02²))", "4절 (N(0, 0.02²))"),
    "model.discriminator.initial": radford("section 4 (N(0, 0.02²))", "4절 (N(0, 0.02²))"),
    "model.discriminator.layers": saddle(
      "layer normalisation, so that penalties on D's slope go with it, and dropout",
      "D의 기울기에 벌점을 줄 수 있도록 층 정규화를 쓰고, 드롭아웃을 더함",
    ),
    ...adamSources(["discriminator", "generator"]),
    "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
  },
};
