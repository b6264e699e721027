import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../src/main/trainer/tensorflow";
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
function hashAfter(recipe: Recipe, count: number): string {
  const run = openRun(recipe);
  train(run, count);
  const hash = run.weightsSha256();
  run.dispose();
  return hash;
}

describe.each(Object.entries(recipes))("with %s", (_, recipe) => {
  it("the same seed gives the same bits twice, and another seed others", () => {
    const hash = hashAfter(recipe, 2 * steps);
    expect(hashAfter(recipe, 2 * steps)).toBe(hash);
    expect(hashAfter({ ...recipe, seed: 2 }, 1)).not.toBe(hashAfter(recipe, 1));
  });

  it("going on from a checkpoint gives the bits of never having stopped", () => {
    const first = openRun(recipe);
    train(first, steps);
    const { bytes } = first.checkpoint("kept");
    train(first, steps);
    const second = openRun(recipe);
    second.restore(bytes);
    expect(second.counters.step).toBe(steps);
    train(second, steps);
    expect(second.weightsSha256()).toBe(first.weightsSha256());
    expect(second.counters).toEqual(first.counters);
    // Slots and moving averages too: the files are the same, byte for byte, and so are the pictures.
    expect(second.checkpoint("kept").bytes).toEqual(first.checkpoint("kept").bytes);
    const pictures = first.preview();
    expect(second.preview().every((value, i) => value === pictures[i])).toBe(true);
    for (const run of [first, second]) run.dispose();
  });
});

test("live edits are part of the run: replayed over a checkpoint they give the same bits", () => {
  const recipe = recipes["k = 2, maxout, dropout, SGD with schedules"]!;
  const edits: Edit[] = [
    { step: steps, path: "optimizers.discriminator.learningRate", value: 0.03 },
    { step: steps, path: "model.discriminatorSteps", value: 3 },
    { step: steps, path: "optimizers.generator.learningRate", value: 0.2 },
  ];
  const whole = openRun(recipe);
  train(whole, steps);
  const { bytes } = whole.checkpoint("kept");
  for (const { path, value } of edits) whole.edit(path, value);
  train(whole, steps);
  const resumed = openRun(recipe, edits);
  resumed.restore(bytes);
  train(resumed, steps);
  expect(resumed.weightsSha256()).toBe(whole.weightsSha256());
  expect(resumed.counters).toEqual({ step: 32, batches: 80, updates: { discriminator: 80, generator: 32 } });
  // And they do change what is trained.
  const unedited = openRun(recipe);
  unedited.restore(bytes);
  train(unedited, steps);
  expect(unedited.weightsSha256()).not.toBe(whole.weightsSha256());
  for (const run of [whole, resumed, unedited]) run.dispose();
});

test("pictures and samples in between move no random number of the run", () => {
  const recipe = recipes.Adam!;
  const looked = openRun(recipe);
  for (let i = 0; i < steps; i++) {
    looked.preview();
    looked.sample(5, i);
    looked.latent({ from: "seed", seed: 3 });
    train(looked, 1);
  }
  expect(looked.weightsSha256()).toBe(hashAfter(recipe, steps));
  looked.dispose();
});
