import { describe, expect, it } from "vitest";
import { MovingAverage } from "../../../../src/renderer/charts/smooth";

/** Σ β^(t−i)·x_i / Σ β^(t−i): the closed form of the corrected average. */
function closedForm(values: Float32Array, beta: number, at: number): number {
  let weighted = 0;
  let weights = 0;
  for (let index = 0; index <= at; index += 1) {
    weighted += beta ** (at - index) * values[index]!;
    weights += beta ** (at - index);
  }
  return weighted / weights;
}

describe("the moving average", () => {
  const values = Float32Array.from({ length: 200 }, (_, index) => Math.sin(index / 7) + (index % 5));

  it("is the weighted mean of its closed form at every record", () => {
    const smoothed = new MovingAverage(0.9).extend(values);
    for (let at = 0; at < values.length; at += 1) expect(smoothed[at]).toBeCloseTo(closedForm(values, 0.9, at), 4);
  });

  it("leaves a constant as it is from the first record on", () => {
    const smoothed = new MovingAverage(0.99).extend(new Float32Array(50).fill(1.25));
    for (const value of smoothed) expect(value).toBeCloseTo(1.25, 6);
  });

  it("gives the same whether it is extended piece by piece or at once", () => {
    const pieces = new MovingAverage(0.8);
    pieces.extend(values.subarray(0, 13));
    pieces.extend(values.subarray(0, 120));
    expect([...pieces.extend(values)]).toEqual([...new MovingAverage(0.8).extend(values)]);
  });

  it("keeps a hole as a hole and goes on after it", () => {
    const holed = Float32Array.from([1, Number.NaN, 1, Infinity, 1]);
    expect([...new MovingAverage(0.5).extend(holed)].map((value) => Math.fround(value))).toEqual([1, NaN, 1, NaN, 1]);
  });

  it("leaves the values as they are with beta 0, and refuses 1", () => {
    expect([...new MovingAverage(0).extend(values)]).toEqual([...values]);
    expect(() => new MovingAverage(1)).toThrow(RangeError);
  });
});
