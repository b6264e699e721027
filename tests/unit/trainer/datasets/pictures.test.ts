import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { decodePicture } from "../../../../src/main/trainer/datasets/pictures/decode";
import { fitPicture } from "../../../../src/main/trainer/datasets/pictures/fit";
import { resize } from "../../../../src/main/trainer/datasets/pictures/resize";
import { assembled } from "../../../../src/main/trainer/datasets/pictures/resizeLoops";
import { refusalBy } from "../../../refusal";

/** Files and what Pillow makes of them; made by tests/fixtures/origin/pictures.py. */
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/pictures.json"), "utf8")) as {
  files: { name: string; file: string; shape: [number, number, number]; pixels: string }[];
  rgb: string;
  shape: [number, number, number];
  resized: { size: number; channels: 1 | 3; pixels: string }[];
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));

/** Greatest and mean difference of two lists of bytes. */
function differences(a: Uint8Array, b: Uint8Array): { most: number; mean: number } {
  expect(a.length).toBe(b.length);
  const apart = [...a].map((value, at) => Math.abs(value - b[at]!));
  return { most: Math.max(...apart), mean: apart.reduce((sum, each) => sum + each, 0) / apart.length };
}

const asColour = ({ channels, pixels }: { channels: number; pixels: Uint8Array }): Uint8Array =>
  channels === 3 ? pixels : Uint8Array.from({ length: pixels.length * 3 }, (_, at) => pixels[Math.floor(at / 3)]!);

describe("a picture's file", () => {
  it.each(fixture.files)("$name is decoded as Pillow does", ({ name, file, shape, pixels }) => {
    const decoded = decodePicture(bytesOf(file));
    expect([decoded.height, decoded.width]).toEqual([shape[0], shape[1]]);
    const { most, mean } = differences(asColour(decoded), bytesOf(pixels));
    // Decoders of lossy formats round differently; blending with white rounds once.
    const lossy = /^jpeg|^webp$/.test(name);
    expect(most).toBeLessThanOrEqual(lossy ? 6 : 1);
    expect(mean).toBeLessThan(lossy ? 1.2 : 0.5);
  });

  it("that is none, or is cut off, or states an absurd size, is refused before anything is allocated", () => {
    const png = bytesOf(fixture.files[0]!.file);
    const huge = png.slice();
    new DataView(huge.buffer).setUint32(16, 0x7fff_ffff);
    const jpeg = bytesOf(fixture.files.find(({ name }) => name === "jpeg")!.file);
    for (const [bytes, reason] of [
      [Uint8Array.of(1, 2, 3), "it is no PNG, JPEG, GIF, BMP or WebP"],
      [new Uint8Array(0), "it is no PNG"],
      [png.subarray(0, 20), "its header does not tell its size"],
      [png.subarray(0, 60), "it cannot be decoded"],
      [huge, "2147483647 × 18 pixels are not between 1 and 67108864"],
      [jpeg.subarray(0, jpeg.length - 40), "the file ends early"],
    ] as const) {
      expect(refusalBy(() => decodePicture(bytes)).message).toContain(reason);
    }
  });
});

describe("fitting a picture", () => {
  const [height, width] = fixture.shape;
  const picture = { width, height, channels: 3 as const, pixels: bytesOf(fixture.rgb) };

  it.each(fixture.resized)("to $size × $size × $channels cuts and resizes as torchvision does", (wanted) => {
    const fitted = fitPicture(picture, { size: wanted.size, square: "crop", channels: wanted.channels });
    expect(differences(fitted, bytesOf(wanted.pixels)).most).toBeLessThanOrEqual(1);
  });

  it("pads the shorter side with black on both sides", () => {
    const white = { width: 8, height: 4, channels: 1 as const, pixels: new Uint8Array(32).fill(255) };
    const padded = fitPicture(white, { size: 8, square: "pad", channels: 1 });
    const rows = Array.from({ length: 8 }, (_, y) => [...new Set(padded.subarray(y * 8, y * 8 + 8))]);
    expect(rows).toEqual([[0], [0], [255], [255], [255], [255], [0], [0]]);
  });

  it("keeps a picture of the right size as it is, to the byte", () => {
    const own = { width: 2, height: 2, channels: 1 as const, pixels: Uint8Array.of(0, 1, 254, 255) };
    expect([...fitPicture(own, { size: 2, square: "crop", channels: 3 })]).toEqual([
      0, 0, 0, 1, 1, 1, 254, 254, 254, 255, 255, 255,
    ]);
  });
});

describe("a GIF", () => {
  it("whose codes name what is not there is refused instead of being decoded for ever", () => {
    // Found by npm run fuzz -- gif --seed 351810281.
    const damaged = bytesOf(
      "R0lGODdhGgASAIQAAPLxONrvOZfus6zxKOrXO+y4PqjSe6uwXmDwqjbsqhH0qhPoqk/Qq0q0qw/Qqg+xq+KNRHmKhOdZSoxabh4AqCR6qh1gpR1Iou4oVfELWLMmcqsKfTwqjg0rojoNkgsMkywAAAAAGgASAEAI/wAHCBwQgACBAgghQJAgYYJDiBw8ePhAkSJDCQohIDxgoCMCBAkSKFiwwIGDBw8oUKiAAUMGDRtibpDooUOHCxcsWKigskEDBgKCCjQIoGjRAAE6GogQocFKnRds2sxANUNLDQ4nMG2A0iRJBQpCfhQwMIBRAAY3HmA6ASKHDhUpKkRYwCABpEo/hjyZ8qmFCy0xXFR4gCMDBiEXgF28IMHhBlWpymzLISdPCl0diEUgVCDSomkLKMxKmUNcip7Nni1YeC3TCn+j2pSLkOhRvB0fq/SL8wLGuXXvKjWgN0FJvisrsLz4u3DekItHHvcJ2WpLhg63/nTwNXpIoJFfaijAqlU55gcmuW8O6lKyTA8QcerkifLBYc5BJVx9T1PqzfkVUBeUAAEBADs1UWlo",
    );
    expect(refusalBy(() => decodePicture(damaged)).message).toMatch(/^code \d+ names nothing$/);
  });
});

describe("the loops that resize", () => {
  it("are what is written in resize.wat", async () => {
    const text = readFileSync(
      join(import.meta.dirname, "../../../../src/main/trainer/datasets/pictures/resize.wat"),
      "utf8",
    );
    const { buffer } = (await wabt()).parseWat("resize.wat", text, { simd: true }).toBinary({});
    expect(assembled).toBe(Buffer.from(buffer).toString("base64"));
  });

  it("go on over a picture that does not fit into their memory at once", () => {
    // A slope down the picture stays a slope; 30,000 lines of 400 pixels are more than is held at a time.
    const [width, height] = [400, 30_000];
    const pixels = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) pixels.fill(Math.floor((y * 256) / height), y * width * 3, (y + 1) * width * 3);
    const small = resize(pixels, width, 3, { left: 0, top: 0, width, height }, 5, 64);
    const rows = Array.from({ length: 64 }, (_, y) => small[(y * 5 + 2) * 3 + 1]!);
    for (let y = 1; y < 63; y++) expect(Math.abs(rows[y]! - (y + 0.5) * 4)).toBeLessThanOrEqual(1);
    expect(new Set(small.subarray(15, 30))).toEqual(new Set([rows[1]]));
  });
});
