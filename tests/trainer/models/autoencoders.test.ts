import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import type { Noise } from "../../../src/main/trainer/engine/random";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { aae } from "../../../src/main/trainer/models/aae";
import { autoencoder } from "../../../src/main/trainer/models/autoencoder";
import { bernoulli, gaussian } from "../../../src/main/trainer/models/parts/likelihood";
import { klOf, vae } from "../../../src/main/trainer/models/vae";
import type { Assessment } from "../../../src/main/trainer/plugin";
import { type Tensor, tf } from "../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, tensorsLeftBy, tinyRecipe, valuesOf } from "../support";
import { buildModel, type SteppedModel } from "./ganStep";

type Values = Readonly<Record<string, number[]>>;
interface Case {
  title: string;
  model: { id: string };
  shape: [number, number, number];
  range: [number, number];
  rate: number;
  initial: Values;
  steps: { x: number[]; noise: number[] | null; metrics: Record<string, number> }[];
  trained: Values;
  evaluation: {
    x: number[];
    codes: number[];
    pictures: number[];
    noise?: number[];
    reconstruction: number[];
    units: number[];
    weight: number[];
  };
}

/** What PyTorch made of the same weights, batches and noise (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/autoencoder-steps.json", import.meta.url), "utf8")) as {
  batchSize: number;
  latentSize: number;
  cases: Case[];
};

/** Noise that is one stored draw, whatever is asked for. */
function stored(values: number[] | null | undefined): Noise {
  const give = (_: string, shape: readonly number[]): Tensor => tf.tensor(values ?? [], [...shape]);
  return { normal: give, uniform: give, bernoulli: give, after: () => stored(values) };
}

const recipeOf = (model: { id: string }, optimizer: object = { id: "sgd", learningRate: 0.05 }, batchSize = 4) =>
  tinyRecipe({
    model,
    objective: undefined,
    optimizers: { autoencoder: optimizer, ...(model.id === "aae" ? { discriminator: optimizer } : {}) },
    training: { ...tinyRecipe().training, batchSize },
  });

function assign({ variables }: SteppedModel, values: Values): void {
  for (const [name, list] of Object.entries(values)) {
    tf.tidy(() => variables[name]!.assign(tf.tensor(list, variables[name]!.shape)));
  }
}

afterAll(async () => {
  await openBackend(null);
});

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("on %s", (_, backend) => {
  it.each(fixture.cases)("$title gives PyTorch's weights, metrics, codes and pictures", async (each) => {
    await openBackend(backend);
    const { batchSize, latentSize } = fixture;
    const model = { latentSize, ...each.model };
    const stepped = buildModel(recipeOf(model, { id: "sgd", learningRate: each.rate }, batchSize), each);
    expect(Object.keys(stepped.variables).sort()).toEqual(Object.keys(each.initial).sort());
    assign(stepped, each.initial);
    for (const [index, { x, noise, metrics }] of each.steps.entries()) {
      const found = stepped.step([x], stored(noise));
      expect(Object.keys(found).sort()).toEqual(Object.keys(metrics).sort());
      for (const [name, value] of Object.entries(metrics)) {
        expect(farthest([found[name]!], [value]), `${name} at step ${index + 1}`).toBeLessThan(1e-5);
      }
    }
    for (const [name, values] of Object.entries(each.trained)) {
      expect(farthest(stepped.variables[name]!.dataSync(), values), name).toBeLessThan(2e-5);
    }
    const { x, codes, pictures, noise, ...bound } = each.evaluation;
    const batch = tf.tensor(x, [batchSize, x.length / batchSize]);
    const code = stepped.model.encode!(batch);
    expect(farthest(valuesOf(stepped.model.generate(code)), pictures)).toBeLessThan(1e-4);
    expect(farthest(valuesOf(code), codes)).toBeLessThan(1e-4);
    if (noise) {
      const found = tf.tidy(() => ({ ...stepped.model.assess!(batch, stored(noise)) }));
      for (const [name, tensor] of Object.entries(found)) {
        expect(farthest(valuesOf(tensor), bound[name as keyof typeof bound]), name).toBeLessThan(1e-4);
      }
    }
    batch.dispose();
    const [step] = each.steps;
    expect(await tensorsLeftBy(() => stepped.step([step!.x], stored(step!.noise)))).toBe(0);
    stepped.dispose();
  });
});

describe("the networks", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  it.each([
    ["dense", [2, 3, 1]],
    ["convolutional", [28, 28, 1]],
    ["convolutional", [32, 32, 3]],
    ["convolutional", [64, 64, 3]],
  ] as const)("%s for pictures of %j make such pictures and have as many weights as they say", (network, shape) => {
    const settings = { network, width: 2, latentSize: 3, layers: [{ units: 5, activation: "maxout" }, { units: 4 }] };
    const size = shape[0] * shape[1] * shape[2];
    for (const plugin of [autoencoder, vae, aae]) {
      const stepped = buildModel(recipeOf({ id: plugin.id, ...settings }), { shape: [...shape], range: [0, 1] });
      const counts = Object.entries(stepped.model.networks).map(([name, variables]) => [
        name,
        Object.values(variables).reduce((sum, variable) => sum + variable.size, 0),
      ]);
      const told = plugin.parameters(plugin.params.parse(settings) as never, { shape });
      expect(told).toEqual(Object.fromEntries(counts));
      const metrics = stepped.step([someNumbers(4 * size, 0, 1)], noiseAt(1, 1));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      const code = stepped.model.encode!(tf.tensor2d(someNumbers(2 * size, 0, 1), [2, size]));
      expect(code.shape).toEqual([2, 3]);
      const pictures = stepped.model.generate(code);
      expect(pictures.shape).toEqual([2, size]);
      expect(valuesOf(pictures).every((value) => value >= 0 && value <= 1)).toBe(true);
      code.dispose();
      stepped.dispose();
    }
  });

  it("refuse pictures that convolutions cannot halve, and cross-entropy of pixels outside of [0, 1]", () => {
    const settings = vae.params.parse({ network: "convolutional" });
    const paths = (shape: [number, number, number], range: [number, number]) =>
      vae.check(settings, { space: "images", shape, range }).map(({ path }) => path);
    expect(paths([28, 28, 1], [0, 1])).toEqual([]);
    expect(paths([30, 30, 1], [0, 1])).toEqual(["model.network"]);
    expect(paths([28, 28, 1], [-1, 1])).toEqual(["model.likelihood"]);
    const bernoulliLoss = autoencoder.params.parse({});
    expect(
      autoencoder.check(bernoulliLoss, { space: "images", shape: [28, 28, 1], range: [-1, 1] }).map(({ path }) => path),
    ).toEqual(["model.loss"]);
  });
});

describe("the mathematics", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  it.each([
    [0, 0],
    [1.5, 0.4],
    [-0.7, -2],
  ])("the KL of N(%d, exp %d) from N(0, 1) is the integral of q·log(q/p)", (mean, logVariance) => {
    const deviation = Math.exp(logVariance / 2);
    const log = (x: number, m: number, s: number) => -0.5 * ((x - m) / s) ** 2 - Math.log(s * Math.sqrt(2 * Math.PI));
    let integral = 0;
    const width = 1e-3;
    for (let x = -12; x < 12; x += width) {
      const q = log(x, mean, deviation);
      integral += Math.exp(q) * (q - log(x, 0, 1)) * width;
    }
    const [kl] = valuesOf(tf.tidy(() => klOf({ mean: tf.scalar(mean), logVariance: tf.scalar(logVariance) })));
    expect(kl).toBeCloseTo(integral, 5);
  });

  it("cross-entropies neither overflow nor lose digits where the decoder is sure", () => {
    const of = (logit: number, x: number) =>
      valuesOf(tf.tidy(() => bernoulli.negative(tf.tensor2d([[logit]]), tf.tensor2d([[x]]))))[0]!;
    expect(of(200, 1)).toBe(0);
    expect(of(-200, 0)).toBe(0);
    expect(of(200, 0)).toBe(200);
    expect(of(-200, 0.25)).toBe(50);
    expect(of(-15, 0)).toBeCloseTo(Math.log1p(Math.exp(-15)), 12);
  });

  it("a Gaussian decoder's mean stays in the data's range, and its density integrates to 1", () => {
    const density = gaussian(0.3, [-1, 1]);
    const logit = tf.tensor2d([[0.8]]);
    const [mean] = valuesOf(density.mean(logit));
    expect(mean).toBeCloseTo(2 / (1 + Math.exp(-0.8)) - 1, 6);
    const width = 0.01;
    const points = Float32Array.from({ length: 1000 }, (_, i) => -5 + i * width);
    const logits = tf.fill([1000, 1], 0.8);
    const densities = valuesOf(
      tf.tidy(() =>
        density
          .negative(logits, tf.tensor2d(points, [1000, 1]))
          .neg()
          .exp(),
      ),
    );
    expect(densities.reduce((sum, value) => sum + value * width, 0)).toBeCloseTo(1, 4);
    tf.dispose([logit, logits]);
  });

  it("gradients through z = μ + σ·ε are those of central differences", () => {
    const model = { id: "vae", latentSize: 1, layers: [{ units: 2, activation: "tanh" }], beta: 2 };
    const stepped = buildModel(recipeOf(model, { id: "sgd", learningRate: 1 }));
    const x = someNumbers(24, 0, 1);
    const noise = stored([...someNumbers(4, -1, 1)]);
    const before = Object.fromEntries(
      Object.entries(stepped.variables).map(([name, variable]) => [name, Float32Array.from(variable.dataSync())]),
    );
    const restore = () => assign(stepped, Object.fromEntries(Object.entries(before).map(([n, v]) => [n, [...v]])));
    stepped.step([x], noise);
    // A step of rate 1 moves each weight by its gradient.
    const moved = Object.fromEntries(
      Object.entries(stepped.variables).map(([name, variable]) => [
        name,
        Array.from(variable.dataSync(), (value, i) => before[name]![i]! - value),
      ]),
    );
    for (const name of ["encoder/0/weights", "encoder/1/weights", "encoder/1/bias", "decoder/0/weights"]) {
      const lossAt = (values: Float32Array): number => {
        restore();
        assign(stepped, { [name]: [...values] });
        return stepped.step([x], noise).loss!;
      };
      expect(farthest(moved[name]!, differences(lossAt, before[name]!)), name).toBeLessThan(2e-3);
    }
    stepped.dispose();
  });

  it("the bound lies below log p(x), and weighing more codes brings it closer", () => {
    const model = { id: "vae", latentSize: 1, layers: [{ units: 3, activation: "tanh" }] };
    const stepped = buildModel(recipeOf(model, { id: "adam", learningRate: 0.05 }));
    const x = someNumbers(24, 0, 1);
    // Trained a little, so that the encoder says something about its picture.
    for (let step = 1; step <= 30; step++) stepped.step([x], noiseAt(1, step));
    const batch = tf.tensor2d(x, [4, 6]);
    const width = 0.01;
    const grid = Float32Array.from({ length: 1601 }, (_, i) => -8 + i * width);
    // log ∫ N(z; 0, 1) p(x | z) dz over the line of codes, from the decoder's own pictures.
    const pictures = valuesOf(stepped.model.generate(tf.tensor2d(grid, [1601, 1])));
    const evidence = [0, 1, 2, 3].map((n) => {
      let total = 0;
      for (let g = 0; g < grid.length; g++) {
        let log = -0.5 * grid[g]! ** 2 - 0.5 * Math.log(2 * Math.PI);
        for (let i = 0; i < 6; i++) {
          const [p, value] = [pictures[g * 6 + i]!, x[n * 6 + i]!];
          log += value * Math.log(p) + (1 - value) * Math.log(1 - p);
        }
        total += Math.exp(log) * width;
      }
      return Math.log(total);
    });
    const draws = Array.from({ length: 2000 }, (_, k) =>
      tf.tidy(() => {
        const { reconstruction, units, weight } = stepped.model.assess!(batch, noiseAt(9, k)) as Required<Assessment>;
        const elbo = reconstruction.add(units.sum(1)).neg();
        return { elbo: [...elbo.dataSync()], weight: [...weight.dataSync()] };
      }),
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const n of [0, 1, 2, 3]) {
      const elbo = mean(draws.map((draw) => draw.elbo[n]!));
      const weights = draws.map((draw) => draw.weight[n]!);
      // With one code the mean of log w is the ELBO; the mean of w itself is p(x).
      expect(mean(weights)).toBeCloseTo(elbo, 1);
      const estimate = Math.log(mean(weights.map(Math.exp)));
      expect(estimate).toBeCloseTo(evidence[n]!, 1);
      expect(elbo).toBeLessThan(evidence[n]!);
      expect(elbo).toBeLessThan(estimate);
    }
    batch.dispose();
    stepped.dispose();
  });
});
