/** Convolutions that the graph makes in halves of the batch, against the same ones whole. */
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { eager } from "../../../src/main/trainer/engine/eager";
import { graphEngine } from "../../../src/main/trainer/engine/graph";
import { halvesOf } from "../../../src/main/trainer/engine/graph/halves";
import type { RecordedOp, Value } from "../../../src/main/trainer/engine/graph/recorder";
import { type Tensor4D, tf } from "../../../src/main/trainer/tensorflow";
import { farthest } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const fed = (name: string, shape: readonly number[]): Value => ({ source: { kind: "feed", name }, shape, dtype: 1 });
const numbers = (...values: number[]): Value => ({
  source: { kind: "constant", values: Int32Array.from(values) },
  shape: [values.length],
  dtype: 3,
});
const op = (name: string, inputs: readonly Value[], strides = [1, 2, 2, 1]): RecordedOp => ({
  kind: "op",
  name,
  attributes: [{ name: "strides", type: 0, value: strides }],
  inputs,
  order: 0,
  place: "",
});
const filter = fed("w", [4, 4, 2, 3]);

describe("a convolution comes in halves", () => {
  const forward = (batch: number) => op("Conv2D", [fed("x", [batch, 6, 6, 2]), filter]);
  const backward = (batch: number) =>
    op("Conv2DBackpropInput", [numbers(batch, 6, 6, 2), filter, fed("dy", [batch, 3, 3, 3])]);
  /** 9 positions of 4 pictures, each 4 · 4 · 2 · 3 multiplications. */
  const multiplications = 4 * 9 * 96;

  it("from so many multiplications on, forwards and backwards", () => {
    expect(halvesOf(forward(4), multiplications)).toEqual({ batched: 0, sizes: null });
    expect(halvesOf(backward(4), multiplications)).toEqual({
      batched: 2,
      sizes: { input: 0, half: numbers(2, 6, 6, 2) },
    });
    for (const made of [forward(4), backward(4)]) expect(halvesOf(made, multiplications + 1)).toBeNull();
  });

  it("but not an odd batch, nor what adds up over the batch, nor another op", () => {
    for (const made of [forward(5), backward(5)]) expect(halvesOf(made, 0)).toBeNull();
    const inputs = [fed("x", [4, 6, 6, 2]), numbers(4, 4, 2, 3), fed("dy", [4, 3, 3, 3])];
    expect(halvesOf(op("Conv2DBackpropFilter", inputs), 0)).toBeNull();
    expect(halvesOf(op("MatMul", [fed("a", [4, 6]), fed("b", [6, 2])]), 0)).toBeNull();
  });
});

it("gives what whole convolutions give, with their gradients", async () => {
  const w = tf.tidy(() => tf.variable(tf.randomNormal([4, 4, 2, 3], 0, 1, "float32", 1)));
  const feeds = { x: { kind: "numbers", shape: [4, 6, 6, 2] } } as const;
  const examples = { count: 1, width: 1, values: { kind: "bytes", data: Uint8Array.of(0) }, range: [0, 1] } as const;
  const run = ({ feeds: { x } }: { feeds: Readonly<Record<string, unknown>> }) => {
    const convolve = (seen: Tensor4D, by: Tensor4D) => tf.conv2d(seen, by, 2, "same").square().sum();
    const [slope, gradient] = tf.grads(convolve as never)([x as Tensor4D, w]);
    return { made: tf.conv2d(x as Tensor4D, w as unknown as Tensor4D, 2, "same"), slope: slope!, gradient: gradient! };
  };
  const x = Float32Array.from({ length: 4 * 72 }, (_, i) => Math.sin(i));
  const all: number[][] = [];
  for (const engine of [graphEngine({ leastHalved: 0 }), eager]) {
    const program = engine.compile({ functions: { f: { feeds, run } }, variables: { w }, examples, seed: 1 });
    all.push(Object.values(await program.run("f", { feeds: { x }, step: 0 })).flatMap((values) => [...values]));
    program.dispose();
  }
  w.dispose();
  expect(all[0]!.length).toBe(4 * 27 + 4 * 72 + 96);
  expect(farthest(all[0]!, all[1]!)).toBeLessThan(1e-5);
});
