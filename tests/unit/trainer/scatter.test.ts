import { expect, it } from "vitest";
import { toScatter } from "../../../src/main/trainer/scatter";

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
