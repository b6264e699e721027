/** Several steps as one run of the graph, against the same steps one by one. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { graphEngine } from "../../../src/main/trainer/engine/graph";
import { multiplications } from "../../../src/main/trainer/engine/graph/cost";
import type { RecordedOp, Value } from "../../../src/main/trainer/engine/graph/recorder";
import { callsTogether } from "../../../src/main/trainer/engine/graph/series";
import { OpenRun } from "../../../src/main/trainer/run";
import type { Recipe } from "../../../src/shared/domain/recipe";
import { everyPlugin } from "../everyPlugin";
import { dataFor, divergingRecipe, resolved, tinyRecipe } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const together = 4;
const calls = 3;

/** Metrics of each step and the checkpoint after the last, in series or one by one. */
async function trained(recipe: Recipe, limits: Parameters<typeof graphEngine>[0]) {
  const run = new OpenRun(resolved(recipe), dataFor(recipe), [], graphEngine(limits));
  const metrics: Record<string, number>[] = [];
  while (run.counters.step < together * calls) {
    const made = run.series > 1 ? await run.steps() : [await run.step("both")];
    metrics.push(...made.map((one) => one.metrics));
  }
  const { bytes } = await run.checkpoint("kept");
  run.dispose();
  return { metrics, sha256: createHash("sha256").update(bytes).digest("hex") };
}

describe(`${calls} times ${together} steps together are ${calls * together} steps to the bit`, () => {
  test.each(Object.entries(everyPlugin))("%s", async (_, recipe) => {
    const inSeries = await trained(recipe, { callsTogether: () => together });
    const single = await trained(recipe, { callsTogether: () => 1 });
    expect(inSeries.metrics).toHaveLength(together * calls);
    expect(inSeries).toEqual(single);
  });

  it.each([
    ["told classes", tinyRecipe({ model: { ...tinyRecipe().model, conditional: true } })],
    ["of unlabelled data", tinyRecipe()],
  ])("%s, where batches are fed", async (_, recipe) => {
    const fed = { residentBytes: 0 };
    const inSeries = await trained(recipe, { ...fed, callsTogether: () => together });
    expect(inSeries).toEqual(await trained(recipe, { ...fed, callsTogether: () => 1 }));
    expect(inSeries).toEqual(await trained(recipe, { callsTogether: () => 1 }));
  });
});

describe("what becomes NaN within a series", () => {
  const opened = (at: number) =>
    new OpenRun(resolved(divergingRecipe), dataFor(divergingRecipe), [], graphEngine({ callsTogether: () => at }));

  /** The step at which one by one something is lost. */
  async function lostAt(): Promise<number> {
    const run = opened(1);
    while (!(await run.step("both")).divergence);
    run.dispose();
    return run.counters.step;
  }

  it("is told at its step, and nothing after it, nor any checkpoint of what went on", async () => {
    const step = await lostAt();
    const run = opened(step + 3);
    const made = await run.steps();
    expect(made).toHaveLength(step);
    expect(made.map(({ divergence }) => divergence?.step ?? null)).toEqual([...Array(step - 1).fill(null), step]);
    expect(run.counters.step).toBe(step);
    await expect(run.checkpoint("kept")).rejects.toMatchObject({ code: "diverged" });
    run.dispose();
  });
});

describe("how many calls are made together", () => {
  const fed = (name: string, shape: readonly number[]): Value => ({ source: { kind: "feed", name }, shape, dtype: 1 });
  const told = (...values: number[]): Value => ({
    source: { kind: "constant", values: Int32Array.from(values) },
    shape: [values.length],
    dtype: 3,
  });
  const op = (
    name: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, unknown>> = {},
  ): RecordedOp => ({
    kind: "op",
    name,
    attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, type: 0, value: value as number })),
    inputs,
    order: 0,
    place: "",
  });
  const product = (rows: number, inner: number, columns: number) =>
    op("MatMul", [fed("a", [rows, inner]), fed("b", [inner, columns])]);
  const strides = { strides: [1, 2, 2, 1] };

  it("follows from what a call takes: each op's multiplications, written out", () => {
    expect(multiplications(product(2, 3, 5))).toBe(30);
    expect(multiplications(op("BatchMatMulV2", [fed("a", [2, 3]), fed("b", [5, 3])], { adj_y: true }))).toBe(30);
    expect(multiplications(op("MatMul", [fed("a", [3, 2]), fed("b", [3, 5])], { transpose_a: true }))).toBe(30);
    // 3 × 3 positions of 4 pictures, each with a filter of 4 · 4 · 2 · 3.
    const filter = fed("w", [4, 4, 2, 3]);
    const [x, dy] = [fed("x", [4, 6, 6, 2]), fed("dy", [4, 3, 3, 3])];
    expect(multiplications(op("Conv2D", [x, filter], strides))).toBe(4 * 9 * 96);
    expect(multiplications(op("Conv2DBackpropInput", [told(4, 6, 6, 2), filter, dy], strides))).toBe(4 * 9 * 96);
    expect(multiplications(op("Conv2DBackpropFilter", [x, told(4, 4, 2, 3), dy], strides))).toBe(4 * 9 * 96);
    expect(multiplications(op("AddV2", [x, x]))).toBe(0);
  });

  it("is many of little work, few of much, one of more than that; more on a card; and never a graph too large", () => {
    const calls = (work: RecordedOp, onCard = false, copies = 1) =>
      callsTogether(Array<RecordedOp>(copies).fill(work), onCard);
    expect(calls(product(64, 64, 64))).toBe(8);
    expect(calls(product(512, 512, 512))).toBe(4);
    expect(calls(product(2048, 1024, 1024))).toBe(2);
    expect(calls(product(4096, 4096, 4096))).toBe(1);
    expect(calls(product(4096, 4096, 1024), true)).toBe(4);
    expect(calls(product(1, 1, 1), false, 1024)).toBe(4);
    expect(calls(product(1, 1, 1), false, 4096)).toBe(1);
  });
});
