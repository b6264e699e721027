import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe } from "../../src/shared/domain/recipe";
import { TrainerClient } from "./client";
import { writeDigits } from "./digits";
import { tensorsLeftBy, tinyDcgan, tinyRecipe } from "./support";

let folder: string;
const trainer = new TrainerClient();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "saddle-trial-"));
  writeDigits(folder, { training: 60, test: 20 });
  await trainer.request("hello", { cacheDirectory: folder, backend: null });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = (): Recipe => tinyRecipe({ dataset: { id: "mnist", source: folder } });
const opening = () => ({
  run: "a",
  generation: 1,
  recipe: tiny(),
  checkpoint: null,
  edits: [],
  seconds: 0,
  record: false,
});

describe("a trial", () => {
  it("tells steps a second, and leaves nothing behind: neither tensors nor a trace in the open run", async () => {
    const { weightsSha256 } = await trainer.request("run.open", opening());
    trainer.forget();
    const left = await tensorsLeftBy(async () => {
      expect((await trainer.request("recipe.measure", { recipe: tiny() })).stepsPerSecond).toBeGreaterThan(1);
    });
    expect(left).toBe(0);
    expect(trainer.events).toEqual([]);
    expect((await trainer.request("run.checkpoint", { kind: "kept" })).weightsSha256).toBe(weightsSha256);
  });

  it("measures own pictures before any are chosen and a GAN that is told their classes, and refuses what cannot be trained", async () => {
    const own = tinyRecipe({ dataset: { id: "images", size: 28, colour: "grey", range: "[0,1]" } });
    expect((await trainer.request("recipe.measure", { recipe: own })).stepsPerSecond).toBeGreaterThan(1);
    const { model } = tiny();
    const told = tinyRecipe({ dataset: { id: "mnist", source: folder }, model: { ...model, conditional: true } });
    expect((await trainer.request("recipe.measure", { recipe: told })).stepsPerSecond).toBeGreaterThan(1);
    const wrong = tinyRecipe({ dataset: { id: "images", size: 12 }, model: { id: "dcgan" } });
    expect(await trainer.refusal("recipe.measure", { recipe: wrong })).toMatchObject({ code: "bad-input" });
  });

  it.each([32, 64])("of a DCGAN at %d pixels trains, in grey and in colour", async (size) => {
    for (const colour of ["grey", "colour"]) {
      const recipe = tinyRecipe({
        dataset: { id: "images", size, colour },
        model: tinyDcgan({ width: 4 }),
        training: { ...tinyRecipe().training, batchSize: 8 },
      });
      expect((await trainer.request("recipe.measure", { recipe })).stepsPerSecond, colour).toBeGreaterThan(1);
    }
  });

  it("is refused while a run goes, and ends when told to", async () => {
    await trainer.request("run.play", { until: 1_000_000 });
    expect(await trainer.refusal("recipe.measure", { recipe: tiny() })).toMatchObject({ code: "conflict" });
    await trainer.request("run.pause", {});
    const refused = trainer.refusal("recipe.measure", { recipe: tiny() });
    // It has begun by the time that this is heard.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await trainer.request("recipe.stopMeasuring", {});
    expect(await refused).toMatchObject({ code: "cancelled" });
    await trainer.request("run.close", {});
  });
});

it("a run tells the time of whole steps, without the first ones after loading", async () => {
  await trainer.request("run.open", { ...opening(), replay: true });
  trainer.forget();
  await trainer.request("run.play", { until: 200 });
  await trainer.untilState("finished");
  await trainer.request("run.close", {});
  const spent = trainer.of("history").map((event) => event.spent);
  const steps = spent.reduce((sum, each) => sum + each.steps, 0);
  // The first two steps, the first eight that are made together; the last call is told of in the middle of itself.
  expect(steps).toBeGreaterThanOrEqual(200 - 2 - 8 - 8);
  expect(steps).toBeLessThanOrEqual(200 - 2 - 8);
  expect(spent.every(({ steps, seconds }) => steps === 0 || seconds > 0)).toBe(true);
});
