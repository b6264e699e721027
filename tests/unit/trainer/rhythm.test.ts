import { describe, expect, it } from "vitest";
import { Rhythm } from "../../../src/main/trainer/rhythm";

/** Makes so many calls at these seconds a step; tells how each was made: steps together, or 1. */
function made(rhythm: Rhythm, calls: number, seconds: (together: boolean, call: number) => number): number[] {
  return Array.from({ length: calls }, (_, call) => {
    const steps = rhythm.together ? 4 : 1;
    rhythm.tell(steps, steps * seconds(steps > 1, call));
    return steps;
  });
}
/** A series and as many single steps, nine times. */
const trying = Array.from({ length: 9 }, () => [4, 1, 1, 1, 1]).flat();

describe("steps together or one by one", () => {
  it("are tried in turns, and the faster is kept", () => {
    for (const [together, single, kept] of [
      [0.9, 1, 4],
      [1.1, 1, 1],
    ] as const) {
      const rhythm = new Rhythm();
      expect(made(rhythm, trying.length, (series) => (series ? together : single))).toEqual(trying);
      // Whatever comes later changes nothing.
      expect(made(rhythm, 20, (series) => (series ? 9 : 0.1))).toEqual(Array(20).fill(kept));
    }
  });

  it("by the median: moments in which the machine is busy decide nothing", () => {
    const rhythm = new Rhythm();
    made(rhythm, trying.length, (series, call) => (series ? (call < 16 ? 50 : 0.9) : 1));
    expect(rhythm.together).toBe(true);
  });
});
