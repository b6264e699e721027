import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import {
  type Activation,
  activate,
  activations,
  layerSchema,
  weightColumns,
} from "../../../../src/main/trainer/models/parts/activation";
import { tf } from "../../../../src/main/trainer/tensorflow";
import { differences, farthest, valuesOf } from "../../support";

beforeAll(async () => {
  await openBackend(null);
});

const layer = (activation: Activation, units: number, pieces = 2) =>
  layerSchema.parse({ activation, units, pieces, slope: 0.3 });

/** Share of a standard normal below x, by Simpson's rule from 0. */
function normalBelow(x: number): number {
  const parts = 4_000;
  const width = x / parts;
  const density = (t: number) => Math.exp(-(t ** 2) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let i = 1; i < parts; i++) sum += (i % 2 === 1 ? 4 : 2) * density(i * width);
  return 0.5 + (sum * width) / 3;
}

/** Klambauer et al. 2017, equation 14: where mean 0 and variance 1 are kept. erfc(x/√2) is twice the share beyond x. */
const [beyond1, beyond2] = [2 * (1 - normalBelow(1)), 2 * (1 - normalBelow(2))];
const root = beyond1 * Math.sqrt(Math.E);
const seluAlpha = -Math.sqrt(2 / Math.PI) / (root - 1);
const seluScale =
  ((1 - root) * Math.sqrt(2 * Math.PI)) /
  Math.sqrt(2 * beyond2 * Math.E ** 2 + Math.PI * root ** 2 - 2 * (2 + Math.PI) * root + Math.PI + 2);

const closedForms: Record<Exclude<Activation, "maxout">, (x: number) => number> = {
  relu: (x) => Math.max(0, x),
  "leaky-relu": (x) => (x > 0 ? x : 0.3 * x),
  elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
  selu: (x) => seluScale * (x > 0 ? x : seluAlpha * (Math.exp(x) - 1)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu: (x) => x * normalBelow(x),
  tanh: (x) => 1 - 2 / (Math.exp(2 * x) + 1),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  linear: (x) => x,
};

test.each(Object.entries(closedForms))("%s is its closed form", (activation, form) => {
  const x = [-20, -3, -0.4, 0, 0.2, 2, 20];
  const found = valuesOf(activate(tf.tensor2d(x, [1, x.length]), layer(activation as Activation, x.length)));
  expect(farthest(found, x.map(form))).toBeLessThan(1e-6);
});

describe("maxout", () => {
  it("takes the largest of each unit's own pieces, which lie side by side", () => {
    // Two images, two units of three pieces.
    const x = tf.tensor2d([1, 5, 2, -3, -1, -2, 0, -7, 4, 9, 8, 8.5], [2, 6]);
    expect(valuesOf(activate(x, layer("maxout", 2, 3)))).toEqual([5, -1, 4, 9]);
  });

  it("passes the gradient to the winning piece alone", () => {
    const x = tf.tensor2d([1, 5, 2, -3, -1, -2], [1, 6]);
    const weights = tf.tensor2d([10, 20], [1, 2]);
    const gradient = tf.grad((t) =>
      activate(t, layer("maxout", 2, 3))
        .mul(weights)
        .sum(),
    )(x);
    expect(valuesOf(gradient)).toEqual([0, 10, 0, 0, 20, 0]);
  });

  it("needs one column of weights a piece; every other activation one a unit", () => {
    expect(weightColumns(layer("maxout", 240, 5))).toBe(1200);
    for (const activation of activations) {
      if (activation !== "maxout") expect(weightColumns(layer(activation, 240, 5))).toBe(240);
    }
  });
});

test.each(activations)("%s: the gradient is that of central differences", (activation) => {
  // No value nearer than the distance of the differences to a fold, be it 0 or a tie between pieces.
  const x = Float32Array.of(-1.4, -0.3, 0.8, 0.2, 1.9, -0.6);
  const chosen = layer(activation, activation === "maxout" ? 3 : 6);
  const f = (values: Float32Array) =>
    tf.tidy(() =>
      activate(tf.tensor2d(values, [1, 6]), chosen)
        .square()
        .sum(),
    );
  const found = tf.tidy(() =>
    Array.from(
      tf
        .grad((t) => activate(t, chosen).square().sum())(tf.tensor2d(x, [1, 6]))
        .dataSync(),
    ),
  );
  expect(
    farthest(
      found,
      differences((values) => valuesOf(f(values))[0]!, x),
    ),
  ).toBeLessThan(1e-3);
});
