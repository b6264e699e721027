import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { eager } from "../../src/main/trainer/engine/eager";
import type { Engine } from "../../src/main/trainer/engine/engine";
import { graph } from "../../src/main/trainer/engine/graph";
import { seededLatents } from "../../src/main/trainer/latent";
import { OpenRun } from "../../src/main/trainer/run";
import { tf } from "../../src/main/trainer/tensorflow";
import { decodeSafetensors } from "../../src/shared/formats/safetensors";
import { refusalBy, refusalOf } from "../refusal";
import { buildModel } from "./models/ganStep";
import {
  divergingRecipe,
  farthest,
  openRun,
  resolved,
  tensorsLeftBy,
  tinyData,
  tinyDcgan,
  tinyRecipe,
  train,
} from "./support";

beforeAll(async () => {
  await openBackend(null);
});

/** Values of weights and slots by name. */
const stateOf = async (run: OpenRun) =>
  Object.fromEntries(
    decodeSafetensors((await run.checkpoint("kept")).bytes, "test").tensors.map(({ name, data }) => [name, [...data]]),
  );

describe("a single update", () => {
  it.each(["discriminator", "generator"] as const)(
    "of the %s moves its weights and slots, and no other",
    async (network) => {
      const run = openRun(tinyRecipe());
      await train(run, 2);
      const before = await stateOf(run);
      const { metrics } = await run.step(network);
      for (const [name, values] of Object.entries(await stateOf(run))) {
        const moved = values.some((value, i) => value !== before[name]![i]);
        expect(moved, name).toBe(name.replace("optimizer/", "").startsWith(network));
      }
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      expect(run.counters).toEqual({
        step: 3,
        batches: 3,
        updates: { discriminator: 2, generator: 2, [network]: 3 },
      });
      run.dispose();
    },
  );
});

describe("moving averages", () => {
  it("belong to the weights: their names are in checkpoints, and the hash tells that they moved", async () => {
    const still = { id: "sgd", learningRate: 0 };
    const run = openRun(tinyRecipe({ model: tinyDcgan(), optimizers: { discriminator: still, generator: still } }));
    const [hash, before] = [await run.weightsSha256(), await stateOf(run)];
    await train(run, 1);
    const moved = Object.entries(await stateOf(run)).filter(([name, values]) =>
      values.some((value, i) => value !== before[name]![i]),
    );
    // Neither weights nor slots: the rate is 0, and there is no momentum.
    expect(moved.map(([name]) => name).sort()).toEqual([
      "discriminator/1/mean",
      "discriminator/1/variance",
      "generator/0/mean",
      "generator/0/variance",
      "generator/1/mean",
      "generator/1/variance",
    ]);
    expect(await run.weightsSha256()).not.toBe(hash);
    run.dispose();
  });
});

describe("a sample", () => {
  it.each(["gaussian", "uniform"] as const)(
    "is of z that are drawn at once, however many parts it is made in (%s)",
    async (prior) => {
      const recipe = tinyRecipe({
        model: { id: "gan", latentSize: 3, prior, generator: { layers: [{ units: 4 }] } },
        regularizers: [{ id: "weight-average", decay: 0.9 }],
      });
      const run = openRun(recipe);
      await train(run, 3);
      const { model, dispose } = buildModel(recipe);
      const seed = 2 ** 32 - 5;
      const z = tf.tidy(() => seededLatents(model, seed, 1_100).dataSync<"float32">());
      dispose();
      // By the average of G's weights, as all pictures of this run.
      const expected = await run.generate(z);
      for (const count of [1_100, 1_024, 512, 20]) {
        const parts: number[] = [];
        for await (const part of run.samples(count, seed)) parts.push(...part);
        expect(parts).toHaveLength(count * 6);
        expect(farthest(parts, expected.subarray(0, count * 6))).toBeLessThan(1e-6);
        expect([...(await run.sample(count, seed))]).toEqual(parts);
      }
      run.dispose();
    },
  );
});

describe("tensors", () => {
  it("do not grow over 200 steps, pictures and checkpoints, and are all gone in the end", async () => {
    const left = await tensorsLeftBy(async () => {
      const run = openRun(tinyRecipe());
      await train(run, 1);
      const grown = await tensorsLeftBy(async () => {
        await train(run, 200);
        await run.step("discriminator");
        await run.step("generator");
        await run.preview();
        await run.sample(3, 1);
        await run.latent({ from: "preview", index: 2 });
        await run.restore((await run.checkpoint("auto")).bytes);
      });
      expect(grown).toBe(0);
      run.dispose();
    });
    expect(left).toBe(0);
  });

  it("do not grow under simultaneous updates either", async () => {
    const { model } = tinyRecipe();
    const run = openRun(tinyRecipe({ model: { ...model, order: "simultaneous" } }));
    await train(run, 1);
    expect(await tensorsLeftBy(() => train(run, 50))).toBe(0);
    run.dispose();
  });

  it("do not grow where batches are normalised, and are all gone in the end", async () => {
    for (const order of ["alternating", "simultaneous"]) {
      const left = await tensorsLeftBy(async () => {
        const run = openRun(tinyRecipe({ model: tinyDcgan({ order }) }));
        await train(run, 1);
        const grown = await tensorsLeftBy(async () => {
          await train(run, 5);
          await run.step("discriminator");
          await run.step("generator");
          await run.preview();
          await run.restore((await run.checkpoint("auto")).bytes);
        });
        expect(grown, order).toBe(0);
        run.dispose();
      });
      expect(left, order).toBe(0);
    }
  });

  it("of a run that cannot be built are gone, too", async () => {
    const edits = [{ step: 0, path: "optimizers.generator.learningRate", value: -1 }];
    const { dataset: _, ...recipe } = tinyRecipe();
    const plan = resolved({ ...recipe, dataset: { id: "mnist" } });
    expect(await tensorsLeftBy(() => refusalBy(() => new OpenRun(plan, tinyData(), edits)))).toBe(0);
  });
});

describe("a live edit", () => {
  it("of both rates to 0 stops all movement", async () => {
    const run = openRun(tinyRecipe());
    await train(run, 3);
    for (const network of ["discriminator", "generator"]) run.edit(`optimizers.${network}.learningRate`, 0);
    const before = await run.weightsSha256();
    await train(run, 3);
    expect(await run.weightsSha256()).toBe(before);
    run.dispose();
  });

  it("of k makes so many updates of D a step", async () => {
    const run = openRun(tinyRecipe());
    run.edit("model.discriminatorSteps", 4);
    await train(run, 2);
    expect(run.counters).toEqual({ step: 2, batches: 8, updates: { discriminator: 8, generator: 2 } });
    run.dispose();
  });

  it.each([
    ["β of a VAE", "vae", "beta", "kl"],
    ["λ of an adversarial autoencoder", "aae", "weight", "g.loss"],
  ])("of %s holds from the next step on, captured once, to the bit again", async (_, id, setting, term) => {
    const optimizer = { id: "adam", learningRate: 1e-3 };
    const recipe = tinyRecipe({
      model: { id, latentSize: 2, layers: [{ units: 5, activation: "tanh" }], [setting]: 1 },
      objective: undefined,
      optimizers: { autoencoder: optimizer, ...(id === "aae" ? { discriminator: optimizer } : {}) },
    });
    const path = `model.${setting}`;
    /** Three steps, and three more from where they ended, with the weight that they have then. */
    const trained = async (engine: Engine, later: number) => {
      let compiled = 0;
      const counting: Engine = {
        id: engine.id,
        compile(definition) {
          compiled += 1;
          return engine.compile(definition);
        },
      };
      const run = new OpenRun(resolved(recipe), tinyData(), [], counting);
      await train(run, 3);
      const { bytes: middle } = await run.checkpoint("kept");
      run.edit(path, later);
      const metrics = [];
      for (let step = 0; step < 3; step++) metrics.push((await run.step("both")).metrics);
      const state = Object.values(await stateOf(run)).flat();
      run.dispose();
      return { middle, metrics, numbers: [...metrics.flatMap((each) => Object.values(each)), ...state], compiled };
    };
    const captured = await trained(graph, 8);
    expect(captured.compiled).toBe(1);
    for (const metrics of captured.metrics) {
      expect(metrics.loss).toBeCloseTo(metrics.reconstruction! + 8 * metrics[term]!, 4);
    }
    expect(farthest(captured.numbers, (await trained(eager, 8)).numbers)).toBeLessThan(1e-5);
    expect(farthest(captured.numbers, (await trained(graph, 1)).numbers)).toBeGreaterThan(1e-3);
    // The same history from its checkpoint, as a replay has it.
    const again = new OpenRun(resolved(recipe), tinyData(), [{ step: 3, path, value: 8 }]);
    await again.restore(captured.middle);
    const replayed = [];
    for (let step = 0; step < 3; step++) replayed.push((await again.step("both")).metrics);
    expect(replayed).toEqual(captured.metrics);
    expect(captured.numbers.slice(-3)).toEqual(
      Object.values(await stateOf(again))
        .flat()
        .slice(-3),
    );
    again.dispose();
  });

  it("of the length is taken, and holds nobody back who plays further", async () => {
    const run = openRun(tinyRecipe());
    const before = await run.weightsSha256();
    run.edit("training.steps", 5);
    await train(run, 6);
    expect(run.counters.step).toBe(6);
    expect(await run.weightsSha256()).not.toBe(before);
    run.dispose();
  });

  it.each<[string, number | boolean | string, string]>([
    ["optimizers.generator.learningRate", -0.1, "The least is 0."],
    ["optimizers.generator.learningRate", 11, "The most is 10."],
    ["optimizers.generator.learningRate", "fast", "number"],
    ["model.discriminatorSteps", 0, "The least is 1."],
    ["model.discriminatorSteps", 1.5, "int"],
  ])("of %s to %j is refused with what is allowed", async (path, value, hint) => {
    const run = openRun(tinyRecipe());
    expect(refusalBy(() => run.edit(path, value))).toMatchObject({
      code: "bad-input",
      path,
      hint: { en: expect.stringContaining(hint) },
    });
    run.dispose();
  });

  it("of k is refused where updates are simultaneous", async () => {
    const { model } = tinyRecipe();
    const run = openRun(tinyRecipe({ model: { ...model, order: "simultaneous" } }));
    expect(refusalBy(() => run.edit("model.discriminatorSteps", 2))).toMatchObject({
      code: "bad-input",
      hint: { en: "Set k to 1, or choose the alternating order." },
    });
    run.dispose();
  });

  // A run is built once: its networks, data and randomness would no longer be those of its recipe.
  it.each<[string, number | string]>([
    ["seed", 2],
    ["model.latentSize", 5],
    ["model.order", "simultaneous"],
    ["model.generator.layers.0.units", 9],
    ["optimizers.generator.beta1", 0.9],
    ["optimizers.generator.id", "sgd"],
    ["objective.halve", 1],
    ["training.batchSize", 8],
    ["dataset.range", "[-1,1]"],
  ])("of %s, which is fixed, is refused", async (path, value) => {
    const run = openRun(tinyRecipe());
    expect(refusalBy(() => run.edit(path, value))).toMatchObject({
      code: "bad-input",
      path,
      message: expect.stringContaining("fixed"),
    });
    run.dispose();
  });

  it.each([
    "nothing",
    "optimizers.critic.learningRate",
    "optimizers.generator.learningrate",
    "optimizers.generator.learningRate.deeper",
    "__proto__.toString",
    "constructor.prototype.toString",
    "model.__proto__.toString",
    "",
    ".",
  ])("of %j, which does not exist, is refused and changes nothing", async (path) => {
    const original = Object.prototype.toString;
    const run = openRun(tinyRecipe());
    expect(refusalBy(() => run.edit(path, 1))).toMatchObject({
      code: "bad-input",
      path,
      message: `There is no setting ${path}.`,
    });
    expect(Object.prototype.toString).toBe(original);
    run.dispose();
  });
});

describe("numbers that are NaN or infinite", () => {
  it("are told at the step where they show, with the tensor's name, and are never kept", async () => {
    const run = openRun(divergingRecipe);
    let divergence = null;
    let finite = 0;
    while (!divergence && run.counters.step < 500) {
      const { metrics, divergence: found } = await run.step("both");
      divergence = found;
      if (Object.values(metrics).every(Number.isFinite)) finite = run.counters.step;
    }
    expect(divergence).toEqual({ step: finite + 1, tensor: expect.stringMatching(/^(generator|discriminator)\/\d\//) });
    expect(await refusalOf(run.checkpoint("kept"))).toMatchObject({
      code: "diverged",
      message: expect.stringContaining(divergence!.tensor),
    });
    run.dispose();
  });
});

describe("samples", () => {
  it("are the same for one seed, others for another, and come in pieces without a seam", async () => {
    const run = openRun(tinyRecipe());
    await train(run, 3);
    const many = await run.sample(600, 9);
    expect(many).toHaveLength(600 * 6);
    expect(await run.sample(600, 9)).toEqual(many);
    expect(await run.sample(600, 10)).not.toEqual(many);
    // The 257th and the 513th picture open further pieces; through G alone the first is the same.
    const z = await run.latent({ from: "seed", seed: 9 });
    expect(await run.generate(z)).toEqual(await run.sample(1, 9));
    expect((await run.generate(z)).every((value, i) => Math.abs(value - many[i]!) < 1e-6)).toBe(true);
    expect(new Set(many).size).toBeGreaterThan(3_000);
    run.dispose();
  });
});
