import { describe, expect, it } from "vitest";
import { MetricColumns } from "../../../../src/renderer/charts/columns";
import { averagesOf, type FigureSpec, plot } from "../../../../src/renderer/charts/figure";
import { linePath, scalesOf } from "../../../../src/renderer/charts/scales";

const box = { left: 10, top: 20, width: 200, height: 100 };

describe("scales", () => {
  it("put the ends of the axes at the edges of the box, and greater values higher", () => {
    const { across, down } = scalesOf({ x: [100, 300], y: [-1, 3], logarithmic: false }, box);
    expect([100, 200, 300].map(across)).toEqual([10, 110, 210]);
    expect([-1, 0, 3].map(down)).toEqual([120, 95, 20]);
  });

  it("put powers of ten equally far apart where they are logarithmic", () => {
    const { down } = scalesOf({ x: [0, 1], y: [0.01, 100], logarithmic: true }, box);
    for (const [power, pixels] of [0.01, 0.1, 1, 10, 100].map((value, index) => [value, 120 - index * 25] as const)) {
      expect(down(power)).toBeCloseTo(pixels, 9);
    }
  });
});

describe("the path of a line", () => {
  const scales = scalesOf({ x: [0, 4], y: [0, 1], logarithmic: false }, { left: 0, top: 0, width: 40, height: 10 });

  it("goes through every record, to a tenth of a pixel", () => {
    expect(linePath([0, 1, 4], Float32Array.of(0, 0.333, 1), scales)).toBe("M0 10L10 6.7L40 0");
  });

  it("breaks where a value is missing, and is empty where all are", () => {
    expect(linePath([0, 1, 2, 3, 4], Float32Array.of(NaN, 1, NaN, 0, 1), scales)).toBe("M10 0M30 10L40 0");
    expect(linePath([0, 1], Float32Array.of(NaN, NaN), scales)).toBe("");
    expect(linePath([], Float32Array.of(), scales)).toBe("");
  });
});

const spec: FigureSpec = {
  id: "losses",
  title: "Losses",
  unit: "nats",
  series: [
    { metric: "one", label: "One", owner: "generator" },
    { metric: "other", label: "Other", owner: "discriminator" },
  ],
  references: [{ value: 5, label: "5", owner: "data" }],
};

/** Steps 1 to n; `one` counts from −1, `other` is 2 throughout. */
const history = (count: number): MetricColumns =>
  MetricColumns.from({
    step: Float64Array.from({ length: count }, (_, index) => index + 1),
    seconds: new Float64Array(count),
    values: {
      one: Float32Array.from({ length: count }, (_, index) => index - 1),
      other: new Float32Array(count).fill(2),
    },
  });
const view = { hidden: new Set<string>(), logarithmic: false, window: null, limit: 100 };

describe("what a chart shows", () => {
  it("is every series from step 0, with room for the levels of theory", () => {
    const { step, lines, x, y } = plot(spec, history(4), null, view);
    expect([...step]).toEqual([1, 2, 3, 4]);
    expect(lines.map(({ metric, raw, smooth }) => [metric, [...raw], smooth])).toEqual([
      ["one", [-1, 0, 1, 2], null],
      ["other", [2, 2, 2, 2], null],
    ]);
    expect(x).toEqual([0, 4]);
    expect(y[0]).toBeLessThan(-1);
    expect(y[1]).toBeGreaterThan(5);
  });

  it("leaves out a series that is switched off, and one that never came", () => {
    const more = { ...spec, series: [...spec.series, { metric: "absent", label: "Absent", owner: "value" as const }] };
    const { lines } = plot(more, history(4), null, { ...view, hidden: new Set(["one"]) });
    expect(lines.map(({ metric }) => metric)).toEqual(["other"]);
  });

  it("has holes where a logarithmic axis has no place, and an axis of positive values", () => {
    const { lines, y, yTicks, logarithmic } = plot(spec, history(4), null, { ...view, logarithmic: true });
    expect([...lines[0]!.raw]).toEqual([NaN, NaN, 1, 2]);
    expect(logarithmic).toBe(true);
    expect(y[0]).toBeGreaterThan(0);
    expect(yTicks.length).toBeGreaterThanOrEqual(2);
  });

  it("reaches one record beyond a zoom on both sides, so that lines leave through its edges", () => {
    const { step, x } = plot(spec, history(100), null, { ...view, window: [40, 50] });
    expect(x).toEqual([40, 50]);
    expect([step[0], step[step.length - 1]]).toEqual([39, 51]);
  });

  it("keeps its axis where values have a range of their own", () => {
    expect(plot({ ...spec, range: [0, 1] }, history(4), null, view).y).toEqual([0, 1]);
  });

  it("draws the average of every record, also of those that are not drawn", () => {
    const averages = averagesOf(spec, 0.5)!;
    const columns = history(1000);
    const { step, lines } = plot(spec, columns, averages, { ...view, limit: 40 });
    expect(step.length).toBeLessThanOrEqual(40);
    const { raw, smooth } = lines[0]!;
    // Of a ramp of slope 1 the corrected average with β = ½ comes to lag by one.
    expect(raw[raw.length - 1]! - smooth![smooth!.length - 1]!).toBeCloseTo(1, 3);
    expect(averagesOf(spec, 0)).toBeNull();
  });
});
