/** Networks of one's own, layer by layer in the form: shapes as typed, what does not fit at its layer, and a run of them. */
import type { Locator, Page } from "@playwright/test";
import { expect, sharedLab, test } from "./lab";
import { ask, eventually, expectState, projectOf, runOf, startRecipe, transport } from "./window";

const shared = sharedLab();

const list = "model.generator.layers";
const layerAt = (page: Page, index: number): Locator => page.locator(`[data-layer="${list}.${index}"]`);
const head = (page: Page, index: number): Locator => layerAt(page, index).locator(".sd-layer-head");
const kinds = async (page: Page): Promise<string[]> => {
  const { layers } = (await projectOf(page)).recipe.model.generator as { layers: { kind: string }[] };
  return layers.map(({ kind }) => kind);
};

async function add(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add to Layers of G" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

test("layers are added, checked as typed, moved and taken back, drawn, and trained", async () => {
  const { page } = shared.lab;
  await startRecipe(page, "custom-mnist");
  const { recipe } = await projectOf(page);
  const training = { ...recipe.training, steps: 4, sampleEvery: 2, batchSize: 8 };
  await ask(page, "project.setRecipe", { recipe: { ...recipe, training } });
  const before = await kinds(page);
  const networks = page.locator(".sd-networks");
  await expect(head(page, 4)).toContainText("14 × 14 × 16");
  await expect(networks.locator('[data-network="generator"]')).toContainText("111,969 trainable numbers");
  await expect(networks).toContainText("FLOP");

  // One layer too many: the pictures come out twice as large, and the last layer says so.
  await add(page, "Transposed convolution");
  await expect(head(page, 8)).toBeFocused();
  await expect(layerAt(page, 8).getByRole("alert")).toContainText("G ends with maps of 56 × 56");
  await expect(networks.locator('[data-network="generator"]')).toContainText("G ends with maps of 56 × 56");
  await transport(page, "play").click();
  await expect(page.locator(".sd-toast", { hasText: "G ends with maps of 56 × 56" })).toBeVisible();
  await expectState(page, "idle");

  // A stride of 1 leaves the sides, and one channel makes pictures of it.
  const field = (name: string) => page.locator(`[data-field="${list}.8.${name}"] input`);
  await field("stride").fill("1");
  await field("stride").press("Enter");
  await expect(page.locator(`[data-field="${list}.8.channels"]`).getByRole("alert")).toContainText("28 × 28 × 32");
  await field("channels").fill("1");
  await field("channels").press("Enter");
  await expect(head(page, 8)).toContainText("28 × 28 × 1");
  await expect(layerAt(page, 8).getByRole("alert")).toHaveCount(0);

  // By keys: up one place, a copy, and the copy away again.
  await head(page, 8).press("Alt+ArrowUp");
  await expect(head(page, 7)).toBeFocused();
  await expect(head(page, 7)).toContainText("14 × 14 × 1");
  await head(page, 7).press("Control+d");
  await eventually(async () => (await kinds(page)).length).toBe(10);
  await head(page, 8).press("Delete");
  await eventually(async () => (await kinds(page)).length).toBe(9);
  await expect(head(page, 8)).toContainText("28 × 28 × 1");

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually(async () => (await kinds(page)).length).toBe(10);
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  await eventually(async () => (await kinds(page)).length).toBe(9);
  expect(await kinds(page)).toEqual([...before, "transposed-convolution"]);

  await transport(page, "play").click();
  await expectState(page, "finished");
  await expect(networks).toHaveCount(0);
  const run = await runOf(page);
  // Kernels of 4 × 4 between 16 channels, 1 and 1, with a bias each, in the place of one layer.
  expect(run.parameters.generator).toBe(111_969 + 16 + 1);
  // The drawing can still be looked at.
  await page.locator('[data-action="networks"]').click();
  const sheet = page.getByRole("dialog", { name: "Networks" });
  await expect(sheet.locator('[data-network="generator"]')).toContainText("111,986 trainable numbers");
  await expect(sheet).toContainText("FLOP");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
});
