/** A window that nobody sees paints nothing, and is up to date when it is shown again. */
import { isDeepStrictEqual } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test } from "./lab";
import { eventually, expectState, gallery, painted, reach, runOf, shownStep, startSmall, transport } from "./window";

/** As the window's system tells a page; one that Playwright holds is never told so. */
const tellPage = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

const line = (page: Page): Promise<string | null> =>
  page.locator('[data-chart="losses"] [data-line="d.loss"]').getAttribute("d");

/** Whether the line of a chart reaches its right edge. */
const lineIsWhole = (page: Page): Promise<boolean> =>
  page.locator('[data-chart="losses"] [data-line="d.loss"]').evaluate((path) => {
    const box = (path as SVGPathElement).getBBox();
    const room = (path.parentElement as unknown as SVGSVGElement).width.baseVal.value;
    return Math.abs(box.x + box.width - room) < 1;
  });

test("a hidden window stands still while the run goes on, and catches up", async ({ home }) => {
  const { page } = await home.start();
  await startSmall(page);
  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, 12);
  await expect(gallery(page)).toBeVisible();

  await tellPage(page, true);
  // What was under way is painted, on a busy machine later than on others.
  const shown = async () => ({
    step: await shownStep(page),
    line: await line(page),
    picture: (await painted(gallery(page))).step,
  });
  let before = await shown();
  await expect
    .poll(
      async () => {
        const last = before;
        before = await shown();
        return isDeepStrictEqual(before, last);
      },
      { intervals: [1000] },
    )
    .toBe(true);
  await eventually(async () => (await runOf(page)).step).toBeGreaterThan(before.step + 30);
  expect(await shown()).toEqual(before);

  const { step } = await runOf(page);
  await tellPage(page, false);
  await reach(page, step);
  await eventually(async () => (await painted(gallery(page))).step).toBeGreaterThan(before.picture);
  await transport(page, "play").click();
  await expectState(page, "paused");
  await eventually(async () => (await shownStep(page)) - (await runOf(page)).step).toBe(0);
  await eventually(() => lineIsWhole(page)).toBe(true);
  expect(await line(page)).not.toBe(before.line);
});

test("a change of state reaches a hidden window at once", async ({ home }) => {
  const { page } = await home.start();
  await startSmall(page, { steps: 30 });
  await tellPage(page, true);
  await transport(page, "play").click();
  await expectState(page, "finished");
  expect((await runOf(page)).step).toBe(30);
  await tellPage(page, false);
  await eventually(() => shownStep(page)).toBe(30);
  await eventually(() => lineIsWhole(page)).toBe(true);
});
