/** Data in the plane and on a line: the view that stands where the gallery stands for pictures. */
import { readFile } from "node:fs/promises";
import { expect, sharedLab, test } from "./lab";
import {
  ask,
  between,
  eventually,
  expectState,
  gallery,
  painted,
  projectOf,
  runOf,
  shownPage,
  startRecipe,
  trainToEnd,
  transport,
} from "./window";

test.describe.configure({ mode: "serial" });

const shared = sharedLab();

/** Makes the open project's run short. */
async function shorten(steps: number, sampleEvery: number): Promise<void> {
  const { page } = shared.lab;
  const { recipe } = await projectOf(page);
  await ask(page, "project.setRecipe", {
    recipe: { ...recipe, training: { ...recipe.training, steps, sampleEvery, batchSize: 64 } },
  });
}

test("a ring of Gaussians is drawn, and moves with the run and with the timeline", async () => {
  const { page } = shared.lab;
  await startRecipe(page, "gan-ring");
  await shorten(60, 10);
  await transport(page, "play").click();
  await expect(gallery(page)).toBeVisible();
  const first = await painted(gallery(page));
  await expectState(page, "finished");
  await eventually(async () => (await painted(gallery(page))).step).toBe(60);
  const last = await painted(gallery(page));
  expect(last.pixels === first.pixels).toBe(false);

  const run = await runOf(page);
  expect(run.space).toBe("points");
  expect(run.sampleSteps).toEqual([0, 1, 2, 5, 10, 20, 30, 40, 50, 60]);
  // The window begins anew with what was recorded.
  await page.locator(".sd-timeline [role='slider']").press("Home");
  await eventually(async () => (await painted(gallery(page))).step).toBe(0);
  expect((await painted(gallery(page))).pixels === last.pixels).toBe(false);
  await page.locator(".sd-timeline [role='slider']").press("End");
  await eventually(async () => (await painted(gallery(page))).pixels === last.pixels).toBe(true);
});

test("the modes that were covered are counted in words and bars", async () => {
  const { page } = shared.lab;
  const { coverage } = await runOf(page);
  const last = coverage.at(-1)!;
  await expect(page.locator('[data-figure="covered"] dd')).toHaveText(`${last.covered} / 8`);
  await expect(page.locator(".sd-coverage-bars [data-class]")).toHaveCount(8);
  expect(last.counts.reduce((sum, count) => sum + count, 0)).toBe(2_500);
});

test("layers can be switched off and on, and D is read under the pointer", async () => {
  const { page } = shared.lab;
  const before = await painted(gallery(page));
  const button = page.locator(".sd-density-layers button[data-layer='data']");
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await eventually(async () => (await painted(gallery(page))).pixels === before.pixels).toBe(false);
  await button.click();
  await eventually(async () => (await painted(gallery(page))).pixels === before.pixels).toBe(true);
  await gallery(page).hover();
  await expect(page.locator(".sd-density-reading")).toHaveCount(3);
  await expect(page.locator(".sd-density-reading").last()).toContainText(/^D [0-9]/);
});

test.describe("what is shown becomes a file", () => {
  for (const [kind, item, begins] of [
    ["csv", "CSV, every point and cell", "what,x,y,value,dx,dy\r\ndata,"],
    ["svg", "SVG", "<svg "],
    ["png", "PNG, twice the size", "\u0089PNG"],
  ] as const) {
    test(kind, async () => {
      const { lab, home } = shared;
      const path = home.path(`points.${kind}`);
      await lab.answerSaveDialog(path);
      await lab.page.locator(".sd-density .sd-panel-actions button").click();
      await lab.page.getByRole("menuitem", { name: item, exact: true }).click();
      await eventually(() => readFile(path, "latin1").catch(() => "")).toContain(begins);
    });
  }
});

test("the Latent page draws the point between two z among the data", async () => {
  const { page } = shared.lab;
  await page.locator('[data-page-link="latent"]').click();
  await expect(shownPage(page, "latent")).toBeVisible();
  await eventually(async () => (await painted(between(page))).step).toBe(60);
  await page.locator('[data-page-link="train"]').click();
});

test("the Data page says that points are no pictures", async () => {
  const { page } = shared.lab;
  await page.locator('[data-page-link="data"]').click();
  await expect(shownPage(page, "data")).toContainText("Points, no pictures");
  await page.locator('[data-page-link="train"]').click();
});

test("a line shows Figure 1, also after it was saved and opened again", async () => {
  const { lab, home } = shared;
  const { page } = lab;
  await lab.answerMessages("Don’t Save");
  await ask(page, "project.new", { recipeId: "gan-1d" });
  await shorten(30, 10);
  await trainToEnd(page);
  await eventually(async () => (await painted(gallery(page))).step).toBe(30);
  const before = await painted(gallery(page));
  await gallery(page).hover();
  await expect(page.locator(".sd-density-reading")).toHaveText([/^x /, /^p_data /, /^p_g /, /^D /, /^D\* /]);
  await page.mouse.move(2, 2);
  await lab.answerSaveDialog(home.path("line.saddle"));
  await ask(page, "project.save", {});
  await ask(page, "project.close", {});
  await ask(page, "project.open", { path: home.path("line.saddle") });
  await expect(shownPage(page, "train")).toBeVisible();
  await eventually(async () => (await painted(gallery(page))).pixels === before.pixels).toBe(true);
});
