/** Everything of a run is within reach of the keyboard. */
import { access } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, sharedLab, test } from "./lab";
import {
  eventually,
  expectState,
  projectOf,
  reach,
  shownPage,
  shownStep,
  startSmall,
  stillStep,
  transport,
} from "./window";

test.describe.configure({ mode: "serial" });

const shared = sharedLab();

test.beforeAll(() => startSmall(shared.lab.page));

const focusedTransport = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-transport") ?? null);

test("Space plays and pauses", async () => {
  const { page } = shared.lab;
  await page.keyboard.press("Space");
  await expectState(page, "running");
  await reach(page, 2);
  await page.keyboard.press("Space");
  await expectState(page, "paused");
});

for (const key of ["d", "g", "s"]) {
  test(`${key.toUpperCase()} makes one step`, async () => {
    const { page } = shared.lab;
    const step = await stillStep(page);
    await page.keyboard.press(key);
    await eventually(() => shownStep(page)).toBe(step + 1);
    await expectState(page, "paused");
  });
}

test("letters that are typed into a field are no commands", async () => {
  const { page } = shared.lab;
  const step = await stillStep(page);
  const field = page.locator('[data-live="model"] input');
  await field.click();
  await page.keyboard.type("sdg ");
  await expect(field).toHaveValue(/sdg $/);
  await page.keyboard.press("Escape");
  await expectState(page, "paused");
  expect(await shownStep(page)).toBe(step);
  await page.locator(".sd-gallery").click();
});

test("Ctrl with a digit goes to each page", async () => {
  const { page } = shared.lab;
  for (const [digit, name] of [
    ["1", "start"],
    ["5", "system"],
    ["2", "data"],
    ["4", "latent"],
    ["3", "train"],
  ] as const) {
    await page.keyboard.press(`ControlOrMeta+${digit}`);
    await expect(shownPage(page, name)).toBeVisible();
  }
});

test("the sheet of shortcuts opens with ? and closes with Escape", async () => {
  const { page } = shared.lab;
  await page.keyboard.press("Shift+?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText("One discriminator step");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
});

test("Tab reaches every button of the transport, and Space presses the one that it reached", async () => {
  const { page } = shared.lab;
  // The first stop of the window.
  await page.locator(".sd-skip").focus();
  const reached: string[] = [];
  for (let press = 0; press < 40 && reached.at(-1) !== "stop"; press += 1) {
    await page.keyboard.press("Tab");
    const id = await focusedTransport(page);
    if (id !== null) reached.push(id);
  }
  expect(reached).toEqual(["play", "stepDiscriminator", "stepGenerator", "stepBoth", "stop"]);

  const step = await stillStep(page);
  await page.keyboard.press("Shift+Tab");
  expect(await focusedTransport(page)).toBe("stepBoth");
  await page.keyboard.press("Space");
  await eventually(() => shownStep(page)).toBe(step + 1);
  await expectState(page, "paused");
  await page.keyboard.press("Enter");
  await eventually(() => shownStep(page)).toBe(step + 2);
  await expectState(page, "paused");
});

test("Space plays again after a click with the mouse", async () => {
  const { page } = shared.lab;
  const step = await stillStep(page);
  await transport(page, "stepGenerator").click();
  await eventually(() => shownStep(page)).toBe(step + 1);
  await page.keyboard.press("Space");
  await expectState(page, "running");
  await page.keyboard.press("ControlOrMeta+.");
  await expectState(page, "idle");
});

test("the native menu does the same", async () => {
  const { page } = shared.lab;
  await shared.lab.menu("goSystem");
  await expect(shownPage(page, "system")).toBeVisible();
  await shared.lab.menu("goTrain");
  await expect(shownPage(page, "train")).toBeVisible();
  const step = await stillStep(page);
  await shared.lab.menu("stepBoth");
  await eventually(() => shownStep(page)).toBe(step + 1);
  await expectState(page, "paused");
});

test("Ctrl+S saves, and Ctrl+W closes", async () => {
  const { page } = shared.lab;
  const file = shared.home.path("by keyboard.saddle");
  await shared.lab.answerSaveDialog(file);
  await page.keyboard.press("ControlOrMeta+s");
  await eventually(async () => (await projectOf(page)).dirty).toBe(false);
  await access(file);
  await page.keyboard.press("ControlOrMeta+w");
  await expect(shownPage(page, "start")).toBeVisible();
});
