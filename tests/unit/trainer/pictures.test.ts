import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { encodePng, toAtlas } from "../../../src/main/trainer/pictures";
import { SaddleError } from "../../../src/shared/contract/errors";
import { atlasSchema } from "../../../src/shared/domain/picture";

/** RGBA of the pixel at column `x`, row `y` of an atlas. */
const pixel = ({ rgba, columns, width }: ReturnType<typeof toAtlas>, x: number, y: number): number[] => [
  ...rgba.subarray((y * columns * width + x) * 4, (y * columns * width + x) * 4 + 4),
];

describe("toAtlas", () => {
  it("lays grey pictures row after row and leaves the rest transparent", () => {
    // Three pictures of 1 × 2: (0, 1), (2, 3), (4, 5), each value v as byte v.
    const atlas = toAtlas(Float32Array.of(0, 1, 2, 3, 4, 5), [1, 2, 1], [0, 255], 2);
    expect(atlasSchema.parse(atlas)).toMatchObject({ width: 2, height: 1, columns: 2, count: 3 });
    expect(atlas.rgba.length).toBe(4 * 2 * 4);
    expect(pixel(atlas, 1, 0)).toEqual([1, 1, 1, 255]);
    expect(pixel(atlas, 2, 0)).toEqual([2, 2, 2, 255]);
    expect(pixel(atlas, 0, 1)).toEqual([4, 4, 4, 255]);
    expect(pixel(atlas, 2, 1)).toEqual([0, 0, 0, 0]);
  });

  it("keeps the three colours of a pixel together", () => {
    const atlas = toAtlas(Float32Array.of(10, 20, 30, 40, 50, 60), [2, 1, 3], [0, 255], 1);
    expect(pixel(atlas, 0, 0)).toEqual([10, 20, 30, 255]);
    expect(pixel(atlas, 0, 1)).toEqual([40, 50, 60, 255]);
  });

  it.each([
    { range: [0, 1] as const, value: 0.5, byte: 128 },
    { range: [-1, 1] as const, value: -1, byte: 0 },
    { range: [-1, 1] as const, value: 1, byte: 255 },
    { range: [-1, 1] as const, value: 1.7, byte: 255 },
    { range: [-1, 1] as const, value: -9, byte: 0 },
    { range: [0, 1] as const, value: 100.4 / 255, byte: 100 },
    { range: [0, 1] as const, value: 100.6 / 255, byte: 101 },
    { range: [0, 1] as const, value: Number.POSITIVE_INFINITY, byte: 255 },
    { range: [0, 1] as const, value: Number.NaN, byte: 0 },
  ])("shows $value of $range as $byte", ({ range, value, byte }) => {
    expect(pixel(toAtlas(Float32Array.of(value), [1, 1, 1], range, 1), 0, 0)).toEqual([byte, byte, byte, 255]);
  });

  it("gives back every byte of an image that was scaled to a range", () => {
    for (const [black, white] of [
      [0, 1],
      [-1, 1],
    ] as const) {
      const values = Float32Array.from({ length: 256 }, (_, byte) => black + (byte / 255) * (white - black));
      const { rgba } = toAtlas(values, [16, 16, 1], [black, white], 1);
      expect(values.every((_, byte) => rgba[byte * 4] === byte)).toBe(true);
    }
  });

  it("refuses two channels, and values that are no whole pictures", () => {
    expect(() => toAtlas(new Float32Array(8), [2, 2, 2], [0, 1], 1)).toThrow(SaddleError);
    expect(() => toAtlas(new Float32Array(7), [2, 2, 1], [0, 1], 1)).toThrow(SaddleError);
    expect(() => toAtlas(new Float32Array(0), [2, 2, 1], [0, 1], 1)).toThrow(SaddleError);
  });
});

describe("encodePng", () => {
  const grey = (count: number) => Float32Array.from({ length: count * 16 }, (_, index) => ((index * 37) % 256) / 255);

  it.each([
    { name: "grey", values: grey(4), channels: 1, columns: 2, kept: 1 },
    { name: "grey with an empty cell", values: grey(3), channels: 1, columns: 2, kept: 2 },
    { name: "coloured", values: grey(12), channels: 3, columns: 2, kept: 3 },
    { name: "coloured with an empty cell", values: grey(9), channels: 3, columns: 2, kept: 4 },
  ])("keeps every pixel of a $name atlas in $kept channels", ({ values, channels, columns, kept }) => {
    const atlas = toAtlas(values, [4, 4, channels], [0, 1], columns);
    const png = decode(encodePng(atlas));
    expect(png).toMatchObject({ width: 8, height: 8, channels: kept, depth: 8 });
    for (let at = 0; at < 64; at++) {
      const [red, green, blue, alpha] = atlas.rgba.subarray(at * 4);
      const colours = kept < 3 ? [red] : [red, green, blue];
      const expected = kept % 2 === 0 ? [...colours, alpha] : colours;
      expect([...png.data.subarray(at * kept, (at + 1) * kept)]).toEqual(expected);
    }
  });

  it("writes a grey picture smaller than the same one in colour", () => {
    const noise = Float32Array.from({ length: 64 * 64 }, (_, index) => ((index * 7919) % 251) / 255);
    const atlas = toAtlas(noise, [64, 64, 1], [0, 1], 1);
    const tinted = { ...atlas, rgba: atlas.rgba.map((byte, index) => (index === 0 ? 255 - byte : byte)) };
    expect(encodePng(atlas).length).toBeLessThan(encodePng(tinted).length);
  });
});
