/** The recipe as a form: free before the start, a few live fields while paused, nothing while running. */
import type { Locator, Page } from "@playwright/test";
import { recipes } from "../../src/main/lab/recipes";
import { expect, sharedLab, test } from "./lab";
import {
  ask,
  eventually,
  expectState,
  gallery,
  projectOf,
  runOf,
  shownStep,
  shrink,
  startRecipe,
  startSmall,
  trainToEnd,
  transport,
} from "./window";

const shared = sharedLab();

test.afterEach(async () => {
  await shared.lab.answerMessages("Don’t Save");
  await shared.lab.page.evaluate(() => window.saddle.request("project.close", {}));
  await expect(shared.lab.page.locator("[data-recipe]")).toHaveCount(recipes.length);
});

const fieldAt = (page: Page, path: string): Locator => page.locator(`[data-field="${path}"]`);

/** The field in the group of those that may change while paused. */
const live = (page: Page, section: string, name: string): Locator =>
  page.locator(`[data-live="${section}"] [data-field="${section}.${name}"]`);

async function type(field: Locator, text: string): Promise<void> {
  await field.locator("input").fill(text);
  await field.locator("input").press("Enter");
}

const batchSize = async (page: Page): Promise<number> => (await projectOf(page)).recipe.training.batchSize;

test("an edit reaches the project, and can be undone and redone", async () => {
  const { page } = shared.lab;
  await startRecipe(page);
  const field = fieldAt(page, "training.batchSize");
  await type(field, "32");
  await eventually(() => batchSize(page)).toBe(32);
  await expect(field.getByRole("button", { name: "As in the recipe" })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually(() => batchSize(page)).toBe(64);
  await expect(field.locator("input")).toHaveValue("64");
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await eventually(() => batchSize(page)).toBe(32);
  await expect(field.locator("input")).toHaveValue("32");
});

test("one setting, or all of them, go back to what the recipe says", async () => {
  const { page } = shared.lab;
  await startRecipe(page);
  const field = fieldAt(page, "training.batchSize");
  await type(field, "32");
  await eventually(() => batchSize(page)).toBe(32);
  await field.getByRole("button", { name: "As in the recipe" }).click();
  await eventually(() => batchSize(page)).toBe(64);

  const { recipe } = await projectOf(page);
  await type(field, "16");
  await type(fieldAt(page, "model.latentSize"), "7");
  await eventually(async () => (await projectOf(page)).recipe.model.latentSize).toBe(7);
  await page.locator(".sd-settings").getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "All as in the recipe" }).click();
  await eventually(async () => (await projectOf(page)).recipe).toEqual(recipe);
  await expect(field.locator("input")).toHaveValue("64");
});

test("a number out of its bounds is refused at its field, with the bounds", async () => {
  const { page } = shared.lab;
  await startRecipe(page);
  const field = fieldAt(page, "training.batchSize");
  await type(field, "99999");
  await expect(field).toContainText("Allowed: 1 – 4,096");
  await expect(field.locator("input")).toHaveAttribute("aria-invalid", "true");
  await type(field, "many");
  await expect(field).toContainText("Not a number");
  await field.locator("input").press("Escape");
  await expect(field.locator("input")).toHaveValue("64");
  expect(await batchSize(page)).toBe(64);
});

test("settings that contradict each other are named at their field, and stop the start", async () => {
  const { page } = shared.lab;
  await startRecipe(page);
  const output = fieldAt(page, "model.generator.output");
  await output.locator("input").first().click();
  await page.getByRole("option", { name: "Sigmoid" }).click();
  await expect(output.getByRole("alert")).toContainText("sigmoid output lies in [0, 1]");
  await transport(page, "play").click();
  await expect(page.locator(".sd-toast", { hasText: "sigmoid output lies in [0, 1]" })).toBeVisible();
  await expectState(page, "idle");
});

test("regularisers are added, weighed, refused where they do not go together, and taken back", async () => {
  const { page } = shared.lab;
  await startRecipe(page);
  const chosen = async () => (await projectOf(page)).recipe.regularizers;
  const add = async (name: RegExp) => {
    await page.locator('[data-action="add-regularizer"]').click();
    await page.getByRole("menuitem", { name }).click();
  };
  await add(/^R1/);
  await eventually(chosen).toEqual([{ id: "r1", weight: 10 }]);
  await type(fieldAt(page, "regularizers.0.weight"), "2.5");
  await eventually(chosen).toEqual([{ id: "r1", weight: 2.5 }]);

  // R1 wants D flat at the data, WGAN-GP a slope of 1: the later one says so, and nothing starts.
  await add(/WGAN-GP/);
  const refused = page.locator('[data-field="regularizers.1.id"]').getByRole("alert");
  await expect(refused).toContainText("wgan-gp wants a slope of 1 between data and samples of D, and r1 wants");
  await transport(page, "play").click();
  await expect(page.locator(".sd-toast", { hasText: "wgan-gp wants a slope of 1" })).toBeVisible();
  await expectState(page, "idle");

  const remove = page
    .locator('[data-section="regularizers.0"]')
    .getByRole("button", { name: "Remove this regulariser" });
  await remove.click();
  await eventually(async () => (await chosen()).map(({ id }) => id)).toEqual(["wgan-gp"]);
  await expect(page.locator('[data-field="regularizers.0.id"]').getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually(async () => (await chosen()).map(({ id }) => id)).toEqual(["r1", "wgan-gp"]);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually(chosen).toEqual([{ id: "r1", weight: 2.5 }]);
  await expect(fieldAt(page, "regularizers.0.weight").locator("input")).toHaveValue("2.5");
});

test("a conditional GAN's gallery has a class a column and a z a row", async () => {
  const { page } = shared.lab;
  await startRecipe(page, "cgan-mnist");
  await shrink(page, { steps: 2, sampleEvery: 1, batchSize: 32 });
  await trainToEnd(page);
  await eventually(async () => Number(await gallery(page).getAttribute("data-step"))).toBe(2);
  await expect(page.locator(".sd-sweep")).toContainText("0123456789");
  await expect(gallery(page)).toHaveAttribute("aria-label", /0, 1, 2, 3, 4, 5, 6, 7, 8, 9/);
  // Ten columns of classes and as many rows of z as fit into a gallery: 28 pixels each, one between two.
  expect(await gallery(page).evaluate(({ width, height }: HTMLCanvasElement) => [width, height])).toEqual([
    10 * 29 - 1,
    6 * 29 - 1,
  ]);
});

test("learning rate and k change while paused, and not while it runs", async () => {
  const { page } = shared.lab;
  await startSmall(page);
  await transport(page, "play").click();
  await expectState(page, "running");
  const rate = live(page, "optimizers.discriminator", "learningRate");
  const k = live(page, "model", "discriminatorSteps");
  await expect(rate).toContainText("0.0002");
  await expect(page.locator(".sd-settings input")).toHaveCount(0);
  await eventually(() => shownStep(page)).toBeGreaterThan(2);
  await transport(page, "play").click();
  await expectState(page, "paused");

  const ids = await page.locator(".sd-settings [id]").evaluateAll((parts) => parts.map(({ id }) => id));
  expect(ids).toEqual([...new Set(ids)]);
  const { step } = await runOf(page);
  await type(rate, "5e-4");
  await type(k, "3");
  await eventually(async () => (await runOf(page)).edits).toEqual([
    { step, path: "optimizers.discriminator.learningRate", value: 5e-4 },
    { step, path: "model.discriminatorSteps", value: 3 },
  ]);
  await expect(rate.locator("input")).toHaveValue("0.0005");
  await expect(page.locator('.sd-chart-mark[data-kind="edit"]')).toHaveCount(6);

  await transport(page, "play").click();
  await expectState(page, "running");
  await expect(page.locator(".sd-settings input")).toHaveCount(0);
  await expect(rate).toContainText("0.0005");
  await expect(k).toContainText("3");
  await eventually(() => shownStep(page)).toBeGreaterThan(step + 1);
});

test("a new run with other settings opens the form again, and keeps the old run", async () => {
  const { page } = shared.lab;
  await startSmall(page, { steps: 2 });
  await trainToEnd(page);
  await page.locator('[data-action="new-run"]').click();
  await expectState(page, "idle");
  await type(fieldAt(page, "training.batchSize"), "8");
  await transport(page, "play").click();
  await expectState(page, "finished");
  const { runs } = await projectOf(page);
  expect(runs.map((run) => [run.id, run.step, run.recipe.training.batchSize])).toEqual([
    ["run-1", 2, 512],
    ["run-2", 2, 8],
  ]);
  await page.locator(".sd-timeline-runs input").first().click();
  await page.getByRole("option", { name: "Run 1" }).click();
  await eventually(async () => (await runOf(page)).id).toBe("run-1");
  await expect(page.locator('.sd-settings [data-field="training.batchSize"]')).toContainText("512");
});

test("a live change that the run refuses says why, and the field shows what holds", async () => {
  const { page } = shared.lab;
  await startSmall(page);
  const { recipe } = await projectOf(page);
  await ask(page, "project.setRecipe", {
    recipe: { ...recipe, model: { ...recipe.model, order: "simultaneous" } },
  });
  await transport(page, "stepBoth").click();
  await expectState(page, "paused");
  const k = live(page, "model", "discriminatorSteps");
  await type(k, "2");
  await expect(page.locator(".sd-toast", { hasText: "so k is 1" })).toBeVisible();
  await expect(k.locator("input")).toHaveValue("1");
  expect((await runOf(page)).edits).toEqual([]);
});
