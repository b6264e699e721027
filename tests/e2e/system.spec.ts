/** What runs where, and another backend for the run that is open. */
import type { Page } from "@playwright/test";
import { expect, test } from "./lab";
import {
  ask,
  eventually,
  expectState,
  reach,
  runOf,
  shownPage,
  shownStep,
  startSmall,
  trainTo,
  transport,
} from "./window";

const backendOf = async (page: Page): Promise<string> => (await ask(page, "trainer.hello", {})).backend;

test("the System page tells what was found, and another backend takes the run over", async ({ home }) => {
  const { page } = await home.start();
  await startSmall(page);
  const step = await trainTo(page, 3);
  expect(await backendOf(page)).toMatch(/^tensorflow/);

  await page.locator('[data-page-link="system"]').click();
  await expect(shownPage(page, "system")).toBeVisible();
  await expect(page.locator('[data-finding="backend.used"]')).toHaveAttribute("data-status", "good");
  await expect(page.locator('[data-finding="data.mnist"]')).toHaveAttribute("data-status", "good");
  await expect(page.locator('[data-finding="saddle"]')).toContainText(process.platform);

  await page.locator('input[data-choice="backend"]').click();
  await page.getByRole("option", { name: "WebAssembly" }).click();
  await eventually(() => backendOf(page)).toBe("wasm");
  await expect(page.locator(".sd-backend")).toHaveAttribute("data-status", "ready");
  await expect(page.locator(".sd-backend")).toContainText("WASM");
  await expectState(page, "idle");

  await page.locator('[data-page-link="train"]').click();
  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, step + 2);
  await transport(page, "play").click();
  await expectState(page, "paused");
  const run = await runOf(page);
  const { step: steps } = await ask(page, "run.history", { run: run.id });
  expect(Array.from(steps)).toEqual(Array.from({ length: run.step }, (_, index) => index + 1));
  await eventually(() => shownStep(page)).toBe(run.step);
});

test("a backend that this machine lacks says why, and the fastest one comes back", async ({ home }) => {
  const { page } = await home.start({ env: { SADDLE_TENSORFLOW: "none" } });
  await expect(page.locator(".sd-start")).toContainText("Training runs on WebAssembly");
  await page.locator('[data-page-link="system"]').click();
  await page.locator('input[data-choice="backend"]').click();
  await page.getByRole("option", { name: "TensorFlow · CPU" }).click();
  const banner = page.locator(".sd-banners [role=alert]");
  await expect(banner).toContainText("Switched off by SADDLE_TENSORFLOW=none.");
  await expect(page.locator(".sd-backend")).toHaveAttribute("data-status", "failed");
  await page.locator('input[data-choice="backend"]').click();
  await page.getByRole("option", { name: "The fastest that works" }).click();
  await expect(banner).toHaveCount(0);
  await expect(page.locator(".sd-backend")).toHaveAttribute("data-status", "ready");
  expect(await backendOf(page)).toBe("wasm");
});
