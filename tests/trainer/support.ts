/** What the trainer's tests share: tiny data, tiny recipes, and derivatives that know nothing of TensorFlow. */
import type { Dataset } from "../../src/main/trainer/dataset";
import { type ResolvedRecipe, resolveRecipe } from "../../src/main/trainer/resolve";
import { OpenRun } from "../../src/main/trainer/run";
import { type Tensor, tf } from "../../src/main/trainer/tensorflow";
import type { Recipe } from "../../src/shared/domain/recipe";
import type { Edit } from "../../src/shared/domain/run";

/** Numbers of a 32-bit congruential generator in [low, high): test inputs that owe nothing to the trainer's noise. */
export function someNumbers(count: number, low: number, high: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 0x1_0000_0000);
  });
}

/** Values of a tensor, which is disposed of. */
export function valuesOf(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/**
 * Central differences of a scalar function at a point. With float32 values near 1 and a distance of
 * 1e-2 the figure is good to about 1e-4.
 */
export function differences(f: (x: Float32Array) => number, x: Float32Array, distance = 1e-2): number[] {
  return Array.from(x, (value, i) => {
    const [above, below] = [Float32Array.from(x), Float32Array.from(x)];
    above[i] = value + distance;
    below[i] = value - distance;
    return (f(above) - f(below)) / (above[i]! - below[i]!);
  });
}

/** The largest distance between two lists, each measured against 1 or the expected value, whichever is larger. */
export function farthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(found[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(distance <= most)) most = distance;
  }
  return most;
}

/** Grey pictures of 2 × 3 pixels, or of another shape, without classes. */
export function tinyData(
  count = 24,
  { shape, range }: Pick<Dataset, "shape" | "range"> = { shape: [2, 3, 1], range: [0, 1] },
): Dataset & { readonly examples: { readonly kind: "bytes"; readonly data: Uint8Array } } {
  return {
    title: "Tiny",
    space: "images",
    count,
    shape,
    range,
    hash: "tiny",
    classes: ["a", "b", "c"],
    examples: { kind: "bytes", data: Uint8Array.from(someNumbers(count * shape[0] * shape[1] * shape[2], 0, 256, 7)) },
    region: null,
    labels: Uint8Array.from(someNumbers(count, 0, 3, 11)),
    test: null,
  };
}

/** Points of a plane. */
export function tinyPoints(count = 24): Dataset {
  return {
    ...tinyData(count),
    space: "points",
    shape: [1, 1, 2],
    range: [-2, 2],
    examples: { kind: "floats", data: Float32Array.from(someNumbers(count * 2, -2, 2, 7)) },
    region: {
      bounds: [
        [-2, 2],
        [-2, 2],
      ],
      density: null,
      modes: null,
    },
  };
}

/** The smallest pictures that a DCGAN makes. */
const squares = { shape: [28, 28, 1], range: [-1, 1] } as const;

type Parts = { [K in keyof Recipe]?: unknown };

/** A recipe of a few units on any data; parts replace whole sections. */
export function tinyRecipe(parts: Parts = {}): Recipe {
  return {
    id: "tiny",
    dataset: { id: "mnist" },
    model: {
      id: "gan",
      latentSize: 3,
      generator: { layers: [{ units: 5 }] },
      discriminator: { layers: [{ units: 6 }] },
    },
    objective: { id: "non-saturating" },
    regularizers: [],
    optimizers: {
      discriminator: { id: "adam", learningRate: 0.01 },
      generator: { id: "adam", learningRate: 0.01 },
    },
    training: { batchSize: 4, steps: 1000, sampleEvery: 1000, checkpointEvery: 0 },
    seed: 1,
    ...(parts as Partial<Recipe>),
  };
}

/** A DCGAN of so few feature maps that a step is quick. */
export const tinyDcgan = (parts: object = {}) => ({ id: "dcgan", latentSize: 3, width: 1, ...parts });

export function resolved(recipe: Recipe): ResolvedRecipe {
  const { resolved, issues } = resolveRecipe(recipe);
  if (!resolved) throw new Error(JSON.stringify(issues));
  return resolved;
}

/** Tiny data that fits the recipe's model: points for a ring, else pictures, whatever dataset the recipe names. */
export function dataFor({ dataset, model }: Recipe): Dataset {
  if (dataset.id === "ring") return tinyPoints();
  if (model.id === "dcgan") return tinyData(24, squares);
  if (model.network === "convolutional") return tinyData(64, { ...squares, range: [0, 1] });
  return tinyData(model.id === "gan" ? 24 : 64);
}

/** A run of the recipe on tiny data that fits its model, whatever dataset the recipe names. */
export function openRun(recipe: Recipe, edits: readonly Edit[] = []): OpenRun {
  return new OpenRun(resolved(recipe), dataFor(recipe), edits);
}

export async function train(run: OpenRun, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    const { divergence } = await run.step("both");
    if (divergence) throw new Error(`diverged at step ${divergence.step}: ${divergence.tensor}`);
  }
}

/** Runs the action and tells how many tensors it left behind. */
export async function tensorsLeftBy(action: () => unknown): Promise<number> {
  const before = tf.memory().numTensors;
  await action();
  return tf.memory().numTensors - before;
}

/** Rates far beyond reason, on networks that nothing bounds. */
export const divergingRecipe = tinyRecipe({
  model: {
    id: "gan",
    latentSize: 3,
    generator: { layers: [{ units: 5, activation: "relu" }], output: "linear" },
    discriminator: { layers: [{ units: 6, activation: "linear" }] },
  },
  optimizers: {
    discriminator: { id: "sgd", learningRate: 10, momentumStart: 0.9, momentumEnd: 0.9 },
    generator: { id: "sgd", learningRate: 10, momentumStart: 0.9, momentumEnd: 0.9 },
  },
});
