import { describe, expect, it } from "vitest";
import { usedShare } from "../../../bench/machine.mjs";
import { busyNote, takeTurns } from "../../../bench/turns.mjs";

describe("turns", () => {
  it("alternate, are of equal length, and leave the warm-up out", async () => {
    const calls: string[] = [];
    const contender = <Name extends string>(name: Name, rate: number) => ({
      name,
      run: async (seconds: number) => {
        calls.push(`${name} ${seconds}`);
        return { count: rate * seconds, seconds };
      },
    });
    const found = await takeTurns([contender("ours", 12), contender("theirs", 6)], {
      rounds: 2,
      seconds: 2,
      warmUp: 1,
      busy: async () => 0.25,
    });
    expect(calls).toEqual(["ours 1", "theirs 1", "ours 2", "theirs 2", "ours 2", "theirs 2"]);
    expect(found.rates).toEqual({ ours: [12, 12], theirs: [6, 6] });
    expect(found.busy).toEqual([0.25, 0.25]);
  });

  it("count what was done in the seconds that it took, not in those asked for", async () => {
    const late = { name: "late", run: async () => ({ count: 10, seconds: 4 }) };
    const { rates } = await takeTurns([late], { rounds: 1, seconds: 2, warmUp: 0, busy: async () => 0 });
    expect(rates.late).toEqual([2.5]);
  });
});

describe("a busy machine", () => {
  const processor = (user: number, idle: number) => ({ times: { user, sys: 0, idle } });

  it("is told by the time that its processors did not idle", () => {
    const before = [processor(100, 1000), processor(0, 0)];
    expect(usedShare(before, [processor(200, 1000), processor(0, 100)])).toBe(0.5);
    expect(usedShare(before, [processor(100, 1100), processor(0, 100)])).toBe(0);
  });

  it("is said beside the figures, and a quiet one is not", () => {
    expect(busyNote([0.02, 0, 0.9])).toBeUndefined();
    expect(busyNote([0.5, 0.4, 0])).toContain("40.0% of the processors");
  });
});
