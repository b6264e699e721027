import { describe, expect, it } from "vitest";
import { likeness } from "../../../bench/likeness.mjs";

describe("two sides that train from the same weights", () => {
  const ours = { "d.loss": [1.4, 1.2, 1, 0.1], "g.loss": [0.7, 0.8, 0.9, 1], "d.real": [0.5, 0.5, 0.5, 0.5] };
  const tried = (metric: string, ...losses: number[]) => losses.map((loss) => ({ [metric]: loss }));

  it("are alike where their losses differ by chance", () => {
    const found = likeness(ours, [tried("d.loss", 1.38, 1.22, 1.02), tried("d.loss", 1.42, 1.2, 0.96)]);
    // What one side alone went on to does not count.
    expect(found).toMatchObject([{ metric: "d.loss", ours: expect.closeTo(1.2, 12), alike: true }]);
  });

  it("are alike where chance decides much, also among the tries of one side", () => {
    const [low, high] = [tried("d.loss", 1.4, 0.9, 0.7), tried("d.loss", 1.4, 1.4, 1.4)];
    expect(likeness(ours, [low])[0]?.alike).toBe(false);
    expect(likeness(ours, [low, high])[0]?.alike).toBe(true);
    // A loss that swings about zero from step to step, as that of a critic's fakes.
    const swinging = { "g.loss": [0.4, 0.2, 0.5, 0.3] };
    const tries = [tried("g.loss", 0.2, 0.4, 0.2, 0.4), tried("g.loss", 0.35, 0.2, 0.4, 0.2)];
    expect(likeness(swinging, tries)[0]?.alike).toBe(true);
    expect(likeness({ "g.loss": [0.8, 0.6, 0.9, 0.7] }, tries)[0]?.alike).toBe(false);
  });

  it("are not where one learns at half the rate, sums what the other averages, or tells no such loss", () => {
    expect(likeness(ours, [tried("d.loss", 1.4, 1.3, 1.2)])[0]?.alike).toBe(false);
    expect(likeness(ours, [tried("g.loss", 44.8, 51.2, 57.6)])[0]?.alike).toBe(false);
    expect(likeness(ours, [tried("reconstruction", 1)])[0]?.alike).toBe(false);
  });
});
