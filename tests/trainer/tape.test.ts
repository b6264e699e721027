import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { noiseAt } from "../../src/main/trainer/engine/random";
import { activate, type Layer } from "../../src/main/trainer/models/parts/activation";
import { batchNorm } from "../../src/main/trainer/models/parts/batchNorm";
import { type Block, chain, fixed } from "../../src/main/trainer/models/parts/block";
import { halving } from "../../src/main/trainer/models/parts/conv";
import { dense } from "../../src/main/trainer/models/parts/linear";
import { buildMlp } from "../../src/main/trainer/models/parts/mlp";
import { type NamedVariables, type Scalar, type Tensor, type Tensor2D, tf } from "../../src/main/trainer/tensorflow";
import { differences, farthest, tensorsLeftBy, valuesOf } from "./support";

/** What PyTorch's double backward gives (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../fixtures/penalties.json", import.meta.url), "utf8")) as {
  cases: {
    title: string;
    x: number[];
    weights: Record<string, number[]>;
    penalty: number;
    gradients: Record<string, number[]>;
  }[];
};
const [denseCase, convolutionalCase] = fixture.cases;

const shape: [number, number] = [4, 6];
/** Away from every kink by more than the distance of the differences. */
const point = Float32Array.from({ length: 24 }, (_, i) => {
  const value = Math.sin(1.7 * i);
  return value + (value < 0 ? -0.06 : 0.06);
});
const ops: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  ...Object.fromEntries(
    (["elu", "selu", "softplus", "silu", "gelu"] as const).map((activation) => [
      activation,
      (x: Tensor) => activate(x, { units: 6, activation, slope: 0, pieces: 2 }),
    ]),
  ),
  exp: (x) => tf.exp(x),
  softmax: (x) => tf.softmax(x as Tensor2D),
  "log softmax": (x) => tf.logSoftmax(x as Tensor2D),
  "max of pieces (maxout)": (x) => tf.max(x.square().reshape([4, 3, 2]), 2),
  minimum: (x) => x.square().minimum(0.5),
  clip: (x) => x.square().clipByValue(0, 0.5),
  transpose: (x) => tf.matMul(x as Tensor2D, x.transpose() as Tensor2D),
  "leaky ReLU": (x) => tf.leakyRelu(x, 0.2),
  norm: (x) => x.norm(),
};

afterAll(async () => {
  await openBackend(null);
});

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("on %s the gradient of a squared gradient is that of central differences", (_, backend) => {
  beforeAll(async () => {
    await openBackend(backend);
  });

  test.each(Object.entries(ops))("%s", (_op, op) => {
    const slope = tf.grad((x) => op(x).square().sum());
    const f = (x: Tensor) => slope(x).square().sum() as Scalar;
    const found = valuesOf(tf.tidy(() => tf.grad(f)(tf.tensor2d(point, shape))));
    const expected = differences((x) => valuesOf(tf.tidy(() => f(tf.tensor2d(x, shape))))[0]!, point);
    // Rounding in float32 and the differences' own error stay below a hundredth of the largest of them.
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(0.01 * largest);
  });
});

it("what a gradient of integers would want is let go of with the op", async () => {
  await openBackend(null);
  const x = tf.tensor2d([1, 2], [1, 2]);
  const left = await tensorsLeftBy(() => {
    const slope = tf.grad((input: Tensor) => {
      // Both save what they take for their gradients.
      const places = tf.concat([tf.tensor1d([1], "int32"), tf.tensor1d([0], "int32")]).reshape([2]);
      return input
        .gather(places as tf.Tensor1D, 1)
        .square()
        .sum();
    })(x);
    slope.dispose();
  });
  expect(left).toBe(0);
  x.dispose();
});

describe("a penalty on D's gradient has PyTorch's value, and its gradient PyTorch's values", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  const layer = (activation: Layer["activation"], units: number): Layer => ({
    units,
    activation,
    slope: 0.2,
    pieces: 2,
  });
  const penaltyOf = (discriminate: (x: Tensor) => Tensor, x: Tensor): Scalar => {
    const slope = tf.grad((input: Tensor) => discriminate(input).sum())(x);
    const squares = slope.square().sum(1);
    return squares.mean().mul(0.5).add(squares.sqrt().sub(1).square().mean());
  };
  const check = async (
    { x, weights, penalty, gradients }: NonNullable<typeof denseCase>,
    variables: NamedVariables,
    discriminate: (x: Tensor) => Tensor,
  ) => {
    for (const [name, values] of Object.entries(weights)) {
      tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
    }
    const input = tf.tensor2d(x, [3, x.length / 3]);
    const names = Object.keys(gradients);
    const differentiate = () =>
      tf.variableGrads(
        () => penaltyOf(discriminate, input),
        names.map((name) => variables[name]!),
      );
    const { value, grads } = differentiate();
    expect(value.dataSync()[0]).toBeCloseTo(penalty, 5);
    for (const name of names) {
      expect(farthest(grads[variables[name]!.name]!.dataSync(), gradients[name]!), name).toBeLessThan(2e-5);
    }
    tf.dispose([value, grads]);
    expect(
      await tensorsLeftBy(() => {
        const again = differentiate();
        tf.dispose([again.value, again.grads]);
      }),
    ).toBe(0);
    tf.dispose([input, variables]);
  };

  test(denseCase!.title, async () => {
    const layers = [
      layer("tanh", 4),
      layer("maxout", 3),
      layer("sigmoid", 3),
      layer("leaky-relu", 4),
      layer("linear", 1),
    ];
    const d = buildMlp("discriminator", 5, layers, { kind: "glorot", scale: 0 }, noiseAt(1, 0));
    await check(denseCase!, d.variables, (x) => d.forward(x as Tensor2D));
  });

  test(convolutionalCase!.title, async () => {
    const noise = noiseAt(1, 0);
    const named = (index: number, inputs: number, outputs: number, bias: boolean) => ({
      name: `discriminator/${index}`,
      inputs,
      outputs,
      bias,
      initial: { kind: "normal" as const, scale: 1 },
    });
    const d: Block = chain([
      fixed((x) => x.reshape([-1, 8, 8, 1])),
      halving(named(0, 1, 2, true), noise),
      fixed(tf.tanh),
      halving(named(1, 2, 3, false), noise),
      batchNorm("discriminator/1", 3),
      fixed((x) => tf.leakyRelu(x, 0.2)),
      fixed((x) => x.reshape([-1, 12])),
      dense(named(2, 12, 1, true), noise),
    ]);
    await check(convolutionalCase!, d.variables, (x) => d.pass(x, "training"));
    tf.dispose(d.buffers);
  });

  it("and the fixture names its origin", () => {
    expect(fixture).toHaveProperty("origin");
  });
});
