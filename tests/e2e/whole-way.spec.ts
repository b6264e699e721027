/** From the first start to a run that was saved, closed and taken up again, with the recipe as it comes. */
import { recipes } from "../../src/main/lab/recipes";
import { expect, sharedLab, test } from "./lab";
import {
  ask,
  between,
  eventually,
  expectState,
  figure,
  gallery,
  type Painted,
  painted,
  projectOf,
  reach,
  runOf,
  shownPage,
  shownStep,
  startRecipe,
  transport,
} from "./window";

test.describe.configure({ mode: "serial" });

const shared = sharedLab();

test("the Start page offers recipes, and one of them becomes a project", async () => {
  const { page } = shared.lab;
  await expect(page).toHaveTitle("Saddle");
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  await expect(page.locator('[data-recipe="gan-mnist"] h3')).toHaveText("GAN on MNIST");
  await expect(page.locator('[data-recipe="gan-mnist"] dl')).toContainText("MNIST");
  await startRecipe(page);
  await expectState(page, "idle");
  expect((await projectOf(page)).recipe.id).toBe("gan-mnist");
});

test("a card says how long its recipe takes here, once that was measured; the rest can wait", async () => {
  const { page } = shared.lab;
  await page.locator('[data-page-link="start"]').click();
  const card = page.locator('[data-recipe="gan-mnist"] dl');
  await expect(card).not.toContainText("on this machine");
  await page.locator('[data-action="measure"]').click();
  await expect(card).toContainText(/about [\d.]+ (s|min|h) on this machine/);
  await shownPage(page, "start").getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator('[data-action="measure"]')).toBeEnabled();
  await expect(page.locator(".sd-measure")).toContainText("recipes it is not known yet");
  await page.locator('[data-page-link="train"]').click();
});

test("a run that plays draws: step, losses and pictures change", async () => {
  const { page } = shared.lab;
  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, 1);
  const first = await painted(gallery(page));
  const [lossD, lossG] = await Promise.all([
    figure(page, "d.loss").textContent(),
    figure(page, "g.loss").textContent(),
  ]);
  const step = await shownStep(page);
  await eventually(async () => (await painted(gallery(page))).pixels).not.toBe(first.pixels);
  await expect(figure(page, "d.loss")).not.toHaveText(lossD ?? "");
  await expect(figure(page, "g.loss")).not.toHaveText(lossG ?? "");
  await reach(page, step + 1);
  await reach(page, 12);
});

test("a pause stands still", async () => {
  const { page } = shared.lab;
  await transport(page, "play").click();
  await expectState(page, "paused");
  const { step } = await runOf(page);
  await eventually(() => shownStep(page)).toBe(step);
  // It would have gone on by now.
  await page.waitForTimeout(700);
  expect((await runOf(page)).step).toBe(step);
  expect(await shownStep(page)).toBe(step);
});

/** Presses a step button of the paused run; resolves to what the gallery shows afterwards. */
async function oneStep(button: "stepDiscriminator" | "stepGenerator" | "stepBoth"): Promise<Painted> {
  const { page } = shared.lab;
  const { step } = await runOf(page);
  await transport(page, button).click();
  await eventually(() => shownStep(page)).toBe(step + 1);
  await expect(gallery(page)).toHaveAttribute("data-step", String(step + 1));
  await expectState(page, "paused");
  return painted(gallery(page));
}

const losses = (): Promise<(string | null)[]> =>
  Promise.all([figure(shared.lab.page, "d.loss").textContent(), figure(shared.lab.page, "g.loss").textContent()]);

test("single steps move one network, the other, or both", async () => {
  const { page } = shared.lab;
  const { step } = await runOf(page);
  await transport(page, "stepBoth").click();
  await expect(gallery(page)).toHaveAttribute("data-step", String(step + 1));
  const before = { ...(await painted(gallery(page))), losses: await losses() };

  const afterD = { ...(await oneStep("stepDiscriminator")), losses: await losses() };
  expect(afterD.pixels, "G did not move, so it draws the same").toBe(before.pixels);
  expect(afterD.losses).not.toEqual(before.losses);

  const afterG = { ...(await oneStep("stepGenerator")), losses: await losses() };
  expect(afterG.pixels).not.toBe(afterD.pixels);
  expect(afterG.losses).not.toEqual(afterD.losses);

  const afterBoth = { ...(await oneStep("stepBoth")), losses: await losses() };
  expect(afterBoth.pixels).not.toBe(afterG.pixels);
  expect(afterBoth.losses).not.toEqual(afterG.losses);
});

test("the timeline goes back to what was recorded, and returns to live", async () => {
  const { page } = shared.lab;
  const { step: last, sampleSteps } = await runOf(page);
  const present = await painted(gallery(page));
  expect(present.step).toBe(last);

  const track = page.getByRole("slider", { name: "Timeline" });
  const box = await track.boundingBox();
  if (box === null) throw new Error("The timeline has no place.");
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.98, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, middle, { steps: 3 });
  await page.mouse.move(box.x + box.width * 0.45, middle, { steps: 3 });
  await page.mouse.up();

  await expect(track).toHaveAttribute("data-live", "false");
  const shown = Number(await track.getAttribute("aria-valuenow"));
  expect(shown).toBeGreaterThan(0);
  expect(shown).toBeLessThan(last);
  const recorded = sampleSteps.filter((step) => step <= shown).at(-1);
  await expect(gallery(page)).toHaveAttribute("data-step", String(recorded));
  expect((await painted(gallery(page))).pixels).not.toBe(present.pixels);
  await expect(page.locator(".sd-chart-now")).toHaveCount(3);

  await page.getByRole("button", { name: "Live" }).click();
  await expect(track).toHaveAttribute("data-live", "true");
  await expect(page.locator(".sd-chart-now")).toHaveCount(0);
  await eventually(() => painted(gallery(page))).toEqual(present);
});

test("mode coverage is counted by a classifier that says how good it is", async () => {
  const { page } = shared.lab;
  // On a machine that has never run Saddle, the classifier learns first.
  const accuracy = page.locator('[data-figure="accuracy"] dd');
  await expect(accuracy).toBeVisible({ timeout: 240_000 });
  expect(Number.parseFloat((await accuracy.textContent()) ?? "")).toBeGreaterThanOrEqual(98);
  const counts = await page
    .locator("[data-class]")
    .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("data-count"))));
  expect(counts).toHaveLength(10);
  const total = await page.locator('[data-figure="total"] dd').textContent();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Number(total?.replaceAll(",", "")));
});

/** What the trainer makes of a point between the two ends that the Latent page begins with. */
const pictureAt = (mode: "linear" | "spherical", position: number): Promise<string> =>
  shared.lab.page.evaluate(
    async ([kind, place]) => {
      const [a, b] = [0, 9].map((index) => ({ from: "preview" as const, index }));
      if (a === undefined || b === undefined) return "";
      const answer = await window.saddle.request("latent.interpolate", { a, b, mode: kind, positions: [place] });
      if (!answer.ok) return answer.error.message.en;
      const { width, height, rgba } = answer.output.atlas;
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.putImageData(new ImageData(Uint8ClampedArray.from(rgba), width), 0, 0);
      return canvas.toDataURL();
    },
    [mode, position] as const,
  );

test("the Latent page walks between two points, paused and while the run goes on", async () => {
  const { page } = shared.lab;
  await page.locator('[data-page-link="latent"]').click();
  await expect(shownPage(page, "latent")).toBeVisible();
  await expect(page.getByRole("img", { name: "11 pictures from A to B" })).toBeVisible();
  const slider = page.getByRole("slider", { name: "Interpolation" });
  await slider.focus();
  for (let press = 0; press < 10; press += 1) await page.keyboard.press("ArrowRight");
  await expect(page.locator(".sd-between output")).toHaveText("0.60");
  await eventually(async () => (await painted(between(page))).pixels).toBe(await pictureAt("spherical", 0.6));
  await page.getByText("Linear", { exact: true }).click();
  await eventually(async () => (await painted(between(page))).pixels).toBe(await pictureAt("linear", 0.6));
  expect(await pictureAt("linear", 0.6)).not.toBe(await pictureAt("spherical", 0.6));
  await page.getByText("Spherical", { exact: true }).click();
  await eventually(async () => (await painted(between(page))).pixels).toBe(await pictureAt("spherical", 0.6));

  const { step } = await painted(between(page));
  await transport(page, "play").click();
  await expectState(page, "running");
  await eventually(async () => (await painted(between(page))).step).toBeGreaterThan(step);
  await slider.focus();
  await page.keyboard.press("End");
  await expect(page.locator(".sd-between output")).toHaveText("1.00");
  await transport(page, "play").click();
  await expectState(page, "paused");
  await eventually(async () => (await painted(between(page))).pixels).toBe(await pictureAt("spherical", 1));
  await page.locator('[data-page-link="train"]').click();
});

test("a saved project is found again, and goes on from where it was", async () => {
  const { lab, home } = shared;
  await expect(lab.page).toHaveTitle("• gan-mnist – Saddle");
  await lab.answerSaveDialog(home.path("first run.saddle"));
  await lab.page.keyboard.press("ControlOrMeta+s");
  await expect(lab.page).toHaveTitle("first run – Saddle");
  const { step } = await runOf(lab.page);
  await lab.quit();

  await shared.restart();
  await goOn(step);
});

test("a run that is going when the application quits is saved where it was", async () => {
  const { lab } = shared;
  await transport(lab.page, "play").click();
  await expectState(lab.page, "running");
  const { step } = await runOf(lab.page);
  await reach(lab.page, step + 3);
  await lab.answerMessages("Save");
  await lab.quit();

  await shared.restart();
  await goOn(step + 3);
});

/** Opens the project from the list of recent ones and trains on; `least` steps must have been kept. */
async function goOn(least: number): Promise<void> {
  const { page } = shared.lab;
  await page.locator(".sd-recent-open", { hasText: "first run" }).click();
  await expect(shownPage(page, "train")).toBeVisible();
  await expectState(page, "idle");
  const kept = await runOf(page);
  expect(kept.step).toBeGreaterThanOrEqual(least);
  expect(kept.checkpoints.at(-1)?.step).toBe(kept.step);
  await eventually(() => shownStep(page)).toBe(kept.step);
  await expect(gallery(page)).toBeVisible();

  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, kept.step + 3);
  await transport(page, "play").click();
  await expectState(page, "paused");
  const run = await runOf(page);
  const history = await ask(page, "run.history", { run: run.id });
  expect(Array.from(history.step)).toEqual(Array.from({ length: run.step }, (_, index) => index + 1));
}
