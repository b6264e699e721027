import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { freemem, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkRecipe } from "../../src/main/trainer/check";
import { availableMemory } from "../../src/main/trainer/memory";
import { recipeCheckSchema } from "../../src/shared/contract/trainer";
import type { Recipe } from "../../src/shared/domain/recipe";
import { expectBothLanguages } from "../bilingual";
import { writeDigits } from "./digits";
import { tinyRecipe } from "./support";

let folder: string;
let wideFolder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-check-"));
  wideFolder = join(folder, "28");
  mkdirSync(wideFolder);
  writeDigits(folder, { training: 60, test: 20 });
  writeDigits(wideFolder, { training: 60, test: 20, side: 28 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataset = (parts: object = {}) => ({ id: "mnist", source: folder, ...parts });
/** Of pictures that convolutions can make. */
const wide = (range: string) => dataset({ source: wideFolder, range });
const recipe = (parts: Parameters<typeof tinyRecipe>[0] = {}) => tinyRecipe({ dataset: dataset(), ...parts });
const check = async (given: Recipe) => {
  const { check, ready } = await checkRecipe(given);
  expect(ready === null).toBe(check.issues.length > 0);
  return recipeCheckSchema.parse(check);
};
const adam = { id: "adam" };
const model = (parts: object) => ({ ...tinyRecipe().model, ...parts });

describe("a recipe that is sound", () => {
  it("comes back with every default, its weights counted and its epoch measured", async () => {
    const { recipe: filled, issues, parameters, stepsPerEpoch, memoryBytes } = await check(recipe());
    expect(issues).toEqual([]);
    expect(filled.model).toMatchObject({ prior: "gaussian", order: "alternating", discriminatorSteps: 1 });
    expect(filled.optimizers.generator).toEqual({
      id: "adam",
      learningRate: 0.01,
      beta1: 0.5,
      beta2: 0.999,
      epsilon: 1e-8,
      schedule: { kind: "constant" },
      warmup: 0,
    });
    // Pictures of 8 × 8: G 3–5–64, D 64–6–1.
    expect(parameters).toEqual({ generator: 4 * 5 + 6 * 64, discriminator: 65 * 6 + 7 });
    // 60 examples in batches of 4.
    expect(stepsPerEpoch).toBe(15);
    // At least: weights, gradients and Adam's two slots at 4 bytes each, and the data.
    expect(memoryBytes).toBeGreaterThan(801 * 16 + 60 * 64);
    expect(memoryBytes).toBeLessThan(1e6);
  });

  it("filled once stays as it is", async () => {
    const { recipe: filled } = await check(recipe());
    expect((await check(filled)).recipe).toEqual(filled);
  });

  it("of convolutions has its weights counted, and room for their maps", async () => {
    const sound = recipe({ dataset: wide("[-1,1]"), model: { id: "dcgan", latentSize: 10, width: 2 } });
    const { issues, parameters, memoryBytes } = await check(sound);
    expect(issues).toEqual([]);
    // 7 · 7 · 4 units, then filters from 4 maps to 2 and from 2 to 1 in both networks.
    expect(parameters).toEqual({
      generator: 10 * 196 + 2 * 196 + 16 * (4 * 2 + 2 * 1) + 2 * 2 + 1,
      discriminator: 16 * (1 * 2 + 2 * 4) + 2 + 2 * 4 + 196 + 1,
    });
    // At least: the values of every layer, for G and for both of D's batches of four.
    expect(memoryBytes).toBeGreaterThan(4 * 4 * 3 * (7 * 7 * 4 + 14 * 14 * 2 + 28 * 28));
    expect(memoryBytes).toBeLessThan(2e6);
  });

  it("may lay regularisers over its objective, and reads one more batch a step where G looks at data", async () => {
    const regularizers = [{ id: "r1" }, { id: "r2" }, { id: "instance-noise" }, { id: "weight-average" }];
    const {
      issues,
      recipe: filled,
      stepsPerEpoch,
    } = await check(recipe({ objective: { id: "relativistic" }, regularizers }));
    expect(issues).toEqual([]);
    expect(filled.regularizers[0]).toEqual({ id: "r1", weight: 10 });
    expect(stepsPerEpoch).toBe(7.5);
  });

  it("counts the weights of a D that is packed and told of its batch", async () => {
    const discriminator = {
      layers: [{ units: 6 }],
      packing: 2,
      spectral: true,
      minibatch: { kernels: 3, dimensions: 2 },
    };
    const { issues, parameters } = await check(recipe({ model: model({ discriminator }) }));
    expect(issues).toEqual([]);
    // 128–6, six features to three kernels of two dimensions, and nine to the output.
    expect(parameters.discriminator).toBe(129 * 6 + 6 * 6 + 10);
  });

  it("with k updates of D a step passes through the data k times as fast", async () => {
    expect((await check(recipe({ model: model({ discriminatorSteps: 3 }) }))).stepsPerEpoch).toBe(5);
  });
});

describe("the memory that a recipe may take", () => {
  it("is no more than there is, and no less than lies idle", () => {
    // Other programs take and give while this runs.
    expect(availableMemory()).toBeGreaterThan(0.5 * freemem());
    expect(availableMemory()).toBeLessThan(totalmem());
  });
});

describe("a recipe that is wrong is told so at the setting", () => {
  it.each<[string, () => Recipe, { path: string; message?: string; hint: string }]>([
    [
      "an unknown model",
      () => recipe({ model: { id: "gam" } }),
      { path: "model.id", message: 'no model "gam"', hint: "Did you mean gan?" },
    ],
    [
      "an unknown dataset",
      () => recipe({ dataset: { id: "mnits" } }),
      { path: "dataset.id", message: '"mnits"', hint: "Did you mean mnist?" },
    ],
    [
      "an unknown objective that is like none",
      () => recipe({ objective: { id: "x" } }),
      {
        path: "objective.id",
        hint: "Choose one of non-saturating, saturating, least-squares, hinge, wasserstein, relativistic.",
      },
    ],
    [
      "an unknown optimizer",
      () => recipe({ optimizers: { discriminator: { id: "adm" }, generator: adam } }),
      { path: "optimizers.discriminator.id", hint: "Did you mean adam?" },
    ],
    [
      "a network that has no optimizer",
      () => recipe({ optimizers: { discriminator: adam } }),
      { path: "optimizers.generator", hint: "Choose one of adam, sgd." },
    ],
    [
      "an optimizer for a network that is not there",
      () => recipe({ optimizers: { discriminator: adam, generator: adam, generatr: adam } }),
      { path: "optimizers.generatr", hint: "Did you mean generator?" },
    ],
    [
      "no objective for a model that needs one",
      () => {
        const { objective: _, ...rest } = recipe();
        return rest;
      },
      {
        path: "objective",
        hint: "Choose one of non-saturating, saturating, least-squares, hinge, wasserstein, relativistic.",
      },
    ],
    [
      "an unknown setting",
      () => recipe({ model: model({ latentsize: 3 }) }),
      { path: "model.latentsize", message: "no setting model.latentsize", hint: "Did you mean model.latentSize?" },
    ],
    [
      "an unknown setting deep inside",
      () => recipe({ model: model({ generator: { layers: [{ units: 3, slop: 0.1 }] } }) }),
      { path: "model.generator.layers.0.slop", hint: "Did you mean model.generator.layers.0.slope?" },
    ],
    [
      "a number that is too large",
      () => recipe({ model: model({ generator: { layers: [{ units: 9000 }] } }) }),
      { path: "model.generator.layers.0.units", message: "is 9000, too large", hint: "The most is 8192." },
    ],
    [
      "a number that is too small",
      () => recipe({ optimizers: { discriminator: { id: "adam", learningRate: -1 }, generator: adam } }),
      { path: "optimizers.discriminator.learningRate", message: "is -1", hint: "The least is 0." },
    ],
    [
      "a value of another kind",
      () => recipe({ model: model({ latentSize: "many" }) }),
      { path: "model.latentSize", message: '"many"', hint: "number" },
    ],
    [
      "a choice that does not exist",
      () => recipe({ model: model({ order: "simultanous" }) }),
      { path: "model.order", hint: "Did you mean simultaneous? Choose one of alternating, simultaneous." },
    ],
    [
      "a kind of layer that does not exist",
      () => recipe({ model: { id: "layered", generator: { layers: [{ kind: "convolutional", channels: 4 }] } } }),
      { path: "model.generator.layers.0.kind", message: "cannot be", hint: "Did you mean convolution?" },
    ],
    [
      "a layer that does not fit the one before",
      () =>
        recipe({ model: { id: "layered", discriminator: { layers: [{ kind: "dense" }, { kind: "convolution" }] } } }),
      { path: "model.discriminator.layers.1", message: "256 values in a row", hint: "Reshape" },
    ],
    [
      "a batch larger than the data",
      () => recipe({ training: { ...tinyRecipe().training, batchSize: 64 } }),
      { path: "training.batchSize", message: "64 is larger than the data, which has 60", hint: "The most is 60." },
    ],
    [
      "a sigmoid for data in [−1, 1]",
      () => recipe({ dataset: dataset({ range: "[-1,1]" }) }),
      { path: "model.generator.output", message: "sigmoid", hint: "Choose tanh" },
    ],
    [
      "a tanh for data in [0, 1]",
      () => recipe({ model: model({ generator: { output: "tanh" } }) }),
      { path: "model.generator.output", message: "tanh", hint: "Choose sigmoid" },
    ],
    [
      "k above 1 with simultaneous updates",
      () => recipe({ model: model({ order: "simultaneous", discriminatorSteps: 2 }) }),
      { path: "model.discriminatorSteps", hint: "Set k to 1" },
    ],
    [
      "a batch of one where batches are normalised",
      () => {
        const training = { ...tinyRecipe().training, batchSize: 1 };
        return recipe({ dataset: wide("[-1,1]"), model: { id: "dcgan" }, training });
      },
      { path: "training.batchSize", message: "dcgan cannot be trained on batches of 1", hint: "The least is 2." },
    ],
    [
      "convolutions for pictures whose sides they cannot make",
      () => recipe({ dataset: dataset({ range: "[-1,1]" }), model: { id: "dcgan" } }),
      {
        path: "model.id",
        message: "28, 32, 64 pixels in 1 or 3 channels, but the data's pictures are 8 × 8 × 1",
        hint: "dense GAN",
      },
    ],
    [
      "convolutions for points",
      () => recipe({ dataset: { id: "ring" }, model: { id: "dcgan" } }),
      { path: "model.id", message: "the data are points", hint: "dense GAN" },
    ],
    [
      "a sigmoid for points, which lie anywhere",
      () => recipe({ dataset: { id: "swiss-roll" } }),
      { path: "model.generator.output", message: "Points may lie anywhere", hint: "linear" },
    ],
    [
      "convolutions, which end in a tanh, for data in [0, 1]",
      () => recipe({ dataset: wide("[0,1]"), model: { id: "dcgan" } }),
      { path: "dataset.range", message: "range is [0, 1]", hint: "Choose the range [−1, 1]" },
    ],
    [
      "k above 1 with simultaneous updates of convolutions",
      () =>
        recipe({
          dataset: wide("[-1,1]"),
          model: { id: "dcgan", order: "simultaneous", discriminatorSteps: 2 },
        }),
      { path: "model.discriminatorSteps", hint: "Set k to 1" },
    ],
    [
      "an unknown regulariser",
      () => recipe({ regularizers: [{ id: "r3" }] }),
      { path: "regularizers.0.id", message: 'no regulariser "r3"', hint: "Did you mean r1?" },
    ],
    [
      "a setting that a regulariser does not have",
      () => recipe({ regularizers: [{ id: "r1", wieght: 2 }] }),
      { path: "regularizers.0.wieght", hint: "Did you mean regularizers.0.weight?" },
    ],
    [
      "a part of a schedule that no schedule has",
      () =>
        recipe({
          optimizers: { discriminator: adam, generator: { id: "adam", schedule: { kind: "linear", ovr: 9 } } },
        }),
      { path: "optimizers.generator.schedule.ovr", hint: "Did you mean optimizers.generator.schedule.over?" },
    ],
    [
      "a regulariser twice",
      () => recipe({ regularizers: [{ id: "r1" }, { id: "r1" }] }),
      { path: "regularizers.1.id", message: "r1 twice", hint: "Remove one" },
    ],
    [
      "smoothed labels for an objective that has none",
      () => recipe({ objective: { id: "least-squares" }, regularizers: [{ id: "r1" }, { id: "label-smoothing" }] }),
      { path: "regularizers.1.id", message: "gives none", hint: "choose the non-saturating" },
    ],
    [
      "smoothed labels for pairs",
      () => recipe({ objective: { id: "relativistic" }, regularizers: [{ id: "label-smoothing" }] }),
      { path: "regularizers.0.id", message: "gives none", hint: "Remove it" },
    ],
    [
      "clipped weights beside a penalty on the slope",
      () => recipe({ objective: { id: "wasserstein" }, regularizers: [{ id: "wgan-gp" }, { id: "weight-clipping" }] }),
      {
        path: "regularizers.1.id",
        message: "wants small weights of D, and wgan-gp wants a slope of 1",
        hint: "Keep one",
      },
    ],
    [
      "slopes of 1 and of 0",
      () => recipe({ regularizers: [{ id: "r1" }, { id: "wgan-gp" }] }),
      { path: "regularizers.1.id", message: "r1 wants a slope of 0", hint: "Keep one" },
    ],
    [
      "a critic whose slope nothing bounds",
      () => recipe({ objective: { id: "wasserstein" }, regularizers: [{ id: "instance-noise" }] }),
      { path: "objective.id", message: "Nothing bounds the critic's slope", hint: "Add the gradient penalty" },
    ],
    [
      "equal targets for data and generated pictures",
      () => recipe({ objective: { id: "least-squares", a: 1 } }),
      { path: "objective.b", message: "learns nothing", hint: "Let b differ from a" },
    ],
    [
      "a penalty on the slope at each picture where batches are normalised",
      () => recipe({ dataset: wide("[-1,1]"), model: { id: "dcgan" }, regularizers: [{ id: "wgan-gp" }] }),
      { path: "regularizers.0.id", message: "batch normalisation", hint: "model.normalization" },
    ],
    [
      "a penalty on the slope at each picture where D is told of its batch",
      () => recipe({ model: model({ discriminator: { minibatch: {} } }), regularizers: [{ id: "r1" }] }),
      { path: "regularizers.0.id", message: "minibatch discrimination", hint: "model.discriminator.minibatch" },
    ],
    [
      "clipped weights where G looks ahead to unclipped ones",
      () => recipe({ model: model({ unrolledSteps: 2 }), regularizers: [{ id: "weight-clipping" }] }),
      { path: "regularizers.0.id", message: "not clipped", hint: "model.unrolledSteps" },
    ],
    [
      "packs that do not fill the batch",
      () => recipe({ model: model({ discriminator: { packing: 3 } }) }),
      { path: "training.batchSize", message: "into packs of 3", hint: "such as 3" },
    ],
    [
      "networks larger than the memory",
      () => {
        const layers = new Array(16).fill({ units: 8192, activation: "maxout", pieces: 16 });
        return recipe({ model: model({ generator: { layers }, discriminator: { layers } }) });
      },
      { path: "model", message: "GiB are free", hint: "fewer or smaller layers" },
    ],
    [
      "unrolled updates larger than the memory",
      () => {
        const layers = new Array(16).fill({ units: 8192, activation: "maxout", pieces: 16 });
        return recipe({ model: model({ discriminator: { layers }, unrolledSteps: 5 }) });
      },
      { path: "model", message: "GiB are free", hint: "Unroll fewer updates" },
    ],
    [
      "a folder that does not exist",
      () => recipe({ dataset: dataset({ source: join(folder, "nowhere") }) }),
      { path: "dataset.source", message: "nowhere", hint: "built-in" },
    ],
  ])("%s", async (_, made, { path, message = "", hint }) => {
    const { issues } = await check(made());
    expect(issues).toMatchObject([
      { path, message: { en: expect.stringContaining(message) }, hint: { en: expect.stringContaining(hint) } },
    ]);
    for (const issue of issues) expectBothLanguages(issue);
  });

  it("everything at once, not only the first", async () => {
    const optimizers = { discriminator: { id: "adam", beta1: 2 }, generator: { id: "sgd", beta1: 0.5 } };
    const { issues } = await check(recipe({ model: { id: "gan", latentSize: 0, prior: "none" }, optimizers }));
    expect(issues.map(({ path }) => path)).toEqual([
      "model.latentSize",
      "model.prior",
      "optimizers.discriminator.beta1",
      "optimizers.generator.beta1",
    ]);
  });

  it("fits the data after all, once range and output agree", async () => {
    const tanh = model({ generator: { output: "tanh" } });
    expect((await check(recipe({ dataset: dataset({ range: "[-1,1]" }), model: tanh }))).issues).toEqual([]);
  });
});
