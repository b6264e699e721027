import { describe, expect, it } from "vitest";
import { z } from "zod";
import { numberText, parseNumber, stepNumber } from "../../../../src/renderer/features/settings/numbers";
import type { NumberShape } from "../../../../src/renderer/features/settings/schema";
import {
  filledRecipe,
  hasPlace,
  liveSections,
  regularizersToAdd,
  sectionsOf,
  withoutRegularizer,
  withPlugin,
  withRegularizer,
} from "../../../../src/renderer/features/settings/sections";
import { same, valueAt, withValue } from "../../../../src/shared/domain/path";
import { type Catalog, field, type PluginCard } from "../../../../src/shared/domain/plugin";
import { type Recipe, trainingSchema } from "../../../../src/shared/domain/recipe";

const shape = (bounds: Partial<NumberShape>): NumberShape => ({
  kind: "number",
  integer: false,
  minimum: null,
  maximum: null,
  exclusiveMinimum: null,
  exclusiveMaximum: null,
  ...bounds,
});

describe("numbers in the form", () => {
  it("are read in the ways that people write them", () => {
    expect(["2e-4", " 0.5 ", "0,5", "1 000", "1_000", "-.5", "−2"].map(parseNumber)).toEqual([
      2e-4, 0.5, 0.5, 1000, 1000, -0.5, -2,
    ]);
    expect(["", "1e", "two", "1e999", "0x10", "1.2.3"].map(parseNumber)).toEqual([null, null, null, null, null, null]);
  });

  it("come back as the same number after they were shown", () => {
    for (const value of [0, 1, 2e-4, 1e-8, 1.000004, 0.1, 4096, -0.5, 1e-12]) {
      expect(parseNumber(numberText(value))).toBe(value);
    }
  });

  it("go along 1, 2, 5 under the arrow keys, whole numbers one by one", () => {
    expect(stepNumber(shape({}), 2e-4, 1, false)).toBe(5e-4);
    expect(stepNumber(shape({}), 2e-4, -1, false)).toBe(1e-4);
    expect(stepNumber(shape({}), 2e-4, 1, true)).toBe(2e-3);
    expect(stepNumber(shape({}), 0.5, 1, false)).toBe(0.55);
    expect(stepNumber(shape({ integer: true }), 64, 1, true)).toBe(74);
  });

  it("never leave their bounds", () => {
    expect(stepNumber(shape({ maximum: 1 }), 0.98, 1, false)).toBe(1);
    expect(stepNumber(shape({ integer: true, minimum: 1 }), 1, -1, false)).toBe(1);
    expect(stepNumber(shape({ integer: true, minimum: 1 }), 5, -1, true)).toBe(1);
    expect(stepNumber(shape({ exclusiveMaximum: 1 }), 0.999, 1, false)).toBe(0.999);
  });
});

describe("values by dotted path", () => {
  const recipe = { model: { layers: [{ units: 1 }, { units: 2 }] }, seed: 7 };

  it("are read and replaced without touching the rest", () => {
    const next = withValue(recipe, "model.layers.1.units", 5);
    expect(valueAt(next, "model.layers.1.units")).toBe(5);
    expect(recipe.model.layers[1]?.units).toBe(2);
    expect(next.model.layers[0]).toBe(recipe.model.layers[0]);
    expect(valueAt(recipe, "model.nothing.here")).toBeUndefined();
  });

  it("are equal whatever the order of their keys", () => {
    expect(same({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
    expect(same({ a: [1, 2] }, { a: [1] })).toBe(false);
    expect(same({ a: undefined }, {})).toBe(true);
  });
});

const title = { en: "T", ko: "T" };
const card = (
  kind: PluginCard["kind"],
  id: string,
  params: z.ZodType,
  extra: Partial<PluginCard> = {},
): PluginCard => ({
  kind,
  id,
  title,
  reference: "",
  params: z.toJSONSchema(params, { io: "input" }),
  ...extra,
});
const rate = field(z.number().gt(0).default(1e-3), { title, live: true });
const catalog: Catalog = {
  plugins: [
    card("dataset", "mnist", z.strictObject({})),
    card("model", "gan", z.strictObject({ latentSize: z.int().min(1).default(100) }), {
      networks: ["discriminator", "generator"],
      takesObjective: true,
    }),
    card("model", "vae", z.strictObject({ beta: z.number().default(1) }), { networks: ["autoencoder"] }),
    card("objective", "minimax", z.strictObject({})),
    card("regularizer", "r1", z.strictObject({ weight: z.number().default(10) })),
    card("regularizer", "clip", z.strictObject({})),
    card("optimizer", "adam", z.strictObject({ learningRate: rate })),
  ],
  training: z.toJSONSchema(trainingSchema, { io: "input" }),
};
const recipe: Recipe = {
  id: "test",
  dataset: { id: "mnist" },
  model: { id: "gan" },
  objective: { id: "minimax" },
  regularizers: [],
  optimizers: { discriminator: { id: "adam" }, generator: { id: "adam", learningRate: 0.5 } },
  training: trainingSchema.parse({}),
  seed: 1,
};

describe("sections of the form", () => {
  it("follow the recipe, one optimizer a network in the model's order", () => {
    expect(sectionsOf(catalog, recipe).map(({ path }) => path)).toEqual([
      "dataset",
      "model",
      "objective",
      "optimizers.discriminator",
      "optimizers.generator",
      "training",
    ]);
  });

  it("name the settings that may change while paused", () => {
    const live = liveSections(sectionsOf(catalog, recipe));
    expect(live.flatMap(({ path, fields }) => fields.map(({ name }) => `${path}.${name}`))).toEqual([
      "optimizers.discriminator.learningRate",
      "optimizers.generator.learningRate",
      "training.steps",
    ]);
  });

  it("show defaults that the recipe leaves out and keep what it says", () => {
    expect(filledRecipe(catalog, recipe)).toMatchObject({
      model: { id: "gan", latentSize: 100 },
      optimizers: { discriminator: { learningRate: 1e-3 }, generator: { learningRate: 0.5 } },
      seed: 1,
    });
  });

  it("know which settings have a place in the form, so that what is wrong elsewhere is shown above it", () => {
    const sections = sectionsOf(catalog, recipe);
    const places = ["model.id", "model.latentSize", "optimizers.generator.learningRate", "training.steps", "seed"];
    expect(places.filter((path) => !hasPlace(sections, path))).toEqual([]);
    const elsewhere = ["model", "model.depth", "optimizers.critic.learningRate", "training.steps.more"];
    expect(elsewhere.filter((path) => hasPlace(sections, path))).toEqual([]);
  });

  it("give another model its own networks, and no objective where it takes none", () => {
    const vae = catalog.plugins.find(({ id }) => id === "vae")!;
    const changed = withPlugin(catalog, recipe, "model", vae);
    expect(changed.model).toEqual({ id: "vae", beta: 1 });
    expect(Object.keys(changed.optimizers)).toEqual(["autoencoder"]);
    expect("objective" in changed).toBe(false);
    const gan = catalog.plugins.find(({ id }) => id === "gan")!;
    expect(withPlugin(catalog, changed, "model", gan).objective).toEqual({ id: "minimax" });
  });

  it("show each regulariser after the objective; it can be added once, as it comes, and removed", () => {
    const [r1, clip] = catalog.plugins.filter(({ kind }) => kind === "regularizer");
    expect(regularizersToAdd(catalog, recipe)).toEqual([r1, clip]);
    const both = withRegularizer(withRegularizer(recipe, r1!), clip!);
    expect(both.regularizers).toEqual([{ id: "r1", weight: 10 }, { id: "clip" }]);
    expect(regularizersToAdd(catalog, both)).toEqual([]);
    const sections = sectionsOf(catalog, both);
    expect(sections.map(({ path }) => path).slice(2, 5)).toEqual(["objective", "regularizers.0", "regularizers.1"]);
    expect(hasPlace(sections, "regularizers.1.id") && hasPlace(sections, "regularizers.0.weight")).toBe(true);
    expect(withoutRegularizer(both, "regularizers.0").regularizers).toEqual([{ id: "clip" }]);
    const vae = catalog.plugins.find(({ id }) => id === "vae")!;
    const without = withPlugin(catalog, both, "model", vae);
    expect(without.regularizers).toEqual([]);
    expect(regularizersToAdd(catalog, without)).toEqual([]);
  });

  it("still show a recipe whose plug-in this build does not know", () => {
    const unknown = sectionsOf(catalog, { ...recipe, model: { id: "later" } });
    expect(unknown.find(({ path }) => path === "model")).toMatchObject({
      plugin: { chosen: null, id: "later" },
      fields: [],
    });
    expect(unknown.some(({ path }) => path === "optimizers.generator")).toBe(true);
  });
});
