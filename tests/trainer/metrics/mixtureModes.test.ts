import { expect, it } from "vitest";
import { countModes, mixtureReference } from "../../../src/main/trainer/metrics/mixtureModes";
import { coverageReferenceSchema } from "../../../src/shared/domain/run";

const modes = [
  { centre: [0, 0], deviation: 0.1, weight: 0.5 },
  { centre: [1, 0], deviation: 0.1, weight: 0.25 },
  { centre: [0, 1], deviation: 0.1, weight: 0.25 },
];

it("counts by hand: nearest centres, those within three deviations, modes that have one, reverse KL", () => {
  const points = [
    [0, 0],
    [0.29, 0],
    // Beyond three deviations, but nearest to the first.
    [0.31, 0],
    // 0.2² + 0.2² = 0.283².
    [0.2, 0.2],
    // Near the second, and one far out that falls to it.
    [1.05, 0],
    [40, 0],
    // Nearest to the third, but none is good.
    [0, 1.4],
    [Number.NaN, 0],
  ].flat();
  const coverage = countModes(points, modes, 7);
  expect(coverage).toMatchObject({
    step: 7,
    counts: [4, 2, 1],
    total: 8,
    unsure: 4,
    covered: 2,
    highQuality: [3, 1, 0],
  });
  const [a, b, c] = [4 / 7, 2 / 7, 1 / 7];
  const expected = a * Math.log(a / 0.5) + b * Math.log(b / 0.25) + c * Math.log(c / 0.25);
  expect(coverage.kl).toBeCloseTo(expected, 12);
});

it("finds a collapse: one of eight modes is ln 8 nats from all", () => {
  const ring = Array.from({ length: 8 }, (_, i) => ({
    centre: [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)],
    deviation: 0.01,
    weight: 1 / 8,
  }));
  const { covered, kl } = countModes(Float32Array.of(1, 0, 1, 0.001), ring, 0);
  expect(covered).toBe(1);
  expect(kl).toBeCloseTo(Math.log(8), 12);
});

it("says what it is held against", () => {
  const reference = mixtureReference(modes);
  expect(reference).toEqual({ classes: ["1", "2", "3"], shares: [0.5, 0.25, 0.25], deviations: 3 });
  expect(coverageReferenceSchema.parse(reference)).toEqual(reference);
});
