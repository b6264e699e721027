/** Charts and galleries as files. */
import { access, readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, sharedLab, test } from "./lab";
import { ask, eventually, gallery, runOf, startSmall, trainToEnd } from "./window";

const shared = sharedLab();
const steps = 6;

test.beforeAll(async () => {
  const { page } = shared.lab;
  await startSmall(page, { steps });
  await trainToEnd(page);
  await expect(gallery(page)).toHaveAttribute("data-step", "5");
});

/** Chooses an item behind the dots of a panel. */
async function choose(page: Page, panel: string, item: string): Promise<void> {
  await page.locator(panel).getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

const losses = '.sd-chart-panel:has([data-chart="losses"])';

/** Exports, and resolves to what arrived at the path. */
async function exported(panel: string, item: string, name: string, extension = ""): Promise<Buffer> {
  const { lab, home } = shared;
  const path = home.path(name);
  await lab.answerSaveDialog(path);
  await choose(lab.page, panel, item);
  const written = `${path}${extension}`;
  await eventually(() =>
    access(written).then(
      () => true,
      () => false,
    ),
  ).toBe(true);
  return readFile(written);
}

/** Size of a PNG from its header, after its signature was checked. */
function sizeOfPng(bytes: Buffer): [width: number, height: number] {
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect(bytes.subarray(12, 16).toString("latin1")).toBe("IHDR");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

test("a chart as CSV holds every record of the history", async () => {
  const { page } = shared.lab;
  const csv = (await exported(losses, "CSV, every record", "losses.csv")).toString("utf8");
  const lines = csv.trimEnd().split("\r\n");
  expect(lines.filter((line) => line.startsWith("#"))).toEqual([
    "# project: gan-mnist",
    "# run: run-1",
    "# recipe: gan-mnist",
    "# seed: 1",
  ]);
  const [header, ...rows] = lines.filter((line) => !line.startsWith("#"));
  expect(header).toBe("step,seconds,d.loss,g.loss");
  const history = await ask(page, "run.history", { run: (await runOf(page)).id });
  const cells = rows.map((row) => row.split(",").map(Number));
  expect(cells.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(cells.map(([, , loss]) => Math.fround(loss ?? Number.NaN))).toEqual(
    Array.from(history.values["d.loss"] ?? []),
  );
  expect(cells.map(([, , , loss]) => Math.fround(loss ?? Number.NaN))).toEqual(
    Array.from(history.values["g.loss"] ?? []),
  );
});

test("a chart as SVG is a drawing with its title and lines", async () => {
  const svg = (await exported(losses, "SVG", "losses.svg")).toString("utf8");
  const drawing = await shared.lab.page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      root: document.documentElement.nodeName,
      problem: document.querySelector("parsererror")?.textContent ?? null,
      title: document.querySelector("title")?.textContent,
      texts: Array.from(document.querySelectorAll("text"), (element) => element.textContent),
      dashed: document.querySelectorAll("path[stroke-dasharray]").length,
      paths: document.querySelectorAll("path").length,
      strange: Array.from(document.querySelectorAll("script, foreignObject, image")).length,
    };
  }, svg);
  expect(drawing).toMatchObject({ root: "svg", problem: null, strange: 0 });
  expect(drawing.title).toContain("Losses · gan-mnist · run-1");
  expect(drawing.texts).toEqual(expect.arrayContaining(["Losses", "D", "G", "nats", "D log 4", "G log 2"]));
  expect(drawing.dashed).toBeGreaterThan(0);
  expect(drawing.paths).toBeGreaterThan(drawing.dashed);
});

test("a chart as PNG has twice the size of the drawing", async () => {
  const png = await exported(losses, "PNG, twice the size", "losses.png");
  expect(sizeOfPng(png)).toEqual([1920, 1080]);
  expect(png.length).toBeGreaterThan(10_000);
});

test("the gallery as PNG is what the window shows, four times as large", async () => {
  // The dialog's answer has no extension: it gets the one of its kind.
  const png = await exported(".sd-gallery", "Export as PNG", "samples", ".png");
  expect(sizeOfPng(png)).toEqual([231 * 4, 231 * 4]);
  const equal = await gallery(shared.lab.page).evaluate(async (element, base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const large = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const shown = element as HTMLCanvasElement;
    const canvas = document.createElement("canvas");
    canvas.width = shown.width;
    canvas.height = shown.height;
    const context = canvas.getContext("2d");
    if (context === null) return false;
    context.imageSmoothingEnabled = false;
    context.drawImage(large, 0, 0, shown.width, shown.height);
    return canvas.toDataURL() === shown.toDataURL();
  }, png.toString("base64"));
  expect(equal).toBe(true);
});

test("a cancelled dialog writes nothing and says nothing", async () => {
  const { page } = shared.lab;
  await shared.lab.answerSaveDialog(null);
  const answer = await ask(page, "export.save", { suggestedName: "a.csv", kind: "csv", bytes: new Uint8Array([1]) });
  expect(answer).toEqual({ outcome: "cancelled", path: null });
  await choose(page, losses, "SVG");
  await expect(page.getByRole("menuitem")).toHaveCount(0);
  await expect(page.locator(".sd-toast")).toHaveCount(0);
});
