/** Flip augmentation: which pictures are mirrored, to the bit, in every engine and again after a resume. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { RowFile } from "../../../src/main/trainer/datasets/import/rows";
import { datasetMean } from "../../../src/main/trainer/engine/batches";
import { eager } from "../../../src/main/trainer/engine/eager";
import type { Engine } from "../../../src/main/trainer/engine/engine";
import { flippedAtRandom } from "../../../src/main/trainer/engine/flip";
import { graph, graphEngine } from "../../../src/main/trainer/engine/graph";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { OpenRun } from "../../../src/main/trainer/run";
import { tf } from "../../../src/main/trainer/tensorflow";
import { farthest, resolved, someNumbers, tinyData, tinyRecipe, train, valuesOf } from "../support";

const folder = mkdtempSync(join(tmpdir(), "saddle-flip-"));
beforeAll(async () => {
  await openBackend(null);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a batch flipped at random", () => {
  const shape = [2, 3, 2] as const;
  const count = 600;
  const x = someNumbers(count * 12, -1, 1);
  const flippedAt = (seed: number, step: number, stream = "a"): number[] =>
    tf.tidy(() => valuesOf(flippedAtRandom(tf.tensor2d(x, [count, 12]), shape, noiseAt(seed, step), stream)));
  /** Row by row: 0 as it was, 1 left for right; fails on anything else. */
  const coins = (values: readonly number[]): number[] =>
    Array.from({ length: count }, (_, row) => {
      const was = [...x.subarray(row * 12, row * 12 + 12)];
      // Pixels of two channels: columns 0, 1, 2 become 2, 1, 0 in both rows.
      const mirrored = [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7].map((at) => was[at]!);
      const found = values.slice(row * 12, row * 12 + 12).join();
      expect([was.join(), mirrored.join()]).toContain(found);
      return found === was.join() ? 0 : 1;
    });

  it("holds each picture as it was or mirrored, to the bit, each about half of the time", () => {
    const heads = coins(flippedAt(1, 1)).reduce((sum, coin) => sum + coin, 0);
    // Binomial(600, ½): deviation 12.2; four of them.
    expect(Math.abs(heads - count / 2)).toBeLessThan(50);
  });

  it("is a function of seed, step and stream", () => {
    expect(flippedAt(1, 1)).toEqual(flippedAt(1, 1));
    const first = coins(flippedAt(1, 1));
    for (const other of [flippedAt(2, 1), flippedAt(1, 2), flippedAt(1, 1, "b")]) {
      const agreeing = coins(other).filter((coin, row) => coin === first[row]).length;
      expect(Math.abs(agreeing - count / 2)).toBeLessThan(50);
    }
  });
});

const recipe = tinyRecipe({
  optimizers: { discriminator: { id: "sgd", learningRate: 0.1 }, generator: { id: "sgd", learningRate: 0.1 } },
});
const inMemory: Dataset = { ...tinyData(), flips: true };
function onDisk(): Dataset {
  const path = join(folder, "rows");
  writeFileSync(path, tinyData().examples.data);
  return { ...inMemory, examples: { kind: "file", rows: new RowFile(path, 6, null) } };
}

describe("training on flipped pictures", () => {
  const played = async (dataset: Dataset, engine: Engine, steps = 12): Promise<number[]> => {
    const run = new OpenRun(resolved(recipe), dataset, [], engine);
    const numbers: number[] = [];
    for (let step = 0; step < steps; step++) numbers.push(...Object.values((await run.step("both")).metrics));
    run.dispose();
    return numbers;
  };

  test.each([
    ["in memory", () => inMemory, graph],
    ["fed batch by batch", () => inMemory, graphEngine({ residentBytes: 0 })],
    ["read from the file", onDisk, graph],
  ] as const)("%s, the captured step gives what runs op by op", async (_, data, engine) => {
    const captured = await played(data(), engine);
    expect(farthest(captured, await played(inMemory, eager))).toBeLessThan(1e-5);
    // And flipping does make a difference.
    expect(farthest(captured, await played(tinyData(), graph))).toBeGreaterThan(1e-3);
  });

  it("goes on from a checkpoint with the same flips", async () => {
    const open = () => new OpenRun(resolved(recipe), inMemory, []);
    const first = open();
    await train(first, 5);
    const { bytes } = await first.checkpoint("kept");
    await train(first, 5);
    const second = open();
    await second.restore(bytes);
    await train(second, 5);
    expect(await second.weightsSha256()).toBe(await first.weightsSha256());
    for (const run of [first, second]) run.dispose();
  });

  it("has the mean of the pictures and of their mirror images", () => {
    const plain = datasetMean(tinyData());
    expect([...datasetMean(inMemory)]).toEqual(
      [2, 1, 0, 5, 4, 3].map((mirrored, at) => Math.fround((plain[at]! + plain[mirrored]!) / 2)),
    );
  });
});
