import { describe, expect, it } from "vitest";
import { countCoverage, divergence } from "../../../../src/main/trainer/metrics/coverage";
import { SaddleError } from "../../../../src/shared/contract/errors";
import { coverageSchema } from "../../../../src/shared/domain/run";

const even = new Array<number>(10).fill(0.1);
const terms = { step: 7, shares: even, threshold: 0.1, confidence: 0.9 };
const sure = (count: number): Float32Array => new Float32Array(count).fill(1);

describe("countCoverage", () => {
  it("finds no divergence and every class where the shares are the data's", () => {
    const labels = Uint8Array.from({ length: 200 }, (_, image) => image % 10);
    expect(coverageSchema.parse(countCoverage(labels, sure(200), terms))).toEqual({
      step: 7,
      counts: new Array(10).fill(20),
      unsure: 0,
      total: 200,
      kl: 0,
      covered: 10,
    });
  });

  it("gives −ln(share) where only one class is made", () => {
    const shares = [0.7, 0.2, 0.1];
    const { kl, covered, counts } = countCoverage(new Uint8Array(50).fill(2), sure(50), { ...terms, shares });
    expect(kl).toBeCloseTo(-Math.log(0.1), 12);
    expect(covered).toBe(1);
    expect(counts).toEqual([0, 0, 50]);
  });

  it("counts a class as covered above the threshold of its share, not at it", () => {
    // 1,000 images: class 1 has 10 (1 % = a tenth of 10 %), class 2 has 11.
    const labels = Uint8Array.from({ length: 1_000 }, (_, image) => (image < 10 ? 1 : image < 21 ? 2 : 0));
    expect(countCoverage(labels, sure(1_000), terms).covered).toBe(2);
  });

  it("counts images below the confidence, and those without one, as unsure", () => {
    const confidences = Float32Array.of(0.9, 0.91, 0.89, 0.1, Number.NaN);
    // 0.9 as float32 is a little below 0.9, so it is compared with itself.
    const confidence = Math.fround(0.9);
    expect(countCoverage(new Uint8Array(5), confidences, { ...terms, confidence }).unsure).toBe(3);
  });

  it("gives zeros for no images at all", () => {
    expect(countCoverage(new Uint8Array(), sure(0), terms)).toMatchObject({ total: 0, kl: 0, covered: 0 });
  });

  it("refuses labels that name no class, and lengths that differ", () => {
    expect(() => countCoverage(Uint8Array.of(10), sure(1), terms)).toThrow(SaddleError);
    expect(() => countCoverage(Uint8Array.of(1), sure(2), terms)).toThrow(SaddleError);
  });
});

describe("divergence", () => {
  it("is Σ p·ln(p/q), with 0·ln 0 as 0", () => {
    expect(divergence([0.5, 0.5, 0], [0.25, 0.25, 0.5])).toBeCloseTo(Math.LN2, 12);
    expect(divergence([0.75, 0.25], [0.5, 0.5])).toBeCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), 12);
  });

  it("stays finite where the data lacks a class that is made", () => {
    const value = divergence([0.5, 0.5], [1, 0]);
    expect(Number.isFinite(value)).toBe(true);
    expect(value).toBeGreaterThan(5);
  });
});
