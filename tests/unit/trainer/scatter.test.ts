import { expect, it } from "vitest";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { picturesFrom, toScatter } from "../../../src/main/trainer/scatter";

const dark = ({ rgba, width }: ReturnType<typeof toScatter>): (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = [];
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    if (rgba[4 * pixel]! < 250) found.push([pixel % width, Math.floor(pixel / width)]);
  }
  return found;
};

it("draws a point of the plane where it is, upwards, and nothing that is lost or outside", () => {
  const picture = toScatter(Float32Array.of(0.5, 1, 9, 9, Number.NaN, 0), 2, [-2, 2]);
  expect([picture.width, picture.height, picture.count]).toEqual([640, 640, 1]);
  const spots = dark(picture);
  expect(spots.length).toBeGreaterThan(9);
  for (const [x, y] of spots) expect(Math.hypot(x + 0.5 - 400, y + 0.5 - 160)).toBeLessThan(3.5);
});

it("draws points of a line as a histogram that begins at the bottom", () => {
  const spots = dark(toScatter(Float32Array.of(0.01, 0.012, 3.96), 1, [0, 4]));
  const columns = [...new Set(spots.map(([x]) => Math.floor(x / 8)))];
  expect(columns.sort()).toEqual([0, 79]);
  const height = (bar: number) => new Set(spots.filter(([x]) => Math.floor(x / 8) === bar).map(([, y]) => y)).size;
  expect([height(0), height(79)]).toEqual([620, 310]);
  expect(Math.max(...spots.map(([, y]) => y))).toBe(639);
});

const plane: Dataset = {
  title: "Three",
  space: "points",
  count: 1,
  shape: [1, 1, 2],
  range: [-1, 1],
  hash: "three",
  classes: null,
  examples: { kind: "floats", data: Float32Array.of(-0.5, -0.5) },
  region: {
    bounds: [
      [-1, 1],
      [-1, 1],
    ],
    density: null,
    modes: null,
  },
  labels: null,
  test: null,
};

it("draws each generated point among the data as one of several pictures; one that is lost is left out", () => {
  const { rgba, width, height, columns, count } = picturesFrom(plane, Float32Array.of(0.5, 0.5, Number.NaN, 0), 2);
  expect([width, height, columns, count, rgba.length]).toEqual([72, 72, 2, 2, 72 * 144 * 4]);
  const colour = (picture: number, x: number, y: number) => [
    ...rgba.subarray((y * 144 + picture * 72 + x) * 4, (y * 144 + picture * 72 + x) * 4 + 4),
  ];
  // Upwards: a point at (0.5, 0.5) is at the upper right, the data at the lower left.
  expect(colour(0, 54, 18)).toEqual([0, 158, 115, 255]);
  expect(colour(1, 54, 18)).toEqual([0, 0, 0, 0]);
  expect(colour(0, 18, 54)).toEqual(colour(1, 18, 54));
  expect(colour(0, 18, 54)).toEqual([124, 133, 142, 204]);
});

it("draws points of a line on a line", () => {
  const line: Dataset = {
    ...plane,
    shape: [1, 1, 1],
    examples: { kind: "floats", data: Float32Array.of(0) },
    region: { bounds: [[0, 4]], density: null, modes: null },
  };
  const { rgba } = picturesFrom(line, Float32Array.of(3), 1);
  expect([...rgba.subarray((36 * 72 + 54) * 4, (36 * 72 + 54) * 4 + 3)]).toEqual([0, 158, 115]);
});
