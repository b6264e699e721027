import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpointsToDrop, thinCheckpoints, thinSamples } from "../../../src/main/project/thinning";

/** What is left when one more comes each time. */
function recorded(count: number, every: number, thin: (steps: number[]) => number[]): number[] {
  let steps: number[] = [];
  for (let index = 0; index < count; index++) steps = thin([...steps, index * every]);
  return steps;
}

const gaps = (steps: readonly number[]): number[] => steps.slice(1).map((step, index) => step - steps[index]!);

describe("samples of a long run", () => {
  it("stay few, with the early ones, the newest, and the rest at most two intervals apart of each other", () => {
    for (const count of [512, 513, 2_000, 20_000]) {
      const steps = recorded(count, 100, (all) => thinSamples(all));
      expect(steps.length).toBeLessThanOrEqual(512);
      expect(steps.slice(0, 64)).toEqual(Array.from({ length: 64 }, (_, index) => index * 100));
      expect(steps.at(-1)).toBe((count - 1) * 100);
      // Where intervals just doubled, older ones are up to twice as far apart as the newest.
      const rest = gaps(steps.slice(64));
      expect(Math.max(...rest)).toBeLessThanOrEqual(((count * 100) / 512) * 4 + 100);
    }
  });

  it("are all there while they are few", () => {
    const steps = [0, 1, 2, 5, 10, 20, 50, 100, 200];
    expect(thinSamples(steps)).toEqual(steps);
  });

  it("are a part of what was there, in order, however they came", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(100_000), { maxLength: 200 }),
        fc.integer({ min: 12, max: 80 }),
        (any, limit) => {
          const steps = any.sort((a, b) => a - b);
          const kept = thinSamples(steps, limit, 4);
          expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 6));
          expect(kept).toEqual(steps.filter((step) => kept.includes(step)));
          expect(kept.at(-1)).toBe(steps.at(-1));
        },
      ),
      { seed: 5 },
    );
  });
});

describe("automatic checkpoints", () => {
  it("stay at most twelve, with the first, the newest, and ages that grow by a factor", () => {
    const steps = recorded(1_000, 2_000, (all) => thinCheckpoints(all));
    expect(steps.length).toBe(12);
    expect([steps[0], steps.at(-1), steps.at(-2)]).toEqual([0, 1_998_000, 1_996_000]);
    const ages = steps.slice(0, -1).map((step) => (1_998_000 - step) / 2_000);
    for (const [index, age] of ages.slice(0, -1).entries()) expect(age / ages[index + 1]!).toBeLessThanOrEqual(4);
  });

  it("go, but neither kept ones nor those that a run branched from", () => {
    const checkpoints = Array.from({ length: 40 }, (_, index) => ({
      step: index,
      kind: index % 10 === 5 ? ("kept" as const) : ("auto" as const),
    }));
    const dropped = checkpointsToDrop(checkpoints, [7, 8]);
    expect(40 - dropped.size).toBe(12 + 4 + 2);
    for (const step of [5, 15, 25, 35, 7, 8, 0, 39]) expect(dropped.has(step)).toBe(false);
  });
});
