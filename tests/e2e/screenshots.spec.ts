/** `npm run screenshots`: every page of the lab in both languages and themes, during a run of `gan-mnist`. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./lab";
import { ask, reach, runOf, shownPage, startRecipe, transport } from "./window";

const folder = process.env.SADDLE_SCREENSHOTS ?? resolve(__dirname, "../../docs/screenshots");
/** Enough for digits that can be recognised. */
const steps = Number(process.env.SADDLE_SCREENSHOT_STEPS ?? 4_000);
/** A project of `gan-mnist` that was trained before, which saves the wait. */
const trained = process.env.SADDLE_SCREENSHOT_PROJECT;

async function take(page: Page, name: string): Promise<void> {
  // Toasts and tooltips belong to a moment, not to the page.
  await page.mouse.move(2, 2);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

test("screenshots", async ({ home }) => {
  await mkdir(folder, { recursive: true });
  const lab = await home.start();
  const { page } = lab;
  await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900));
  await expect(page.locator("[data-recipe]").first()).toBeVisible();
  await take(page, "start-en-dark");
  await startRecipe(page);
  await take(page, "train-before-en-dark");
  if (trained !== undefined) {
    await lab.answerMessages("Don’t Save");
    await ask(page, "project.open", { path: resolve(trained) });
    await expect(page.locator(".sd-project-name")).not.toHaveText("gan-mnist");
  }
  await transport(page, "play").click();
  await reach(page, trained === undefined ? steps : (await runOf(page)).step + 3);
  for (const [language, theme] of [
    ["en", "dark"],
    ["ko", "light"],
    ["en", "light"],
    ["ko", "dark"],
  ] as const) {
    await ask(page, "settings.set", { language, theme });
    for (const name of ["start", "data", "train", "latent", "system"] as const) {
      await page.locator(`[data-page-link="${name}"]`).click();
      await expect(shownPage(page, name)).toBeVisible();
      await take(page, `${name}-${language}-${theme}`);
    }
  }
  await lab.answerMessages("저장 안 함");
  await lab.quit();
});
