/**
 * Floating-point operations of one training step, counted from the layers and not measured: products
 * of matrices and convolutions only, two operations a multiplication with its addition. What is small
 * beside them (activations, losses, the optimizers) is left out, so a share of the peak is never flattered.
 */

/**
 * Multiplications of each layer for one example, from its input on.
 * @typedef {number[]} Products
 */

/**
 * @param {number} inputs
 * @param {{ units: number, activation: string, pieces: number }[]} layers
 * @returns {Products}
 */
export function denseProducts(inputs, layers) {
  let width = inputs;
  return layers.map(({ units, activation, pieces }) => {
    const products = width * units * (activation === "maxout" ? pieces : 1);
    width = units;
    return products;
  });
}

const output = (/** @type {number} */ units) => ({ units, activation: "linear", pieces: 1 });

/** @param {any} model of the recipe @param {number[]} shape of a picture */
function denseNetworks(model, shape) {
  const pixels = shape.reduce((product, size) => product * size, 1);
  return {
    generator: denseProducts(model.latentSize, [...model.generator.layers, output(pixels)]),
    discriminator: denseProducts(pixels, [...model.discriminator.layers, output(1)]),
  };
}

/** Kernels of 4 × 4 that halve or double the sides: each value of the smaller maps meets every kernel once. */
const kernelProducts = 16;

/** @param {any} model of the recipe @param {number[]} shape `[side, side, channels]` */
function convolutionalNetworks(model, [side = 0, , channels = 0]) {
  const start = side % 7 === 0 ? 7 : 4;
  const doublings = Math.log2(side / start);
  /** Maps at the sides start, 2·start, … side. */
  const maps = [
    ...Array.from({ length: doublings }, (_, index) => model.width * 2 ** (doublings - 1 - index)),
    channels,
  ];
  const units = start ** 2 * (maps[0] ?? 0);
  const convolutions = maps
    .slice(1)
    .map((outputs, index) => kernelProducts * (maps[index] ?? 0) * outputs * (start * 2 ** index) ** 2);
  return {
    generator: [model.latentSize * units, ...convolutions],
    discriminator: [...[...convolutions].reverse(), units],
  };
}

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * What one step has to compute. Going back through a layer costs its forward products once for the
 * gradient of the weights and once for that of the inputs; the latter is not needed at the first layer,
 * nor the former in D while G is updated.
 * @param {{ generator: Products, discriminator: Products }} networks
 * @param {{ batch: number, order: string, discriminatorSteps: number }} training
 * @returns {number} operations
 */
export function stepOperations({ generator, discriminator }, { batch, order, discriminatorSteps }) {
  const [g, d] = [sum(generator), sum(discriminator)];
  const [firstG = 0] = generator;
  const [firstD = 0] = discriminator;
  /** D's own gradients, on real and on generated pictures. */
  const backD = 2 * (d + (d - firstD));
  const backG = d + g + (g - firstG);
  const updateD = g + 2 * d + backD;
  const products = order === "simultaneous" ? updateD + backG : discriminatorSteps * updateD + (g + d + backG);
  return 2 * batch * products;
}

/**
 * @param {any} recipe
 * @param {number[]} shape of a picture, `[height, width, channels]`
 * @returns {number | null} operations of one step; null for a model that is not counted here
 */
export function recipeOperations({ model, training }, shape) {
  const networks = { gan: denseNetworks, dcgan: convolutionalNetworks }[/** @type {"gan" | "dcgan"} */ (model.id)];
  if (!networks) return null;
  return stepOperations(networks(model, shape), {
    batch: training.batchSize,
    order: model.order,
    discriminatorSteps: model.discriminatorSteps,
  });
}
