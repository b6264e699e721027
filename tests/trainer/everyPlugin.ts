/** Tiny recipes in which every model, objective and optimizer takes part: what parity between engines and backends is held to. */
import { activations } from "../../src/main/trainer/models/parts/activation";
import { plugins } from "../../src/main/trainer/plugins";
import type { Recipe } from "../../src/shared/domain/recipe";
import { tinyDcgan, tinyRecipe } from "./support";

const layer = (activation: string) => ({ units: 4, activation, pieces: 2 });
const between = (ofG: string, ofD: string, others: object = {}) => ({
  id: "gan",
  latentSize: 3,
  generator: { layers: [layer(ofG)] },
  discriminator: { layers: [layer(ofD)] },
  ...others,
});
const dense = (activation: string, others: object = {}) => between(activation, activation, others);
const dense6 = { kind: "dense", units: 6 };
const drop = { kind: "dropout", keep: 0.7 };
const maxout = { kind: "maxout", units: 4, pieces: 2 };
const relu = { kind: "activation", activation: "relu" };
const convolution = (channels: number, kernel: number, stride: number) => ({
  kind: "convolution",
  channels,
  kernel,
  stride,
});
const tinyLayered = (generator: object[], discriminator: object[], others: object = {}) => ({
  id: "layered",
  latentSize: 3,
  generator: { layers: generator },
  discriminator: { layers: discriminator },
  ...others,
});
const momentum = { id: "sgd", learningRate: 0.1, decayFactor: 1.01, momentumStart: 0.5, momentumEnd: 0.9 };
const bothNetworks = (optimizer: object) => ({ discriminator: optimizer, generator: optimizer });

/** A coder of few units. */
const coder = (id: string, others: object, optimizer: object = { id: "adam", learningRate: 1e-3 }): Recipe =>
  tinyRecipe({
    model: { id, latentSize: 2, layers: [{ units: 5, activation: "tanh" }], width: 1, ...others },
    objective: undefined,
    optimizers: { autoencoder: optimizer },
  });
/** Every objective and every regulariser in as few games as go together. */
const games: readonly (readonly [{ id: string }, ...{ id: string; [setting: string]: unknown }[]])[] = [
  [{ id: "non-saturating" }, { id: "label-smoothing" }, { id: "feature-matching", alone: false }, { id: "zero-gp" }],
  [{ id: "saturating" }, { id: "feature-matching" }],
  [{ id: "least-squares" }],
  [{ id: "hinge" }, { id: "instance-noise", steps: 10 }, { id: "weight-average" }],
  [{ id: "wasserstein" }, { id: "wgan-gp" }],
  [{ id: "wasserstein" }, { id: "weight-clipping", bound: 0.1 }],
  [{ id: "relativistic" }, { id: "r1" }, { id: "r2" }],
];

export const everyPlugin: Readonly<Record<string, Recipe>> = {
  // Two to a game; of an odd number the last one meets the first.
  ...Object.fromEntries(
    activations.flatMap((activation, index) => {
      if (index % 2 === 1) return [];
      const next = activations[index + 1] ?? activations[0];
      return [[`activations ${activation} and ${next}`, tinyRecipe({ model: between(activation, next) })]];
    }),
  ),
  ...Object.fromEntries(
    games.map(([objective, ...regularizers]) => [
      [objective, ...regularizers].map(({ id }) => id).join(" with "),
      tinyRecipe({
        objective,
        regularizers,
        model: dense("leaky-relu", { discriminatorSteps: 2 }),
        // Where an objective does not decide D's last bias, Adam would make steps of rounding.
        optimizers: bothNetworks({ id: "sgd", learningRate: 0.02 }),
      }),
    ]),
  ),
  ...Object.fromEntries(
    plugins.optimizer.map(({ id }) => [
      `optimizer ${id}`,
      tinyRecipe({ optimizers: bothNetworks({ id, learningRate: 0.01 }) }),
    ]),
  ),
  ...Object.fromEntries(
    ["alternating", "simultaneous"].map((order) => [
      `convolutions and batch normalisation, ${order}`,
      // At larger rates a batch this small is chaotic: rounding grows by a factor of two a step.
      tinyRecipe({
        model: tinyDcgan({ order, width: 2 }),
        optimizers: bothNetworks({ id: "adam", learningRate: 2e-4 }),
      }),
    ]),
  ),
  "unrolled, K = 2, simultaneous": tinyRecipe({
    model: dense("tanh", { order: "simultaneous", unrolledSteps: 2 }),
    objective: { id: "saturating" },
  }),
  "unrolled convolutions, K = 2, detached": tinyRecipe({
    model: tinyDcgan({ width: 2, unrolledSteps: 2, unrolling: "detached" }),
    optimizers: bothNetworks({ id: "adam", learningRate: 2e-4 }),
  }),
  "an autoencoder": coder("autoencoder", {}),
  "a denoising autoencoder, Gaussian": coder("autoencoder", { loss: "squared", corruption: "gaussian" }),
  "a denoising autoencoder, masking": coder("autoencoder", { corruption: "masking" }),
  "a variational autoencoder": coder("vae", {}),
  "a β-VAE with a Gaussian decoder": coder("vae", { likelihood: "gaussian", beta: 4 }),
  "an adversarial autoencoder": tinyRecipe({
    model: { id: "aae", latentSize: 2, layers: [layer("tanh")], discriminator: [layer("tanh")] },
    objective: undefined,
    optimizers: {
      discriminator: { id: "adam", learningRate: 1e-3 },
      autoencoder: { id: "adam", learningRate: 1e-3 },
    },
  }),
  "a convolutional VAE": coder(
    "vae",
    { network: "convolutional" },
    // Gradients that are nearly 0 differ in sign by rounding alone, which Adam's first steps would make much of.
    { id: "sgd", learningRate: 1e-5 },
  ),
  "points, orthogonal weights": tinyRecipe({
    dataset: { id: "ring" },
    model: dense("tanh", {
      generator: { layers: [layer("relu")], output: "linear", initial: { kind: "orthogonal", scale: 1.4 } },
      order: "simultaneous",
    }),
    objective: { id: "saturating" },
  }),
  "D normalised spectrally, packed and told of its batch; a rate that falls": tinyRecipe({
    model: dense("tanh", {
      discriminator: {
        layers: [layer("tanh")],
        spectral: true,
        packing: 2,
        minibatch: { kernels: 3, dimensions: 2 },
      },
    }),
    objective: { id: "wasserstein" },
    optimizers: bothNetworks({ id: "adam", learningRate: 0.01, warmup: 3, schedule: { kind: "cosine", over: 20 } }),
  }),
  "convolutions normalised spectrally, packs of two and a penalty on their slope": tinyRecipe({
    model: tinyDcgan({ width: 2, normalization: "spectral", packing: 2 }),
    regularizers: [{ id: "r1", weight: 0.1 }, { id: "weight-average" }],
    optimizers: bothNetworks({ id: "sgd", learningRate: 1e-3 }),
  }),
  "listed layers: kernels of several sizes, batch and layer normalisation, dropout, minibatch discrimination":
    tinyRecipe({
      model: tinyLayered(
        [
          dense6,
          { kind: "batch-norm" },
          relu,
          { kind: "reshape", height: 2, width: 3 },
          { ...convolution(2, 3, 2), kind: "transposed-convolution" },
          { kind: "layer-norm" },
          convolution(1, 3, 2),
        ],
        [
          convolution(3, 3, 1),
          { kind: "batch-norm" },
          relu,
          convolution(2, 3, 2),
          drop,
          { kind: "minibatch", kernels: 3, dimensions: 2 },
          maxout,
        ],
      ),
      optimizers: bothNetworks({ id: "sgd", learningRate: 0.02 }),
    }),
  "listed layers normalised one example at a time, with a penalty on D's slope": tinyRecipe({
    model: tinyLayered(
      [dense6, drop],
      [
        convolution(3, 2, 1),
        { kind: "layer-norm" },
        { kind: "activation", activation: "tanh" },
        { ...dense6, spectral: true },
        { kind: "layer-norm" },
      ],
      { conditional: true, order: "simultaneous" },
    ),
    objective: { id: "wasserstein" },
    regularizers: [{ id: "wgan-gp" }],
    optimizers: bothNetworks({ id: "sgd", learningRate: 0.02 }),
  }),
  "conditional, k = 2": tinyRecipe({ model: dense("tanh", { conditional: true, discriminatorSteps: 2 }) }),
  "conditional convolutions": tinyRecipe({
    model: tinyDcgan({ conditional: true }),
    optimizers: bothNetworks({ id: "adam", learningRate: 2e-4 }),
  }),
  "momentum that decays, k = 3": tinyRecipe({
    model: dense("tanh", { discriminatorSteps: 3 }),
    optimizers: bothNetworks(momentum),
  }),
  "simultaneous, dropout, uniform z, bias from the data": tinyRecipe({
    model: {
      id: "gan",
      latentSize: 3,
      prior: "uniform",
      generator: { layers: [layer("relu")], biasFromData: true, initial: { kind: "normal", scale: 0.3 } },
      discriminator: { layers: [layer("maxout")], keepInput: 0.8, keepHidden: 0.5 },
      order: "simultaneous",
    },
    objective: { id: "saturating", halve: true },
    optimizers: bothNetworks(momentum),
  }),
};
