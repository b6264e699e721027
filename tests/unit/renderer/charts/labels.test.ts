import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "../../../../src/renderer/charts/labels";

describe("labels beside a chart", () => {
  it("stay where they are while there is room", () => {
    expect(spreadLabels([40, 10, 90], 12)).toEqual([40, 10, 90]);
  });

  it("move apart about their middle where they would touch", () => {
    expect(spreadLabels([52, 50, 100], 12)).toEqual([57, 45, 100]);
  });

  it("never touch and keep their order, for any wishes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }), (wished) => {
        const placed = spreadLabels(wished, 12);
        const pairs = wished.map((wish, index) => [wish, placed[index]!] as const).sort((a, b) => a[1] - b[1]);
        for (let index = 1; index < pairs.length; index++) {
          expect(pairs[index]![1] - pairs[index - 1]![1]).toBeGreaterThanOrEqual(12 - 1e-9);
          expect(pairs[index]![0]).toBeGreaterThanOrEqual(pairs[index - 1]![0]);
        }
      }),
    );
  });
});
