import { describe, expect, it } from "vitest";
import { Batches, datasetMean, shuffledIndices } from "../../../src/main/trainer/engine/batches";
import { tinyData } from "../support";

const data = tinyData(23);

describe("batches", () => {
  it("show every example once an epoch, but for those left over, in an order of the epoch's own", () => {
    const batches = new Batches(data, 5, 1);
    expect(batches.perEpoch).toBe(4);
    const epoch = (number: number) => [0, 1, 2, 3].flatMap((i) => [...batches.indices(number * 4 + i)]);
    for (const number of [0, 1, 7]) {
      expect(new Set(epoch(number)).size).toBe(20);
      expect(Math.max(...epoch(number))).toBeLessThan(23);
    }
    expect(epoch(0)).not.toEqual(epoch(1));
  });

  it("are a function of seed and number alone, whichever was asked for before", () => {
    const forward = new Batches(data, 5, 1);
    const straight = Array.from({ length: 12 }, (_, number) => [...forward.indices(number)]);
    const jumping = new Batches(data, 5, 1);
    for (const number of [11, 0, 5, 4, 11]) expect([...jumping.indices(number)]).toEqual(straight[number]);
    expect([...new Batches(data, 5, 2).indices(0)]).not.toEqual(straight[0]);
  });

  it("leave no example to a fixed place: each comes first about equally often", () => {
    const firsts = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 5_000; epoch++) firsts[shuffledIndices(3, epoch, 10)[0]!]! += 1;
    // χ² with 9 degrees of freedom stays below 27.9 in 999 of 1,000.
    const chi = firsts.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chi).toBeLessThan(27.9);
  });

  it.each([
    [0, 1],
    [-1, 1],
  ] as const)("average bytes scaled to [%d, %d]", (low, high) => {
    const mean = datasetMean({ ...data, range: [low, high] });
    for (let pixel = 0; pixel < 6; pixel++) {
      let sum = 0;
      for (let example = 0; example < 23; example++) sum += data.examples.data[example * 6 + pixel]!;
      expect(mean[pixel]).toBeCloseTo(low + (sum / 23 / 255) * (high - low), 6);
    }
  });

  it("average floats as they are, whatever the range", () => {
    const examples = { kind: "floats", data: Float32Array.of(1, -2, 3, 10, 5, 0) } as const;
    const mean = datasetMean({ ...data, examples, count: 3, shape: [1, 1, 2], range: [-1, 1] });
    expect([...mean]).toEqual([3, Math.fround(8 / 3)]);
  });
});
