/** A run that goes out of bounds stops, says what broke, and offers the way back. */
import { expect, test } from "./lab";
import {
  ask,
  eventually,
  expectState,
  gallery,
  projectOf,
  runOf,
  shownStep,
  startSmall,
  trainTo,
  transport,
} from "./window";

test("an absurd learning rate stops the run, which goes back to its last checkpoint", async ({ home }) => {
  const { page } = await home.start();
  await startSmall(page, { checkpointEvery: 0 });
  const { recipe } = await projectOf(page);
  // Nothing bounds a linear output: at an absurd rate it is lost within a few steps, whatever the machine.
  const sgd = { id: "sgd", learningRate: 0.01 };
  const { model } = recipe;
  const unbounded = { ...model, generator: { ...(model.generator as object), output: "linear" } };
  const optimizers = { discriminator: sgd, generator: sgd };
  await ask(page, "project.setRecipe", { recipe: { ...recipe, model: unbounded, optimizers } });
  const good = await trainTo(page, 5);
  await eventually(async () => (await runOf(page)).checkpoints.map(({ step }) => step)).toEqual([good]);

  for (const network of ["discriminator", "generator"]) {
    const rate = page.locator(`[data-live="optimizers.${network}"] [data-field$="learningRate"] input`);
    await rate.fill("10");
    await rate.press("Enter");
  }
  await eventually(async () => (await runOf(page)).edits.length).toBe(2);
  await transport(page, "play").click();
  await expectState(page, "diverged");
  const banner = page.locator(".sd-banners [role=alert]");
  await expect(banner).toContainText(/(discriminator|generator)\/\S+ (became|holds) NaN or infini/);
  await expect(transport(page, "play")).toHaveAttribute("aria-disabled", "true");
  const { id, step } = await runOf(page);
  expect(step).toBeGreaterThan(good);

  await banner.getByRole("button", { name: `Go back to step ${good}` }).click();
  await expectState(page, "paused");
  await expect(banner).toHaveCount(0);
  const branch = await runOf(page);
  expect(branch).toMatchObject({ parent: { run: id, step: good }, step: good, problem: null });
  await eventually(() => shownStep(page)).toBe(good);
  await expect(gallery(page)).toHaveAttribute("data-step", String(good));

  for (const network of ["discriminator", "generator"]) {
    const rate = page.locator(`[data-live="optimizers.${network}"] [data-field$="learningRate"] input`);
    await rate.fill("0.01");
    await rate.press("Enter");
  }
  await eventually(async () => (await runOf(page)).edits.length).toBe(2);
  await transport(page, "stepBoth").click();
  await eventually(() => shownStep(page)).toBe(good + 1);
  await expectState(page, "paused");
  await expect(page.locator(".sd-timeline-runs input").first()).toHaveValue(`Run 2 · from 1 at ${good}`);
});
