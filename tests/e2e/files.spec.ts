/** Projects as files: damaged ones, a second start, unsaved changes, and a file that is dropped on the window. */
import { copyFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { recipes } from "../../src/main/lab/recipes";
import { expect, Home, type RunningLab, test } from "./lab";
import { ask, eventually, projectOf, shownPage, startRecipe } from "./window";

/** A sound project with a batch size of its own, made once for all tests. */
let made: Home;
test.beforeAll(async () => {
  made = await Home.create();
  const lab = await made.start();
  await startRecipe(lab.page);
  await setBatchSize(lab.page, 33);
  await lab.answerSaveDialog(made.path("sound.saddle"));
  await ask(lab.page, "project.save", { as: true });
  await lab.quit();
});
test.afterAll(() => made.remove());

async function setBatchSize(page: Page, batchSize: number): Promise<void> {
  const { recipe } = await projectOf(page);
  await ask(page, "project.setRecipe", { recipe: { ...recipe, training: { ...recipe.training, batchSize } } });
}

/** A copy of the sound project in a test's own folder. */
async function soundIn(home: Home, name = "sound.saddle"): Promise<string> {
  await copyFile(made.path("sound.saddle"), home.path(name));
  return home.path(name);
}

/** Only the first part of the sound project, as a copy that was cut off leaves it. */
async function cutOffIn(home: Home): Promise<string> {
  const bytes = await readFile(made.path("sound.saddle"));
  await writeFile(home.path("cut off.saddle"), bytes.subarray(0, bytes.length / 2));
  return home.path("cut off.saddle");
}

const openProject = async (page: Page) => (await ask(page, "project.state", {})).project;

test("a damaged file on the command line is named with what is wrong, and nothing opens", async ({ home }) => {
  await writeFile(home.path("notes.saddle"), "These are notes and no project.");
  const { page } = await home.start({ files: [home.path("notes.saddle")] });
  const toast = page.locator(".sd-toast");
  await expect(toast).toContainText("notes.saddle");
  await expect(toast).toContainText("it is not a Saddle project");
  expect(await openProject(page)).toBeNull();
  await startRecipe(page);
  expect((await projectOf(page)).name).toBe("gan-mnist");
});

test("a file that is cut off is refused by Open, and what is open stays open", async ({ home }) => {
  const lab = await home.start();
  const { page } = lab;
  await startRecipe(page);
  await lab.answerOpenDialog(await cutOffIn(home));
  await page.keyboard.press("ControlOrMeta+o");
  const toast = page.locator(".sd-toast");
  await expect(toast).toContainText("cut off.saddle");
  await expect(toast).toContainText("it is cut off");
  expect((await projectOf(page)).name).toBe("gan-mnist");
  await expect(shownPage(page, "train")).toBeVisible();
});

test("a file on the command line opens", async ({ home }) => {
  const { page } = await home.start({ files: [await soundIn(home)] });
  await expect(page).toHaveTitle("sound – Saddle");
  await expect(shownPage(page, "train")).toBeVisible();
  expect((await projectOf(page)).recipe.training.batchSize).toBe(33);
});

test("a second start hands its file to the first and ends", async ({ home }) => {
  const { page } = await home.start();
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  expect(await home.startSecond([await soundIn(home)])).toBe(0);
  await expect(page).toHaveTitle("sound – Saddle");
  await expect(shownPage(page, "train")).toBeVisible();
});

test("a recent project whose file is gone says so, and can be taken off the list", async ({ home }) => {
  const file = await soundIn(home);
  const lab = await home.start({ files: [file] });
  const { page } = lab;
  await expect(page).toHaveTitle("sound – Saddle");
  await page.keyboard.press("ControlOrMeta+w");
  await rm(file);
  await page.keyboard.press("ControlOrMeta+5");
  await page.keyboard.press("ControlOrMeta+1");
  const row = page.locator(".sd-recent-row");
  await expect(row).toContainText("The file is no longer there");
  await page.getByRole("button", { name: "Remove sound from this list" }).click();
  await expect(row).toHaveCount(0);
});

test("a file that is dropped on the window opens", async ({ home }) => {
  const { page } = await home.start();
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  await drop(page, await soundIn(home));
  await expect(page).toHaveTitle("sound – Saddle");
});

test("what is neither a project nor data is refused when it is dropped", async ({ home }) => {
  const { page } = await home.start();
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  await writeFile(home.path("picture.png"), "");
  await drop(page, home.path("picture.png"));
  await expect(page.locator(".sd-toast")).toContainText("picture.png cannot be used as data: byte 0: it is empty.");
  expect(await openProject(page)).toBeNull();
});

/** Drops a file as the system does it; only a file input gives a test a file that has a path. */
async function drop(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() => {
    const element = document.createElement("input");
    element.type = "file";
    document.body.append(element);
    return element;
  });
  await input.setInputFiles(path);
  await input.evaluate((element) => {
    const carried = new DataTransfer();
    for (const file of element.files ?? []) carried.items.add(file);
    element.remove();
    const target = document.querySelector("main") ?? document.body;
    for (const type of ["dragenter", "dragover", "drop"]) {
      target.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }
  });
}

test.describe("unsaved changes", () => {
  /** A saved project with an unsaved change, open in the window. */
  async function changed(home: Home): Promise<{ lab: RunningLab; file: string }> {
    const file = await soundIn(home);
    const lab = await home.start({ files: [file] });
    await expect(lab.page).toHaveTitle("sound – Saddle");
    await setBatchSize(lab.page, 44);
    await expect(lab.page).toHaveTitle("• sound – Saddle");
    return { lab, file };
  }

  test("Cancel keeps the project open", async ({ home }) => {
    const { lab, file } = await changed(home);
    const before = await readFile(file);
    await lab.answerMessages("Cancel");
    await lab.page.keyboard.press("ControlOrMeta+w");
    await eventually(() => lab.messages()).toEqual(["Save the changes to “sound”?"]);
    expect((await projectOf(lab.page)).dirty).toBe(true);
    // The same question stands in the way of ending the application.
    await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await eventually(async () => (await lab.messages()).length).toBe(2);
    expect((await projectOf(lab.page)).recipe.training.batchSize).toBe(44);
    expect(await readFile(file)).toEqual(before);
  });

  test("to open what is open asks nothing and changes nothing", async ({ home }) => {
    const { lab, file } = await changed(home);
    await lab.answerMessages("Don’t Save");
    await lab.answerOpenDialog(file);
    await lab.page.keyboard.press("ControlOrMeta+1");
    await lab.page.keyboard.press("ControlOrMeta+o");
    await expect(shownPage(lab.page, "train")).toBeVisible();
    expect(await lab.messages()).toEqual([]);
    expect((await projectOf(lab.page)).recipe.training.batchSize).toBe(44);
  });

  test("Don’t Save closes it, and leaves the file and nothing to recover", async ({ home }) => {
    const { lab, file } = await changed(home);
    const before = await readFile(file);
    await lab.answerMessages("Don’t Save");
    await lab.page.keyboard.press("ControlOrMeta+w");
    await expect(shownPage(lab.page, "start")).toBeVisible();
    expect(await openProject(lab.page)).toBeNull();
    expect(await readFile(file)).toEqual(before);
    expect((await ask(lab.page, "project.recoverable", {})).journals).toEqual([]);
  });

  test("Save saves it before the application ends", async ({ home }) => {
    const { lab, file } = await changed(home);
    await lab.answerMessages("Save");
    await lab.quit();
    const again = await home.start({ files: [file] });
    await expect(again.page).toHaveTitle("sound – Saddle");
    expect((await projectOf(again.page)).recipe.training.batchSize).toBe(44);
  });

  test("Save asks for a place where there is none yet, and a cancelled dialog keeps the project", async ({ home }) => {
    const lab = await home.start();
    await startRecipe(lab.page);
    await setBatchSize(lab.page, 44);
    await lab.answerMessages("Save");
    await lab.answerSaveDialog(null);
    await lab.page.keyboard.press("ControlOrMeta+w");
    await eventually(async () => (await lab.messages()).length).toBe(1);
    expect((await projectOf(lab.page)).dirty).toBe(true);
    await lab.answerSaveDialog(home.path("named"));
    await lab.page.keyboard.press("ControlOrMeta+w");
    await expect(shownPage(lab.page, "start")).toBeVisible();
    expect((await stat(home.path("named.saddle"))).size).toBeGreaterThan(0);
  });
});
