import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { describeCatalog } from "../../src/main/trainer/catalog";
import { noiseAt } from "../../src/main/trainer/engine/random";
import { minibatchDiscrimination } from "../../src/main/trainer/models/parts/minibatch";
import { copies, inChannels, sideBySide } from "../../src/main/trainer/models/parts/packing";
import { spectralWeights } from "../../src/main/trainer/models/parts/spectral";
import { rateFactor } from "../../src/main/trainer/optimizers/schedule";
import { instanceNoise } from "../../src/main/trainer/regularizers/instanceNoise";
import { type Scalar, type Tensor2D, tf, type Variable } from "../../src/main/trainer/tensorflow";
import { everyPlugin } from "./everyPlugin";
import { buildModel } from "./models/ganStep";
import { differences, farthest, openRun, someNumbers, tinyRecipe, train, valuesOf } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

const noise = noiseAt(1, 1);
const variable = (shape: [number, number], seed: number) =>
  tf.tidy(() => tf.variable(tf.tensor2d(someNumbers(shape[0] * shape[1], -1, 1, seed), shape))) as Variable;

describe("spectral normalisation", () => {
  /** Largest singular value of a matrix of two columns, from the eigenvalues of WᵀW. */
  const largest = (w: ArrayLike<number>): number => {
    let [a, b, c] = [0, 0, 0];
    for (let row = 0; row < w.length; row += 2) {
      a += w[row]! ** 2;
      b += w[row]! * w[row + 1]!;
      c += w[row + 1]! ** 2;
    }
    return Math.sqrt((a + c) / 2 + Math.sqrt(((a - c) / 2) ** 2 + b ** 2));
  };

  it("divides weights by their largest singular value, which it keeps up with as they move", () => {
    const weights = variable([5, 2], 3);
    const { normalised, buffers } = spectralWeights("layer", weights, noise);
    const before = weights.dataSync().slice();
    expect(
      farthest(
        valuesOf(normalised("evaluation")),
        before.map((w) => w / largest(before)),
      ),
    ).toBeLessThan(1e-4);
    tf.tidy(() => weights.assign(weights.mul(tf.tensor2d([[3, -1]]))));
    for (let i = 0; i < 30; i++) normalised("training").dispose();
    const after = weights.dataSync();
    expect(
      farthest(
        valuesOf(normalised("evaluation")),
        after.map((w) => w / largest(after)),
      ),
    ).toBeLessThan(1e-4);
    tf.dispose([weights, buffers]);
  });

  it("moves its vectors in training only, and takes them as constants for the gradient", () => {
    const weights = variable([3, 2], 5);
    const { normalised, buffers } = spectralWeights("layer", weights, noise);
    const vectors = () => Object.values(buffers).flatMap((buffer) => [...buffer.dataSync()]);
    const start = vectors();
    normalised("evaluation").dispose();
    expect(vectors()).toEqual(start);
    tf.tidy(() =>
      weights.assign(
        weights.add(
          tf.tensor2d([
            [1, 0],
            [0, 0],
            [0, 2],
          ]),
        ),
      ),
    );
    const x = tf.tensor2d(someNumbers(6, -1, 1, 9), [2, 3]);
    const loss = () =>
      tf
        .matMul(x, normalised("evaluation") as Tensor2D)
        .square()
        .sum() as Scalar;
    const trained = () =>
      tf
        .matMul(x, normalised("training") as Tensor2D)
        .square()
        .sum() as Scalar;
    const { grads } = tf.variableGrads(trained, [weights]);
    expect(vectors()).not.toEqual(start);
    const at = weights.dataSync().slice() as Float32Array;
    const expected = differences((values) => {
      tf.tidy(() => weights.assign(tf.tensor2d(values, [3, 2])));
      return valuesOf(tf.tidy(loss))[0]!;
    }, at);
    expect(farthest(grads[weights.name]!.dataSync(), expected)).toBeLessThan(2e-3);
    tf.dispose([weights, buffers, x, grads]);
  });
});

describe("minibatch discrimination", () => {
  it("adds Σ_j exp(−‖M_ib − M_jb‖₁) over the batch to the features of each example", () => {
    const [batch, inputs, kernels, dimensions] = [3, 4, 2, 3];
    const t = someNumbers(inputs * kernels * dimensions, -1, 1, 4);
    const layer = minibatchDiscrimination("d", { kernels, dimensions }, (_, columns) =>
      tf.tensor2d(t, [inputs, columns]),
    );
    const f = someNumbers(batch * inputs, -1, 1, 2);
    const found = valuesOf(tf.tidy(() => layer.pass(tf.tensor2d(f, [batch, inputs]), "training")));
    const m = (i: number, b: number, c: number) => {
      let sum = 0;
      for (let a = 0; a < inputs; a++) sum += f[i * inputs + a]! * t[a * kernels * dimensions + b * dimensions + c]!;
      return sum;
    };
    const expected: number[] = [];
    for (let i = 0; i < batch; i++) {
      expected.push(...f.subarray(i * inputs, (i + 1) * inputs));
      for (let b = 0; b < kernels; b++) {
        let near = 0;
        for (let j = 0; j < batch; j++) {
          let distance = 0;
          for (let c = 0; c < dimensions; c++) distance += Math.abs(m(i, b, c) - m(j, b, c));
          near += Math.exp(-distance);
        }
        expected.push(near);
      }
    }
    expect(farthest(found, expected)).toBeLessThan(1e-5);
    tf.dispose(layer.variables);
  });
});

describe("packs", () => {
  const x = () => tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
  it("lie side by side for dense layers, in channels for convolutions; a single picture is packed with itself", () => {
    expect(valuesOf(tf.tidy(() => sideBySide(x(), 2)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(tf.tidy(() => sideBySide(x(), 2).shape)).toEqual([2, 4]);
    // Pictures of 2 × 1 pixels: each pixel holds that of both pictures.
    expect(valuesOf(tf.tidy(() => inChannels(x(), [2, 1, 1], 2)))).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
    expect(
      valuesOf(
        tf.tidy(() =>
          copies(
            tf.tensor2d([
              [1, 2],
              [3, 4],
            ]),
            2,
          ),
        ),
      ),
    ).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });
});

describe("instance noise", () => {
  const params = { deviation: 0.5, schedule: "linear", steps: 10 } as const;
  it("has its deviation, falls along a line and is gone after its steps", () => {
    const at = (updates: number) => instanceNoise.scalars(params, { updates, epoch: 0 }).deviation;
    expect([0, 5, 10, 11].map(at)).toEqual([0.5, 0.25, 0, 0]);
    expect(instanceNoise.scalars({ ...params, schedule: "constant" }, { updates: 99, epoch: 0 }).deviation).toBe(0.5);
    const seen = valuesOf(
      tf.tidy(() => instanceNoise.input(tf.ones([100, 100]), noise, "real/0", { deviation: tf.scalar(0.5) })),
    );
    const mean = seen.reduce((sum, value) => sum + value, 0) / 1e4;
    const deviation = Math.sqrt(seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1e4);
    expect(mean).toBeCloseTo(1, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
  });
});

describe("weight clipping", () => {
  it("leaves every number of D within ±c after a step, and G free", () => {
    const stepped = buildModel(
      tinyRecipe({ objective: { id: "wasserstein" }, regularizers: [{ id: "weight-clipping", bound: 0.05 }] }),
    );
    stepped.step([someNumbers(24, 0, 1)], noise);
    const most = (network: string) =>
      Math.max(
        ...Object.entries(stepped.variables)
          .filter(([name]) => name.startsWith(network))
          .flatMap(([, each]) => Array.from(each.dataSync(), Math.abs)),
      );
    expect(most("discriminator")).toBeCloseTo(0.05, 6);
    expect(most("generator")).toBeGreaterThan(0.05);
    stepped.dispose();
  });
});

describe("the average of G's weights", () => {
  const recipe = tinyRecipe({ regularizers: [{ id: "weight-average", decay: 0.5 }] });
  it("is d·average + (1 − d)·weights after every step, with a smaller d at first", () => {
    const stepped = buildModel(recipe);
    const [latest, average] = ["generator/0/weights", "average/generator/0/weights"].map(
      (name) => stepped.variables[name]!,
    );
    let expected = [...average!.dataSync()];
    for (const decay of [1 / 10, 2 / 11, 3 / 12]) {
      stepped.step([someNumbers(24, 0, 1)], noise);
      const now = latest!.dataSync();
      expected = expected.map((value, i) => decay * value + (1 - decay) * now[i]!);
      expect(farthest(average!.dataSync(), expected)).toBeLessThan(1e-6);
    }
    stepped.dispose();
  });

  it("makes the samples or leaves them to the latest weights, at any time, and is kept in checkpoints", async () => {
    const run = openRun(recipe);
    await train(run, 3);
    const averaged = await run.preview();
    const parts: number[] = [];
    for await (const part of run.samples(5, 1)) parts.push(...part);
    expect(parts).toEqual([...(await run.sample(5, 1))]);
    run.edit("regularizers.0.samples", "latest");
    const latest = await run.preview();
    expect(farthest(averaged, latest)).toBeGreaterThan(1e-5);
    const plain = openRun(tinyRecipe());
    await train(plain, 3);
    expect(await plain.preview()).toEqual(latest);
    const { bytes } = await run.checkpoint("kept");
    await train(run, 2);
    await run.restore(bytes);
    run.edit("regularizers.0.samples", "average");
    expect(await run.preview()).toEqual(averaged);
    for (const each of [run, plain]) each.dispose();
  });
});

describe("a weight that changes while a run is paused", () => {
  it("holds from the next step on", async () => {
    const penalty = async (edited: boolean) => {
      const run = openRun(tinyRecipe({ regularizers: [{ id: "r1", weight: 2 }] }));
      await train(run, 1);
      if (edited) run.edit("regularizers.0.weight", 6);
      const { metrics } = await run.step("both");
      run.dispose();
      return metrics["penalty.r1"]!;
    };
    expect((await penalty(true)) / (await penalty(false))).toBeCloseTo(3, 4);
  });
});

describe("a learning rate over time", () => {
  const at = (schedule: Parameters<typeof rateFactor>[0]["schedule"], warmup: number, ...updates: number[]) =>
    updates.map((each) => rateFactor({ schedule, warmup }, each));
  test.each([
    ["stays", at({ kind: "constant" }, 0, 0, 1e9), [1, 1]],
    ["falls along a line", at({ kind: "linear", over: 100 }, 0, 0, 25, 100, 101), [1, 0.75, 0, 0]],
    ["falls along a cosine", at({ kind: "cosine", over: 90 }, 0, 0, 30, 45, 90, 500), [1, 0.75, 0.5, 0, 0]],
    ["falls in steps", at({ kind: "step", every: 10, factor: 0.1 }, 0, 0, 9, 10, 25), [1, 1, 0.1, 0.01]],
    ["rises first", at({ kind: "linear", over: 100 }, 4, 0, 1, 3, 50), [0.25, 0.99 * 0.5, 0.97, 0.5]],
  ])("%s", (_, found, expected) => {
    expect(farthest(found, expected)).toBeLessThan(1e-12);
  });
});

describe("charts", () => {
  it("name only what steps measure, whatever the game", () => {
    const cards = describeCatalog().plugins;
    const chartsOf = (kind: string, id: string) =>
      cards.find((card) => card.kind === kind && card.id === id)?.charts ?? [];
    const games = Object.values(everyPlugin).filter(({ model, objective }) => model.id === "gan" && objective);
    const drawn = new Set<string>();
    for (const recipe of games) {
      const charts = [
        ...chartsOf("objective", recipe.objective!.id),
        ...recipe.regularizers.flatMap(({ id }) => chartsOf("regularizer", id)),
      ];
      for (const { id } of [recipe.objective!, ...recipe.regularizers]) drawn.add(id);
      const stepped = buildModel(recipe);
      const batches = stepped.model.plan(recipe.model, "discriminator").batches;
      const data = Array.from({ length: batches }, (_, i) => someNumbers(24, 0, 1, i + 1));
      for (const update of ["discriminator", "generator"] as const) {
        const measured = Object.keys(stepped.step(data, noise, update));
        const named = charts.flatMap(({ series }) => series.map(({ metric }) => metric));
        expect(
          named.filter((metric) => !measured.includes(metric)),
          update,
        ).toEqual([]);
      }
      stepped.dispose();
    }
    const charted = cards.filter(({ kind, charts }) => (kind === "objective" || kind === "regularizer") && charts);
    expect(charted.filter(({ id }) => !drawn.has(id))).toEqual([]);
  });
});
