import { afterAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import type { Block } from "../../../../src/main/trainer/models/parts/block";
import { doubling, halving } from "../../../../src/main/trainer/models/parts/conv";
import { normal } from "../../../../src/main/trainer/models/parts/initial";
import { type Scalar, type Tensor, type Tensor4D, tf } from "../../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, tensorsLeftBy, valuesOf } from "../../support";

afterAll(async () => {
  await openBackend(null);
});

const layer = { name: "layer", inputs: 2, outputs: 3, bias: true, initial: normal(0.5) };
const biases = [0.5, -0.25, 1];
type Places = [number, number, number, number, number, number, number];
/** Every place in an array of up to seven dimensions. */
const places = (...sizes: number[]): Places[] =>
  sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, i) => [...row, i])),
    [[]],
  ) as Places[];
/** Row after row; outside of the picture is 0. */
const read = (values: ArrayLike<number>, [, h, w, c]: readonly number[], n: number, y: number, x: number, k: number) =>
  y < 0 || x < 0 || y >= h! || x >= w! ? 0 : values[((n * h! + y) * w! + x) * c! + k]!;

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("on %s", (_, backend) => {
  const made = async (make: typeof halving): Promise<Block> => {
    await openBackend(backend);
    const block = make(layer, noiseAt(1, 0));
    block.variables["layer/bias"]!.assign(tf.tensor1d(biases));
    return block;
  };
  const shape: [number, number, number, number] = [2, 6, 4, 2];
  const x = someNumbers(96, -1, 1);

  it("a halving layer sums 4 × 4 neighbours, two steps apart, with a border of one zero", async () => {
    const block = await made(halving);
    const weights = block.variables["layer/weights"]!;
    expect(weights.shape).toEqual([4, 4, 2, 3]);
    const y = tf.tidy(() => block.pass(tf.tensor(x, shape), "training"));
    expect(y.shape).toEqual([2, 3, 2, 3]);
    const w = weights.dataSync();
    const expected = places(2, 3, 2, 3).map(([n, row, column, out]) =>
      places(4, 4, 2).reduce(
        (sum, [i, j, k]) =>
          sum + read(x, shape, n, 2 * row + i - 1, 2 * column + j - 1, k) * read(w, weights.shape, i, j, k, out),
        biases[out]!,
      ),
    );
    expect(farthest(valuesOf(y), expected)).toBeLessThan(1e-5);
    tf.dispose(block.variables);
  });

  it("a doubling layer spreads each value over 4 × 4 places, two steps apart, and cuts a border of one", async () => {
    const block = await made(doubling);
    const weights = block.variables["layer/weights"]!;
    expect(weights.shape).toEqual([4, 4, 3, 2]);
    const y = tf.tidy(() => block.pass(tf.tensor(x, shape), "training"));
    expect(y.shape).toEqual([2, 12, 8, 3]);
    const w = weights.dataSync();
    const expected = new Float32Array(2 * 12 * 8 * 3).map((_, i) => biases[i % 3]!);
    for (const [n, row, column, k, i, j, out] of places(2, 6, 4, 2, 4, 4, 3)) {
      const [toRow, toColumn] = [2 * row + i - 1, 2 * column + j - 1];
      if (toRow < 0 || toColumn < 0 || toRow >= 12 || toColumn >= 8) continue;
      expected[((n * 12 + toRow) * 8 + toColumn) * 3 + out]! +=
        read(x, shape, n, row, column, k) * read(w, weights.shape, i, j, out, k);
    }
    expect(farthest(valuesOf(y), expected)).toBeLessThan(1e-5);
    tf.dispose(block.variables);
  });

  it.each([
    ["halving", halving],
    ["doubling", doubling],
  ] as const)("a %s layer has the gradients of central differences, for its input and its weights", async (_, make) => {
    const block = await made(make);
    const weights = block.variables["layer/weights"]!;
    const start = Float32Array.from(weights.dataSync());
    const small: [number, number, number, number] = [1, 4, 2, 2];
    const point = someNumbers(16, -1, 1, 3);
    const f = (input: Tensor) => block.pass(input, "training").square().mean() as Scalar;
    const at = (values: Float32Array) => valuesOf(tf.tidy(() => f(tf.tensor(values, small))))[0]!;
    const atWeights = (values: Float32Array) => {
      tf.tidy(() => weights.assign(tf.tensor(values, weights.shape)));
      return at(point);
    };
    const input = tf.variable(tf.tensor(point, small));
    const { value, grads } = tf.variableGrads(() => f(input), [input, weights]);
    expect(farthest(grads[input.name]!.dataSync(), differences(at, point))).toBeLessThan(1e-3);
    expect(farthest(grads[weights.name]!.dataSync(), differences(atWeights, start))).toBeLessThan(1e-3);
    tf.dispose([input, value, grads, block.variables]);
  });

  it("a penalty on the gradient for the input has the gradient of central differences, for input and weights", async () => {
    const block = await made(halving);
    const weights = block.variables["layer/weights"]!;
    const start = Float32Array.from(weights.dataSync());
    const small: [number, number, number, number] = [1, 4, 2, 2];
    const point = someNumbers(16, -1, 1, 3);
    /** Curved in both, so that the gradient's gradient passes through the gradients of input and filter. */
    const slopes = (input: Tensor, filter: Tensor) =>
      tf.grads((a, b) =>
        tf
          .conv2d(a as Tensor4D, b as Tensor4D, 2, "same")
          .square()
          .mean(),
      )([input, filter]);
    const f = (input: Tensor, filter: Tensor) =>
      tf.addN(slopes(input, filter).map((slope) => slope.square().sum())) as Scalar;
    const at = (values: Float32Array) => valuesOf(tf.tidy(() => f(tf.tensor(values, small), weights)))[0]!;
    const atWeights = (values: Float32Array) =>
      valuesOf(tf.tidy(() => f(tf.tensor(point, small), tf.tensor(values, weights.shape))))[0]!;
    const found = tf.tidy(() =>
      tf
        .grads((a, b) => f(a!, b!))([tf.tensor(point, small), weights])
        .map((slope) => slope.dataSync()),
    );
    expect(farthest(found[0]!, differences(at, point))).toBeLessThan(2e-3);
    expect(farthest(found[1]!, differences(atWeights, start))).toBeLessThan(2e-3);
    tf.dispose(block.variables);
  });

  it("no tensor is left behind", async () => {
    for (const make of [halving, doubling]) {
      const block = await made(make);
      const input = tf.variable(tf.tensor(x, shape));
      const variables = [input, ...Object.values(block.variables)];
      const loss = () => block.pass(input, "training").square().mean() as Scalar;
      expect(await tensorsLeftBy(() => tf.dispose(tf.variableGrads(loss, variables)))).toBe(0);
      tf.dispose([input, block.variables]);
    }
  });
});

it("a layer that batch normalisation follows has no bias", () => {
  const block = halving({ ...layer, bias: false }, noiseAt(1, 0));
  expect(Object.keys(block.variables)).toEqual(["layer/weights"]);
  tf.dispose(block.variables);
});
