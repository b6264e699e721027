import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import type { Recipe } from "../../src/shared/domain/recipe";
import type { Edit } from "../../src/shared/domain/run";
import { openRun, tinyDcgan, tinyRecipe, train } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

const steps = 16;
const layer = (units: number, activation: string) => ({ units, activation, pieces: 2 });
const model = (discriminatorSteps: number, order = "alternating") => ({
  id: "gan",
  latentSize: 3,
  prior: "uniform",
  generator: { layers: [layer(5, "relu")], biasFromData: true, initial: { kind: "uniform", scale: 0.5 } },
  discriminator: { layers: [layer(4, "maxout"), layer(3, "maxout")], keepInput: 0.8, keepHidden: 0.5 },
  order,
  discriminatorSteps,
});
const sgd = {
  id: "sgd",
  learningRate: 0.1,
  decayFactor: 1.01,
  minimumLearningRate: 0.01,
  momentumStart: 0.5,
  momentumEnd: 0.9,
  momentumFromEpoch: 1,
  momentumToEpoch: 8,
};

const recipes: Record<string, Recipe> = {
  Adam: tinyRecipe(),
  "k = 3": tinyRecipe({ model: { ...model(3), discriminator: { layers: [layer(6, "leaky-relu")] } } }),
  "k = 2, maxout, dropout, SGD with schedules": tinyRecipe({
    model: model(2),
    optimizers: { discriminator: sgd, generator: sgd },
  }),
  "simultaneous updates, dropout, SGD with schedules": tinyRecipe({
    model: model(1, "simultaneous"),
    optimizers: { discriminator: sgd, generator: sgd },
  }),
  "batch normalisation and k = 2": tinyRecipe({ model: tinyDcgan({ discriminatorSteps: 2 }) }),
};

/** The weights' hash after so many steps. */
async function hashAfter(recipe: Recipe, count: number): Promise<string> {
  const run = openRun(recipe);
  await train(run, count);
  const hash = await run.weightsSha256();
  run.dispose();
  return hash;
}

describe.each(Object.entries(recipes))("with %s", (_, recipe) => {
  it("the same seed gives the same bits twice, and another seed others", async () => {
    const hash = await hashAfter(recipe, 2 * steps);
    expect(await hashAfter(recipe, 2 * steps)).toBe(hash);
    expect(await hashAfter({ ...recipe, seed: 2 }, 1)).not.toBe(await hashAfter(recipe, 1));
  });

  it("going on from a checkpoint gives the bits of never having stopped", async () => {
    const first = openRun(recipe);
    await train(first, steps);
    const { bytes } = await first.checkpoint("kept");
    await train(first, steps);
    const second = openRun(recipe);
    await second.restore(bytes);
    expect(second.counters.step).toBe(steps);
    await train(second, steps);
    expect(await second.weightsSha256()).toBe(await first.weightsSha256());
    expect(second.counters).toEqual(first.counters);
    // Slots and moving averages too: the files are the same, byte for byte, and so are the pictures.
    expect((await second.checkpoint("kept")).bytes).toEqual((await first.checkpoint("kept")).bytes);
    const pictures = await first.preview();
    expect((await second.preview()).every((value, i) => value === pictures[i])).toBe(true);
    for (const run of [first, second]) run.dispose();
  });
});

test("live edits are part of the run: replayed over a checkpoint they give the same bits", async () => {
  const recipe = recipes["k = 2, maxout, dropout, SGD with schedules"]!;
  const edits: Edit[] = [
    { step: steps, path: "optimizers.discriminator.learningRate", value: 0.03 },
    { step: steps, path: "model.discriminatorSteps", value: 3 },
    { step: steps, path: "optimizers.generator.learningRate", value: 0.2 },
  ];
  const whole = openRun(recipe);
  await train(whole, steps);
  const { bytes } = await whole.checkpoint("kept");
  for (const { path, value } of edits) whole.edit(path, value);
  await train(whole, steps);
  const resumed = openRun(recipe, edits);
  await resumed.restore(bytes);
  await train(resumed, steps);
  expect(await resumed.weightsSha256()).toBe(await whole.weightsSha256());
  expect(resumed.counters).toEqual({ step: 32, batches: 80, updates: { discriminator: 80, generator: 32 } });
  // And they do change what is trained.
  const unedited = openRun(recipe);
  await unedited.restore(bytes);
  await train(unedited, steps);
  expect(await unedited.weightsSha256()).not.toBe(await whole.weightsSha256());
  for (const run of [whole, resumed, unedited]) run.dispose();
});

test("pictures and samples in between move no random number of the run", async () => {
  const recipe = recipes.Adam!;
  const looked = openRun(recipe);
  for (let i = 0; i < steps; i++) {
    await looked.preview();
    await looked.sample(5, i);
    await looked.latent({ from: "seed", seed: 3 });
    await train(looked, 1);
  }
  expect(await looked.weightsSha256()).toBe(await hashAfter(recipe, steps));
  looked.dispose();
});
