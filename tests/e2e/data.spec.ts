/** A person's own pictures in the window: chosen, imported, looked at, trained on. */
import { mkdir, writeFile } from "node:fs/promises";
import { encode } from "fast-png";
import { expect, type Home, test } from "./lab";
import { eventually, projectOf, reach, shownPage, startRecipe, transport } from "./window";

const pictures = 70;

/** Two classes of small pictures: a bright square on the left or on the right. */
async function folderOfPictures(home: Home): Promise<string> {
  for (let at = 0; at < pictures; at++) {
    const data = new Uint8Array(28 * 28).fill(at);
    for (let y = 8; y < 20; y++) data.fill(255, y * 28 + (at % 2) * 14, y * 28 + (at % 2) * 14 + 14);
    const folder = home.path(`pictures/${at % 2 === 0 ? "left" : "right"}`);
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/${at}.png`, encode({ width: 28, height: 28, data, depth: 8, channels: 1 }));
  }
  await writeFile(home.path("pictures/left/broken.png"), "no picture");
  return home.path("pictures");
}

test("a folder is chosen, imported and shown; its classes, neighbours and bad files; and it trains", async ({
  home,
}) => {
  const folder = await folderOfPictures(home);
  const lab = await home.start();
  const { page } = lab;
  await startRecipe(page);
  await page.locator('[data-page-link="data"]').click();
  const data = shownPage(page, "data");
  await expect(data.locator(".sd-data-scroll")).toHaveAttribute("data-total", "60000");
  await lab.answerOpenDialog(folder);
  await data.locator('[data-action="choose-folder"]').click();
  const grid = data.locator(".sd-data-scroll");
  await expect(grid).toHaveAttribute("data-total", String(pictures));
  await expect(data.locator(".sd-data-skipped")).toContainText("left/broken.png");
  await eventually(async () => (await projectOf(page)).recipe.dataset).toMatchObject({
    id: "images",
    source: folder,
    size: 28,
    colour: "grey",
    content: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await data.locator('[data-class="1"]').click();
  await expect(grid).toHaveAttribute("data-total", "35");
  await grid.click({ position: { x: 20, y: 20 } });
  await expect(data.locator(".sd-data-near figure")).toHaveCount(9);
  await expect(data.locator(".sd-data-near figure").first()).toContainText("0 right");
  // Another size is another import; what it will look like is seen before.
  const size = data.locator('[data-field="dataset.size"] input');
  await size.fill("16");
  await size.press("Enter");
  await data.locator('[data-action="import"]').click();
  await expect(grid).toHaveAttribute("data-total", String(pictures));
  await page.locator('[data-page-link="train"]').click();
  await transport(page, "play").click();
  await reach(page, 3);

  // A recipe for pictures asks for them, and takes them at its own size.
  await page.locator('[data-page-link="start"]').click();
  await lab.answerOpenDialog(null);
  const card = page.locator('[data-recipe="dcgan-64"] footer button');
  await card.click();
  expect((await projectOf(page)).recipe.id).toBe("gan-mnist");
  await lab.answerOpenDialog(folder);
  await lab.answerMessages("Don’t Save");
  await card.click();
  await expect(data).toBeVisible();
  await expect(grid).toHaveAttribute("data-total", String(pictures));
  await eventually(async () => (await projectOf(page)).recipe).toMatchObject({
    id: "dcgan-64",
    dataset: { source: folder, size: 64, colour: "colour", content: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

test("200,000 pictures are scrolled through, and only those that are seen are held", async ({ home }) => {
  const total = 200_000;
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${total}, 8, 8)}`.padEnd(117);
  const bytes = new Uint8Array(128 + total * 64);
  bytes.set(Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"));
  // No two neighbours alike.
  for (let at = 128; at < bytes.length; at++) bytes[at] = (at * 2_654_435_761) >>> 24;
  const file = home.path("many.npy");
  await writeFile(file, bytes);
  const lab = await home.start();
  const { page } = lab;
  await startRecipe(page);
  await page.locator('[data-page-link="data"]').click();
  const data = shownPage(page, "data");
  await lab.answerOpenDialog(file);
  await data.locator('[data-action="choose-file"]').click();
  const grid = data.locator(".sd-data-scroll");
  await expect(grid).toHaveAttribute("data-total", String(total), { timeout: 60_000 });
  const canvas = data.locator(".sd-data-grid canvas");
  await expect(canvas).toHaveAttribute("data-waiting", "0");
  const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
  const before = await nodes();
  // As the thumb of the scroll bar is dragged, from one end to the other and back to the middle.
  for (const share of [0.1, 0.35, 0.6, 0.9, 1, 0.75, 0.5]) {
    await grid.evaluate((element, to) => {
      element.scrollTop = to * element.scrollHeight;
    }, share);
  }
  await expect(canvas).toHaveAttribute("data-waiting", "0");
  expect(await nodes()).toBe(before);
  // What is chosen there is one of the middle.
  await grid.click({ position: { x: 20, y: 20 } });
  await expect(data.locator(".sd-data-near figure").first()).toBeVisible();
  const told = await data.locator(".sd-data-hidden").textContent();
  const number = Number((told ?? "").replace(/\D/g, ""));
  expect(number).toBeGreaterThan(90_000);
  expect(number).toBeLessThan(110_000);
});
