import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thin } from "../../../../src/renderer/charts/thin";

const ramp = (count: number) => Float32Array.from({ length: count }, (_, index) => index);

describe("thinning", () => {
  it("returns every record of a short history", () => {
    expect(thin([ramp(5)], 0, 5, 300)).toEqual([0, 1, 2, 3, 4]);
  });

  it("keeps the extremes of every series, both ends, order and the limit, for any data", () => {
    const column = fc.float32Array({ minLength: 2, maxLength: 4000, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(column, fc.integer({ min: 24, max: 300 }), (values, limit) => {
        const mirrored = values.map((value, index) => -value + (index % 3));
        const kept = thin([values, mirrored], 0, values.length, limit);
        expect(kept.length).toBeLessThanOrEqual(limit);
        expect(kept[0]).toBe(0);
        expect(kept[kept.length - 1]).toBe(values.length - 1);
        expect(kept.every((index, place) => place === 0 || index > kept[place - 1]!)).toBe(true);
        for (const series of [values, mirrored]) {
          const drawn = kept.map((index) => series[index]!);
          expect(Math.max(...drawn)).toBe(series.reduce((a, b) => Math.max(a, b)));
          expect(Math.min(...drawn)).toBe(series.reduce((a, b) => Math.min(a, b)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a single spike among a hundred thousand records", () => {
    const values = new Float32Array(100_000).fill(1);
    values[54_321] = 9;
    expect(thin([values], 0, values.length, 300)).toContain(54_321);
  });

  it("keeps a hole, so that a NaN shows as a gap", () => {
    const values = new Float32Array(50_000).fill(1);
    values[7_777] = Number.NaN;
    expect(thin([values], 0, values.length, 300)).toContain(7_777);
  });

  it("keeps what is already drawn while a run grows within one size of bucket", () => {
    const values = Float32Array.from({ length: 10_100 }, (_, index) => Math.sin(index * 12.9898) * 43_758.5453);
    const before = thin([values], 0, 10_000, 300).filter((index) => index < 9_000);
    const after = thin([values], 0, 10_100, 300).filter((index) => index < 9_000);
    expect(after).toEqual(before);
  });

  it("draws only the records that were asked for", () => {
    const kept = thin([ramp(10_000)], 2_000, 3_000, 50);
    expect(kept[0]).toBe(2_000);
    expect(kept[kept.length - 1]).toBe(2_999);
  });
});
