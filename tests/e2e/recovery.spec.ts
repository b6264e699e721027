/** Nothing that was recorded is lost when a process ends by itself. */
import { readdir } from "node:fs/promises";
import { recipes } from "../../src/main/lab/recipes";
import { expect, test } from "./lab";
import {
  answerOf,
  ask,
  eventually,
  expectState,
  projectOf,
  reach,
  runOf,
  shownStep,
  startSmall,
  transport,
} from "./window";

/** Steps of a run's history: each once, none missing. */
const counted = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a trainer that is killed comes back, and the run goes on from its last checkpoint", async ({ home }) => {
  const lab = await home.start();
  const { page } = lab;
  await startSmall(page);
  await transport(page, "play").click();
  await reach(page, 12);
  const killed = await lab.trainerPid();
  await lab.killTrainer();

  await expectState(page, "failed");
  const banner = page.locator(".sd-banners [role=alert]", { has: page.locator('[data-action="resume"]') });
  await expect(banner).toContainText("The trainer ended unexpectedly with");
  await expect(banner).toContainText("SIGKILL");
  const { checkpoints, step } = await runOf(page);
  const last = checkpoints.at(-1)?.step ?? 0;
  expect(last).toBeGreaterThanOrEqual(10);
  expect(step).toBeGreaterThanOrEqual(last);
  await expect(banner).toContainText(`everything up to step ${last} are safe`);

  await expect(page.locator(".sd-backend")).toHaveAttribute("data-status", "ready");
  expect(await lab.trainerPid()).not.toBe(killed);
  await banner.getByRole("button", { name: `Resume from step ${last}` }).click();
  await expectState(page, "running");
  await expect(banner).toHaveCount(0);
  await reach(page, step + 5);
  await transport(page, "play").click();
  await expectState(page, "paused");
  const run = await runOf(page);
  const history = await ask(page, "run.history", { run: run.id });
  expect(Array.from(history.step)).toEqual(counted(run.step));
  expect(run.problem).toBeNull();
});

test("after the whole application was killed, the next start offers the run back", async ({ home }) => {
  let lab = await home.start();
  await startSmall(lab.page);
  await transport(lab.page, "play").click();
  await reach(lab.page, 12);
  const trainer = await lab.trainerPid();
  const before = await runOf(lab.page);
  await lab.killAll();
  await eventually(() => isAlive(trainer), "the trainer ends with its application").toBe(false);

  lab = await home.start();
  const { page } = lab;
  const dialog = page.getByRole("dialog", { name: "Unsaved work was found" });
  await expect(dialog).toContainText("gan-mnist");
  const [journal] = (await ask(page, "project.recoverable", {})).journals;
  const step = journal?.step ?? 0;
  expect(before.step).toBeGreaterThan(0);
  expect(step).toBeGreaterThanOrEqual(before.step);
  await expect(dialog).toContainText(`step ${step}`);

  await dialog.getByRole("button", { name: "Recover" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator("main")).toHaveAttribute("data-page", "train");
  await eventually(() => shownStep(page)).toBe(step);
  const project = await projectOf(page);
  expect(project).toMatchObject({ recovered: true, dirty: true, path: null });
  await expect(page.locator(".sd-banners")).toContainText("This project was recovered after a crash");

  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, step + 3);
  await transport(page, "play").click();
  await expectState(page, "paused");
  const run = await runOf(page);
  const history = await ask(page, "run.history", { run: run.id });
  expect(Array.from(history.step)).toEqual(counted(run.step));
});

test("what is discarded after a crash is gone", async ({ home }) => {
  let lab = await home.start();
  // A change of the recipe is enough to be lost.
  await startSmall(lab.page);
  await lab.killAll();

  lab = await home.start();
  const dialog = lab.page.getByRole("dialog", { name: "Unsaved work was found" });
  await dialog.getByRole("button", { name: "Discard" }).click();
  await dialog.getByRole("button", { name: "Keep" }).click();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await dialog.getByRole("button", { name: "Discard for good" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await readdir(home.path("journals"))).toEqual([]);
  expect(await answerOf(lab.page, "project.recoverable", {})).toEqual({ ok: true, output: { journals: [] } });
  await lab.quit();

  lab = await home.start();
  await expect(lab.page.locator("[data-recipe]")).toHaveCount(recipes.length);
  await expect(lab.page.getByRole("dialog")).toHaveCount(0);
});

test("a window that breaks is shown again, and training went on meanwhile", async ({ home }) => {
  const lab = await home.start();
  const { page, app } = lab;
  await startSmall(page);
  await transport(page, "play").click();
  await reach(page, 3);
  await lab.answerMessages("Show Again");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await eventually(() => lab.messages()).toEqual(["The window stopped working"]);
  // The test driver has given this page up; the main process has not.
  const inWindow = (script: string): Promise<unknown> =>
    app.evaluate(
      ({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text),
      script,
    );
  const text = (selector: string): Promise<unknown> => inWindow(`document.querySelector('${selector}')?.textContent`);
  await eventually(() => text("main h1")).toBe("Train");
  const first = Number(await text('[data-readout="step"]'));
  await eventually(async () => Number(await text('[data-readout="step"]'))).toBeGreaterThan(first + 2);
  await eventually(() => inWindow("document.querySelector('.sd-gallery canvas')?.dataset.step")).toBeTruthy();
});
