/** Models without adversaries in the window: what is there for them, and that nothing of a GAN is left. */
import type { Page } from "@playwright/test";
import { expect, test } from "./lab";
import {
  ask,
  between,
  eventually,
  gallery,
  painted,
  projectOf,
  runOf,
  shownPage,
  startRecipe,
  trainTo,
  transport,
} from "./window";

/** Few units, so that steps, pictures and codes take little time. */
async function shrinkCodec(page: Page): Promise<void> {
  const { recipe } = await projectOf(page);
  const layers = [{ units: 32, activation: "relu" }];
  const training = { ...recipe.training, sampleEvery: 5 };
  await ask(page, "project.setRecipe", { recipe: { ...recipe, model: { ...recipe.model, layers }, training } });
}

const goTo = async (page: Page, name: "train" | "latent"): Promise<void> => {
  await page.locator(`[data-page-link="${name}"]`).click();
  await expect(shownPage(page, name)).toBeVisible();
};

test("a VAE draws and makes again, lays out its plane of codes, and has no D or G; an autoencoder has no samples", async ({
  home,
}) => {
  const lab = await home.start();
  const { page } = lab;
  const singlesOffered = () =>
    lab.app.evaluate(({ Menu }) =>
      ["stepDiscriminator", "stepGenerator"].map((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.enabled),
    );
  await expect(page.locator("[data-recipe]").first()).toBeVisible();
  expect(await singlesOffered()).toEqual([true, true]);
  await startRecipe(page, "vae-2d-mnist");
  await shrinkCodec(page);
  const step = await trainTo(page, 12);
  const beta = page.locator('[data-live="model"] [data-field="model.beta"] input');
  await beta.fill("4");
  await beta.press("Enter");
  await beta.blur();
  await eventually(async () => (await runOf(page)).edits).toContainEqual({ step, path: "model.beta", value: 4 });

  await expect(transport(page, "stepDiscriminator")).toHaveCount(0);
  await expect(transport(page, "stepGenerator")).toHaveCount(0);
  await eventually(singlesOffered).toEqual([false, false]);
  await page.keyboard.press("g");
  await expect(page.getByText("This model has no discriminator and generator", { exact: false })).toBeVisible();
  await transport(page, "stepBoth").click();
  await eventually(async () => Number(await gallery(page).getAttribute("data-step"))).toBe(step + 1);

  await expect(page.locator(".sd-chart-panel").first()).toContainText("ELBO");
  await expect(page.locator('.sd-heldout [data-figure="elbo"] dd')).toHaveText(/^−\d+\.\d\d$/);
  const samples = await painted(gallery(page));
  await page.locator(".sd-gallery").getByText("Reconstructions").click();
  await eventually(async () => (await painted(gallery(page))).pixels).not.toBe(samples.pixels);
  await expect(gallery(page)).toHaveAttribute("aria-label", /^32 examples, each above its reconstruction/);

  await goTo(page, "latent");
  await expect(page.locator(".sd-manifold canvas")).toHaveAttribute("data-step", String(step + 1));
  await expect(page.locator(".sd-codes canvas")).toHaveAttribute("data-step", String(step + 1));
  await expect(page.locator(".sd-codes-legend button")).toHaveCount(10);
  const codes = await painted(page.locator(".sd-codes canvas"));
  await page.locator(".sd-codes-legend button").nth(3).click();
  await eventually(async () => (await painted(page.locator(".sd-codes canvas"))).pixels).not.toBe(codes.pixels);
  await page.getByText("Path between two").click();
  await expect(between(page)).toBeVisible();
  const drawn = await painted(between(page));
  await page.locator(".sd-end").first().getByText("Test images").click();
  await eventually(async () => (await painted(between(page))).pixels).not.toBe(drawn.pixels);

  await lab.answerMessages("Don’t Save");
  await ask(page, "project.new", { recipeId: "ae-mnist" });
  await goTo(page, "train");
  await shrinkCodec(page);
  await trainTo(page, 6);
  await expect(page.locator(".sd-coverage")).toContainText("No samples to count");
  await expect(gallery(page)).toHaveAttribute("aria-label", /^32 examples, each above its reconstruction/);
  await goTo(page, "latent");
  await expect(page.locator(".sd-end").first()).toContainText("Test image 1");
  await expect(between(page)).toBeVisible();
  await lab.answerMessages("Don’t Save");
  await lab.quit();
});
