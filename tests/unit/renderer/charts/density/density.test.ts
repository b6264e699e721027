import { describe, expect, it } from "vitest";
import { chained, contour } from "../../../../../src/renderer/charts/density/contour";
import { kernelDensity, optimalDiscriminator } from "../../../../../src/renderer/charts/density/estimate";
import {
  curvesOf,
  densityCsv,
  discriminatorAt,
  layersOf,
  outside,
} from "../../../../../src/renderer/charts/density/layers";
import { blend } from "../../../../../src/renderer/charts/density/plane";
import { cellAt, type PointsRecord } from "../../../../../src/shared/formats/points";

const side = 40;
const onGrid = (value: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side)));

describe("the contour of a function on a grid", () => {
  it("of a cone is a closed circle of its level's radius", () => {
    const lines = chained(
      contour(
        onGrid((x, y) => Math.hypot(x - 20, y - 18)),
        side,
        11.3,
      ),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]!.at(-1)).toEqual(lines[0]![0]);
    for (const [x, y] of lines[0]!) expect(Math.hypot(x - 20, y - 18)).toBeCloseTo(11.3, 1);
  });

  it("of a plane is a straight line, exactly", () => {
    const lines = chained(
      contour(
        onGrid((x, y) => x + 2 * y),
        side,
        30.5,
      ),
    );
    expect(lines).toHaveLength(1);
    for (const [x, y] of lines[0]!) expect(x + 2 * y).toBeCloseTo(30.5, 10);
  });

  it("crosses a saddle twice without meeting itself, and nothing where nothing is known", () => {
    expect(contour([1, -1, -1, 1], 2, 0)).toHaveLength(2);
    expect(contour([1, -1, -1, Number.NaN], 2, 0)).toEqual([]);
    expect(contour([1, 2, 3, 4], 2, 0)).toEqual([]);
  });
});

describe("the density of points on a line", () => {
  // Twelve uniform numbers less six are nearly standard normal.
  const points = Float32Array.from({ length: 4_000 }, (_, i) => {
    let sum = -6;
    for (let k = 1; k <= 12; k++) sum += (i * 0.618033988749895 * k * k + k * 0.414) % 1;
    return sum;
  });

  it("integrates to 1 and is what the points were drawn from", () => {
    const bounds = [-6, 6] as const;
    const density = kernelDensity(points, bounds, 256);
    expect(density.reduce((sum, value) => sum + value, 0) * (12 / 256)).toBeCloseTo(1, 4);
    for (const x of [-1.5, 0, 1]) {
      const cell = Math.round(((x + 6) / 12) * 256 - 0.5);
      const exact = Math.exp(-(cellAt(bounds, 256, cell) ** 2) / 2) / Math.sqrt(2 * Math.PI);
      expect(Math.abs(density[cell]! - exact)).toBeLessThan(0.03);
    }
  });

  it("leaves out what is lost, and keeps points that have fallen together within a cell or so", () => {
    expect(kernelDensity([Number.NaN, Number.POSITIVE_INFINITY], [0, 1], 4)).toEqual(new Float64Array(4));
    const one = kernelDensity(new Float32Array(100).fill(0.5), [0, 1], 101);
    expect(one.indexOf(Math.max(...one))).toBe(50);
    expect(one.reduce((sum, value) => sum + value, 0) / 101).toBeCloseTo(1, 4);
  });

  it("has the best D between two: p / (p + q), and none where neither is", () => {
    expect([...optimalDiscriminator([3, 1, 0], [1, 1, 0])]).toEqual([0.75, 0.5, Number.NaN]);
  });
});

const plane: PointsRecord = {
  dimensions: 2,
  bounds: [
    [0, 2],
    [10, 12],
  ],
  data: Float32Array.of(1, 11),
  generated: Float32Array.of(0.5, 10.5, 5, 11, Number.NaN, 11),
  logits: Float32Array.of(0, Math.log(3), -Math.log(3), 40),
  density: null,
  descent: Float32Array.of(0.25, -1),
  lattice: null,
};

describe("a record of points", () => {
  it("is read under the pointer, rows from below", () => {
    expect(discriminatorAt(plane, [0.5, 10.5])).toBe(0.5);
    expect(discriminatorAt(plane, [1.5, 10.5])).toBeCloseTo(0.75, 6);
    expect(discriminatorAt(plane, [0.5, 11.5])).toBeCloseTo(0.25, 6);
    expect(discriminatorAt(plane, [2.5, 11])).toBeNull();
    expect(outside(plane)).toBe(2);
  });

  it("shows the layers that it has", () => {
    expect(layersOf(plane)).toEqual(["data", "generated", "discriminator", "half", "arrows"]);
    const line: PointsRecord = { ...plane, dimensions: 1, bounds: [[0, 4]], logits: null, descent: null };
    expect(layersOf(line)).toEqual(["data", "generated"]);
    expect(curvesOf(line).discriminator).toBeNull();
  });

  it("is written as a table of everything", () => {
    const rows = densityCsv(plane).split("\r\n");
    expect(rows.slice(0, 6)).toEqual([
      "what,x,y,value,dx,dy",
      "data,1,11,,,",
      "generated,0.5,10.5,,0.25,-1",
      "generated,5,11,,,",
      "generated,NaN,11,,,",
      "D,0.5,10.5,0.5,,",
    ]);
    expect(rows[7]).toBe("D,0.5,11.5,0.25,,");
  });
});

it("colours the ground between its own colour and D's", () => {
  expect(blend("#0072b2", "#ffffff", 0)).toEqual([255, 255, 255]);
  expect(blend("#0072b2", "#ffffff", 0.5)).toEqual([128, 185, 217]);
});
