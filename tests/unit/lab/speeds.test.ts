import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recipeById } from "../../../src/main/lab/recipes";
import { RememberedSpeeds } from "../../../src/main/lab/speeds";
import type { Recipe } from "../../../src/shared/domain/recipe";

const { recipe } = recipeById("gan-mnist");
const on = (title: string) => ({ backendTitle: { en: title, ko: title } });
const withTraining = (training: Partial<Recipe["training"]>): Recipe => ({
  ...recipe,
  training: { ...recipe.training, ...training },
});

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "saddle-speeds-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function greeted(title = "TensorFlow"): Promise<RememberedSpeeds> {
  const speeds = await RememberedSpeeds.read(home);
  speeds.greeted(on(title));
  return speeds;
}

describe("the speed of a recipe", () => {
  it("is that of the same work on the same backend, and known after a restart before a trainer is up", async () => {
    const speeds = await greeted();
    expect(speeds.of(recipe)).toBeNull();
    await speeds.set(recipe, 170);
    const again = await RememberedSpeeds.read(home);
    for (const same of [
      recipe,
      { ...recipe, id: "mine", seed: 99, model: Object.fromEntries(Object.entries(recipe.model).reverse()) as never },
      withTraining({ steps: 5, checkpointEvery: 7 }),
      { ...recipe, dataset: { ...recipe.dataset, source: "/home/kim/mnist", examples: 640 } },
    ]) {
      expect(again.of(same)).toBe(170);
    }
    for (const other of [
      withTraining({ batchSize: 128 }),
      { ...recipe, model: { ...recipe.model, latentSize: 99 } },
      { ...recipe, regularizers: [{ id: "r1", strength: 10 }] },
      { ...recipe, dataset: { ...recipe.dataset, id: "images" } },
    ]) {
      expect(again.of(other)).toBeNull();
    }
    again.greeted(on("WebAssembly"));
    expect(again.of(recipe)).toBeNull();
  });

  it("follows from what a run trained, over longer and longer stretches", async () => {
    const speeds = await greeted();
    expect(await speeds.add(recipe, { steps: 100, seconds: 1 })).toBe(false);
    expect(speeds.of(recipe)).toBeNull();
    expect(await speeds.add(recipe, { steps: 200, seconds: 1 })).toBe(true);
    expect(speeds.of(recipe)).toBe(150);
    // The next word is after four further seconds.
    expect(await speeds.add(recipe, { steps: 1000, seconds: 3.9 })).toBe(false);
    expect(await speeds.add(recipe, { steps: 1000, seconds: 0.1 })).toBe(true);
    expect(speeds.of(recipe)).toBe(500);
  });

  it("is kept of so many recipes and no more, those of late", async () => {
    const old = Array.from({ length: 255 }, (_, at) => ({ key: String(at).padStart(64, "0"), stepsPerSecond: 1 }));
    await writeFile(join(home, "speeds.json"), JSON.stringify({ machine: "x", speeds: old }));
    const speeds = await greeted();
    for (const batchSize of [1, 2, 3]) await speeds.set(withTraining({ batchSize }), batchSize);
    for (const batchSize of [1, 2, 3]) expect(speeds.of(withTraining({ batchSize }))).toBe(batchSize);
    const stored = JSON.parse(await readFile(join(home, "speeds.json"), "utf8")) as { speeds: unknown[] };
    expect(stored.speeds).toHaveLength(256);
  });

  it.each([
    ["a figure that is none", { machine: "x", speeds: [{ key: "0".repeat(64), stepsPerSecond: -1 }] }],
    ["a key that is none", { machine: "x", speeds: [{ key: "../../x", stepsPerSecond: 1 }] }],
    ["more than was ever kept", { machine: "x", speeds: Array(257).fill({ key: "0".repeat(64), stepsPerSecond: 1 }) }],
  ])("is forgotten where the file holds %s", async (_, content) => {
    await writeFile(join(home, "speeds.json"), JSON.stringify(content));
    const speeds = await RememberedSpeeds.read(home);
    expect(speeds.problem).toMatchObject({ code: "bad-file" });
    expect(await readdir(home)).toEqual(["speeds.damaged.json"]);
  });
});
