import { afterAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { layerNorm } from "../../../../src/main/trainer/models/parts/layerNorm";
import { type Scalar, type Tensor, tf } from "../../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, valuesOf } from "../../support";

afterAll(async () => {
  await openBackend(null);
});

const scale = [0.5, -1.25, 2];
const offset = [0.25, 1, -0.5];

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("layer normalisation on %s", (_, backend) => {
  it.each([
    ["units", [4, 3]],
    ["feature maps, all values of an example together", [4, 2, 3, 3]],
  ])("of %s: each example has mean 0 and variance 1 before scale and offset", async (_, shape) => {
    await openBackend(backend);
    const block = layerNorm("norm", 3);
    block.variables["norm/scale"]!.assign(tf.tensor1d(scale));
    block.variables["norm/offset"]!.assign(tf.tensor1d(offset));
    const [count, ...rest] = shape as [number, ...number[]];
    const size = rest.reduce((product, side) => product * side, 1);
    const x = someNumbers(count * size, -1, 3);
    const y = valuesOf(tf.tidy(() => block.pass(tf.tensor(x, shape), "training")));
    const expected = Array.from(x, (value, i) => {
      const example = Array.from(x.subarray(Math.floor(i / size) * size, (Math.floor(i / size) + 1) * size));
      const mean = example.reduce((sum, each) => sum + each, 0) / size;
      const variance = example.reduce((sum, each) => sum + (each - mean) ** 2, 0) / size;
      return ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i % 3]! + offset[i % 3]!;
    });
    expect(farthest(y, expected)).toBeLessThan(1e-5);
    tf.dispose(block.variables);
  });

  it("can be differentiated twice, as penalties on D's slope do", async () => {
    await openBackend(backend);
    const block = layerNorm("norm", 3);
    block.variables["norm/scale"]!.assign(tf.tensor1d(scale));
    const toward = tf.tensor(someNumbers(6, -1, 1, 5), [2, 3]);
    const x = someNumbers(6, -1, 2);
    const slope = (at: Tensor): Tensor =>
      tf.grad((each) => block.pass(each, "training").square().mul(toward).sum())(at);
    const penalty = (at: Tensor): Scalar => slope(at).square().sum() as Scalar;
    const found = valuesOf(tf.tidy(() => tf.grad(penalty)(tf.tensor(x, [2, 3]))));
    const expected = differences((at) => valuesOf(tf.tidy(() => penalty(tf.tensor(at, [2, 3]))))[0]!, x, 1e-2);
    expect(farthest(found, expected)).toBeLessThan(3e-2);
    expect(found.some((value) => Math.abs(value) > 0.1)).toBe(true);
    tf.dispose([block.variables, toward] as never);
  });
});
