import { describe, expect, it } from "vitest";
import { checkpointDue, sampleDue, undisturbed } from "../../../src/main/trainer/due";

const intervals = { sampleEvery: 100, checkpointEvery: 250 };

describe("what is due after a step", () => {
  it("is a picture early on and at each interval, and a checkpoint at each of its own", () => {
    const steps = Array.from({ length: 501 }, (_, step) => step);
    expect(steps.filter((step) => sampleDue(intervals, step))).toEqual([
      0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500,
    ]);
    expect(steps.filter((step) => checkpointDue(intervals, step))).toEqual([0, 250, 500]);
    expect(steps.some((step) => checkpointDue({ ...intervals, checkpointEvery: 0 }, step))).toBe(false);
  });

  it("disturbs steps that are made together between them, and not at their end", () => {
    expect(undisturbed(intervals, 92, 8)).toBe(true);
    expect(undisturbed(intervals, 93, 8)).toBe(false);
    expect(undisturbed(intervals, 100, 8)).toBe(true);
    expect(undisturbed(intervals, 246, 4)).toBe(true);
    expect(undisturbed(intervals, 247, 4)).toBe(false);
    expect(undisturbed(intervals, 8, 4)).toBe(false);
    expect(undisturbed(intervals, 9, 1)).toBe(true);
  });
});
