import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { batchNorm } from "../../../../src/main/trainer/models/parts/batchNorm";
import type { Block } from "../../../../src/main/trainer/models/parts/block";
import { type Scalar, type Tensor, tf } from "../../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, tensorsLeftBy, valuesOf } from "../../support";

type Derivatives = Record<"x" | "scale" | "offset", number[]>;
interface Case {
  title: string;
  shape: number[];
  scale: number[];
  offset: number[];
  passes: {
    x: number[];
    toward: number[];
    y: number[];
    first: Derivatives;
    second: Derivatives;
    mean: number[];
    variance: number[];
  }[];
  evaluation: { x: number[]; y: number[] };
}

/** What PyTorch's BatchNorm1d and BatchNorm2d made of the same numbers (see `origin` in the file). */
const { cases } = JSON.parse(readFileSync(new URL("../../../fixtures/batch-norm.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

/** The gradients of a scalar by the block's input and variables. */
function gradients(block: Block, x: Tensor, f: (y: Tensor) => Scalar, second: boolean): Derivatives {
  const { "norm/scale": scale, "norm/offset": offset } = block.variables;
  const input = tf.variable(x);
  const all = { x: input, scale: scale!, offset: offset! };
  const found = tf.tidy(() => {
    const loss = () => f(block.pass(input, "training"));
    const penalty = () => tf.variableGrads(loss, [input]).grads[input.name]!.square().sum() as Scalar;
    const { grads } = tf.variableGrads(second ? penalty : loss, Object.values(all));
    return Object.fromEntries(
      Object.entries(all).map(([name, variable]) => [
        name,
        // TensorFlow.js tells nothing of a variable that the result does not depend on.
        Array.from(grads[variable.name]?.dataSync() ?? new Float32Array(variable.size)),
      ]),
    );
  });
  input.dispose();
  return found as Derivatives;
}

afterAll(async () => {
  await openBackend(null);
});

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("batch normalisation on %s", (_, backend) => {
  /** With PyTorch's scale and offset. */
  const made = async ({ scale, offset }: Case): Promise<Block> => {
    await openBackend(backend);
    const block = batchNorm("norm", scale.length);
    tf.tidy(() => {
      block.variables["norm/scale"]!.assign(tf.tensor1d(scale));
      block.variables["norm/offset"]!.assign(tf.tensor1d(offset));
    });
    return block;
  };
  const free = ({ variables, buffers }: Block) => tf.dispose([variables, buffers]);

  it.each(cases)("of $title gives PyTorch's values, and leaves its running statistics behind", async (given) => {
    const block = await made(given);
    for (const { x, y, mean, variance } of given.passes) {
      const found = valuesOf(tf.tidy(() => block.pass(tf.tensor(x, given.shape), "training")));
      expect(farthest(found, y)).toBeLessThan(1e-5);
      expect(farthest(block.buffers["norm/mean"]!.dataSync(), mean)).toBeLessThan(1e-6);
      expect(farthest(block.buffers["norm/variance"]!.dataSync(), variance)).toBeLessThan(1e-6);
    }
    const { x, y } = given.evaluation;
    expect(farthest(valuesOf(tf.tidy(() => block.pass(tf.tensor(x, given.shape), "evaluation"))), y)).toBeLessThan(
      1e-5,
    );
    // Evaluation moves nothing.
    expect(farthest(block.buffers["norm/mean"]!.dataSync(), given.passes.at(-1)!.mean)).toBeLessThan(1e-6);
    free(block);
  });

  it.each(cases)("of $title has PyTorch's first and second derivatives", async (given) => {
    const block = await made(given);
    for (const { x, toward, first, second } of given.passes) {
      const input = tf.tensor(x, given.shape);
      const weights = tf.tensor(toward, given.shape);
      const loss = (y: Tensor) => y.mul(weights).add(y.square().mul(y).div(3)).sum() as Scalar;
      for (const [expected, twice] of [
        [first, false],
        [second, true],
      ] as const) {
        const found = gradients(block, input, loss, twice);
        for (const name of ["x", "scale", "offset"] as const) {
          expect(farthest(found[name], expected[name]), `${name}${twice ? ", second" : ""}`).toBeLessThan(2e-5);
        }
      }
      tf.dispose([input, weights]);
    }
    free(block);
  });

  it("has the gradient of central differences", async () => {
    const block = await made(cases[0]!);
    const x = someNumbers(12, -1, 1);
    const weights = someNumbers(12, -1, 1, 2);
    const f = (values: Float32Array) =>
      tf.tidy(() =>
        block
          .pass(tf.tensor2d(values, [4, 3]), "training")
          .mul(tf.tensor2d(weights, [4, 3]))
          .sum(),
      );
    const input = tf.tensor2d(x, [4, 3]);
    const found = gradients(block, input, (y) => y.mul(tf.tensor2d(weights, [4, 3])).sum() as Scalar, false);
    const expected = differences((values) => valuesOf(f(values))[0]!, x, 1e-2);
    expect(farthest(found.x, expected)).toBeLessThan(3e-3);
    input.dispose();
    free(block);
  });

  it("of one value a channel leaves the offset, and no NaN", async () => {
    const block = await made(cases[0]!);
    const y = valuesOf(tf.tidy(() => block.pass(tf.tensor2d([5, -3, 0.5], [1, 3]), "training")));
    expect(farthest(y, cases[0]!.offset)).toBeLessThan(1e-6);
    // Nine tenths of the ones that it began with.
    expect(farthest(block.buffers["norm/variance"]!.dataSync(), [0.9, 0.9, 0.9])).toBeLessThan(1e-6);
    free(block);
  });

  it("leaves no tensor behind", async () => {
    const block = await made(cases[1]!);
    const input = tf.zeros(cases[1]!.shape);
    expect(await tensorsLeftBy(() => tf.tidy(() => void block.pass(input, "training")))).toBe(0);
    expect(await tensorsLeftBy(() => tf.tidy(() => void block.pass(input, "evaluation")))).toBe(0);
    const loss = () => block.pass(input, "training").square().sum() as Scalar;
    const variables = Object.values(block.variables);
    expect(await tensorsLeftBy(() => tf.tidy(() => void tf.variableGrads(loss, variables)))).toBe(0);
    input.dispose();
    free(block);
  });
});
