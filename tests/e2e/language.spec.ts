/** Language, theme and place of the window: taken from the system, changed, and remembered. */
import { writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, Home, type RunningLab, test } from "./lab";
import { ask, eventually, projectOf, startRecipe, transport } from "./window";

const choose = async (page: Page, what: "language" | "theme", value: string): Promise<void> => {
  await page.locator('[data-menu="app"]').click();
  await page.locator(`[role="menuitemradio"][data-${what}="${value}"]`).click();
};

const nativeMenus = (lab: RunningLab): Promise<string[]> =>
  lab.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);

const groundOf = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test("Korean and the light theme change everything at once, and are there after a restart", async ({ home }) => {
  let lab = await home.start();
  const html = lab.page.locator("html");
  await expect(html).toHaveAttribute("lang", "en");
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "dark");
  const dark = await groundOf(lab.page);
  await expect(lab.page.locator('[data-page-link="train"]')).toHaveText("Train");

  await choose(lab.page, "language", "ko");
  await choose(lab.page, "theme", "light");

  const isKoreanAndLight = async ({ page }: RunningLab): Promise<void> => {
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
    await expect(page.locator('[data-page-link="train"]')).toHaveText("학습");
    await expect(page.locator('[data-recipe="gan-mnist"] h3')).toHaveText("MNIST GAN");
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "light");
    await eventually(() => groundOf(page)).toBe("rgb(243, 244, 244)");
  };
  await isKoreanAndLight(lab);
  expect(dark).not.toBe("rgb(243, 244, 244)");
  await eventually(() => nativeMenus(lab)).toContainEqual(expect.stringContaining("파일"));
  await lab.quit();

  lab = await home.start();
  await isKoreanAndLight(lab);
  expect(await nativeMenus(lab)).toContainEqual(expect.stringContaining("파일"));
  expect(await lab.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe("light");
});

test.describe("with the language of the system", () => {
  const systems = [
    { LANG: "ko_KR.UTF-8", language: "ko" },
    { LANG: "de_DE.UTF-8", language: "en" },
    { LANG: "C", language: "en" },
  ];
  for (const { LANG, language } of systems) {
    test(`${LANG} gives ${language}`, async () => {
      const home = await Home.create({ language: "system" });
      const { page } = await home.start({ env: { LANG, LANGUAGE: "", LC_ALL: "", LC_MESSAGES: "" } });
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.locator('[data-page-link="start"]')).toHaveText(language === "ko" ? "시작" : "Start");
      await home.remove();
    });
  }
});

test.describe("in Korean", () => {
  test.use({ settings: { language: "ko" } });

  test("a damaged file is refused in Korean, and in English once that is chosen", async ({ home }) => {
    await writeFile(home.path("notes.saddle"), "These are notes and no project.");
    const { page } = await home.start({ files: [home.path("notes.saddle")] });
    const toast = page.locator(".sd-toast");
    await expect(toast).toContainText("notes.saddle 파일을 열 수 없습니다: Saddle 프로젝트(zip 압축 파일)가 아니거나");
    await expect(toast).toContainText("다른 사본을 여세요.");
    await expect(toast).not.toContainText(/cannot|open another/);
    await ask(page, "settings.set", { language: "en" });
    await expect(toast).toContainText("notes.saddle cannot be opened: it is not a Saddle project");
    await expect(toast).not.toContainText(/[가-힣]/);
  });

  test("the trainer says in Korean what is wrong with a recipe, at the setting", async ({ home }) => {
    const { page } = await home.start();
    await startRecipe(page);
    const { recipe } = await projectOf(page);
    const dataset = { ...recipe.dataset, examples: 20 };
    await ask(page, "project.setRecipe", { recipe: { ...recipe, dataset } });
    const issue = page.locator('[data-field="training.batchSize"] .sd-field-issue');
    await expect(issue).toContainText("배치 크기 64이(가) 데이터의 예제 수 20보다 큽니다.최댓값은 20입니다.");
    await transport(page, "play").click();
    await expect(page.locator(".sd-toast")).toContainText("배치 크기 64이(가) 데이터의 예제 수 20보다 큽니다.");
  });

  test("the System page tells in Korean which backend is used, and why another is not", async ({ home }) => {
    const { page } = await home.start({ env: { SADDLE_TENSORFLOW: "none", SADDLE_TENSORFLOW_PROBLEM: "" } });
    const reason = "SADDLE_TENSORFLOW=none으로 꺼져 있습니다.";
    await expect(page.locator(".sd-start")).toContainText(reason);
    await page.locator('[data-page-link="system"]').click();
    const row = (id: string) => page.locator(`[data-finding="backend.${id}"]`);
    await expect(row("tensorflow-cpu").locator(".sd-finding-detail")).toHaveText(reason);
    await expect(row("tensorflow-cpu").locator(".sd-finding-status")).toHaveText("사용할 수 없음");
    await expect(row("wasm").locator(".sd-finding-status")).toHaveText("사용 중");
    for (const text of await page.locator(".sd-finding-hint").allTextContents()) expect(text).toMatch(/[가-힣]/);
  });
});

test("the window opens where it was", async ({ home }) => {
  const place = { x: 60, y: 40, width: 1120, height: 720 };
  let lab = await home.start();
  await lab.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place);
  await lab.quit();
  lab = await home.start();
  const bounds = await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toMatchObject({ width: place.width, height: place.height });
  // A window manager may push it a little.
  expect(Math.abs((bounds?.x ?? 1000) - place.x)).toBeLessThan(40);
  expect(Math.abs((bounds?.y ?? 1000) - place.y)).toBeLessThan(40);
});
