/** Data that a person draws: strokes of the mouse and of the keys become the recipe, and are trained on. */
import type { Locator } from "@playwright/test";
import { expect, sharedLab, test } from "./lab";
import { ask, eventually, gallery, painted, projectOf, runOf, shownPage, startRecipe, trainToEnd } from "./window";

test.describe.configure({ mode: "serial" });

const shared = sharedLab();

const canvasOf = (field: string): Locator => shared.lab.page.locator(`[data-drawing="dataset.${field}"] canvas`);
const datasetOf = async () => (await projectOf(shared.lab.page)).recipe.dataset;

/** Draws from one place to another, as shares of the canvas from its upper left corner. */
async function drag(canvas: Locator, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const { mouse } = shared.lab.page;
  const box = (await canvas.boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await mouse.move(...at(from));
  await mouse.down();
  await mouse.move(...at(to), { steps: 8 });
  await mouse.up();
}

test("a density is drawn anew with the mouse, undone by strokes, and trained on", async () => {
  const { page } = shared.lab;
  await startRecipe(page, "drawn-1d");
  const canvas = canvasOf("heights");
  await page.locator('[data-action="drawing-clear"]').click();
  await expect(page.locator('[data-drawing="dataset.heights"]')).toContainText("Draw the density here");
  await eventually(async () => ((await datasetOf()).heights as number[]).every((height) => height === 0)).toBe(true);
  await drag(canvas, [0.5, 0.8], [0.9, 0.3]);
  await eventually(
    async () => ((await datasetOf()).heights as number[]).filter((height) => height > 0.1).length,
  ).toBeGreaterThan(40);
  const once = (await datasetOf()).heights as number[];
  // Nothing of it lies left of where the stroke began, and it rises.
  expect(once.slice(0, 58).every((height) => height === 0)).toBe(true);
  expect(once[110]!).toBeGreaterThan(once[70]!);
  await drag(canvas, [0.1, 0.5], [0.2, 0.5]);
  await eventually(async () => ((await datasetOf()).heights as number[])[19]).toBeGreaterThan(0.3);
  await page.locator('[data-action="drawing-undo"]').click();
  await eventually(async () => (await datasetOf()).heights).toEqual(once);

  const { recipe } = await projectOf(page);
  const training = { ...recipe.training, steps: 20, sampleEvery: 10, batchSize: 64 };
  await ask(page, "project.setRecipe", { recipe: { ...recipe, training } });
  await trainToEnd(page);
  await eventually(async () => (await painted(gallery(page))).step).toBe(20);
  await gallery(page).hover({ position: { x: 80, y: 60 } });
  // The density that was drawn is exact, and nothing was drawn on the left.
  await expect(page.locator(".sd-density-reading").nth(1)).toHaveText("p_data 0.000");
  // A run has what it began with.
  await expect(canvas).toHaveAttribute("role", "img");
  expect((await runOf(page)).recipe.dataset.heights).toEqual(once);
});

test("points are painted and erased with the mouse and by keys, large on the Data page", async () => {
  const { lab } = shared;
  const { page } = lab;
  await lab.answerMessages("Don’t Save");
  await ask(page, "project.new", { recipeId: "drawn-2d" });
  await page.locator('[data-page-link="data"]').click();
  await expect(shownPage(page, "data")).toBeVisible();
  const dabs = async () => (await datasetOf()).dabs as { x: number; y: number }[];
  await page.locator('[data-action="drawing-clear"]').click();
  await eventually(async () => (await dabs()).length).toBe(0);
  const canvas = canvasOf("dabs");
  await drag(canvas, [0.25, 0.25], [0.75, 0.25]);
  await eventually(async () => (await dabs()).length).toBeGreaterThan(15);
  // A quarter from above is half way up the upper half.
  for (const { x, y } of await dabs()) {
    expect(Math.abs(y - 1.5)).toBeLessThan(0.05);
    expect(Math.abs(x)).toBeLessThan(1.55);
  }
  const before = (await dabs()).length;
  await page.locator(".sd-drawing-tools").getByText("Erase").click();
  await drag(canvas, [0.25, 0.25], [0.5, 0.25]);
  await eventually(async () => (await dabs()).length).toBeLessThan(before);
  expect((await dabs()).every(({ x }) => x > 0)).toBe(true);

  const rest = (await dabs()).length;
  await page.locator(".sd-drawing-tools").getByText("Draw").click();
  await page.mouse.move(2, 2);
  await canvas.focus();
  for (const key of ["ArrowRight", "Shift+ArrowDown", "Space"]) await canvas.press(key);
  await eventually(async () => (await dabs()).length).toBe(rest + 1);
  expect((await dabs()).at(-1)).toMatchObject({ x: 0.1, y: -0.5 });

  const { recipe } = await projectOf(page);
  const training = { ...recipe.training, steps: 10, sampleEvery: 10, batchSize: 64 };
  await ask(page, "project.setRecipe", { recipe: { ...recipe, training } });
  await page.locator('[data-page-link="train"]').click();
  await trainToEnd(page);
  await eventually(async () => (await painted(gallery(page))).step).toBe(10);
});
