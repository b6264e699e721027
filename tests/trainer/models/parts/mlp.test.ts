import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import { type Layer, layerSchema } from "../../../../src/main/trainer/models/parts/activation";
import { initialSchema } from "../../../../src/main/trainer/models/parts/initial";
import { buildMlp, type Mlp } from "../../../../src/main/trainer/models/parts/mlp";
import { tf } from "../../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, valuesOf } from "../../support";

beforeAll(async () => {
  await openBackend(null);
});

const layer = (units: number, activation: Layer["activation"]) =>
  layerSchema.parse({ units, activation, pieces: 2, slope: 0.1 });
const layers = [layer(5, "maxout"), layer(4, "leaky-relu"), layer(3, "tanh"), layer(2, "linear")];
const initial = initialSchema.parse({});
const [batch, inputs] = [3, 4];
const x = someNumbers(batch * inputs, -1, 1, 3);

/** Biases are drawn too, so that a bias which is left out shows. */
function build(): Mlp {
  const mlp = buildMlp("net", inputs, layers, initial, noiseAt(1, 0));
  for (const [index] of layers.entries()) {
    const bias = mlp.variables[`net/${index}/bias`]!;
    bias.assign(tf.tensor1d(someNumbers(bias.size, -0.5, 0.5, index + 1)));
  }
  return mlp;
}

/** The same network in float64 with loops. */
function forwardByHand(weights: Readonly<Record<string, ArrayLike<number>>>): number[] {
  const results: number[] = [];
  for (let row = 0; row < batch; row++) {
    let values = Array.from(x.subarray(row * inputs, (row + 1) * inputs));
    for (const [index, { units, activation, slope, pieces }] of layers.entries()) {
      const matrix = weights[`net/${index}/weights`]!;
      const bias = weights[`net/${index}/bias`]!;
      const sums = Array.from(bias, (b, column) =>
        values.reduce((sum, value, i) => sum + value * matrix[i * bias.length + column]!, b),
      );
      values = Array.from({ length: units }, (_, unit) => {
        const sum = sums[unit]!;
        if (activation === "maxout") return Math.max(...sums.slice(unit * pieces, (unit + 1) * pieces));
        if (activation === "leaky-relu") return sum > 0 ? sum : slope * sum;
        return activation === "tanh" ? Math.tanh(sum) : sum;
      });
    }
    results.push(...values);
  }
  return results;
}

const weightsOf = ({ variables }: Mlp) =>
  Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, variable.dataSync()]));

describe("a network of dense layers", () => {
  it("computes activate(x·W + b), layer after layer", () => {
    const mlp = build();
    const found = valuesOf(tf.tidy(() => mlp.forward(tf.tensor2d(x, [batch, inputs]))));
    expect(farthest(found, forwardByHand(weightsOf(mlp)))).toBeLessThan(1e-6);
    tf.dispose(mlp.variables);
  });

  it("has the gradients of central differences, in every weight and bias", () => {
    const mlp = build();
    const weights = weightsOf(mlp);
    const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
    const { grads } = tf.variableGrads(
      () =>
        mlp
          .forward(tf.tensor2d(x, [batch, inputs]))
          .square()
          .sum(),
      Object.values(mlp.variables),
    );
    for (const [name, variable] of Object.entries(mlp.variables)) {
      const loss = (values: Float32Array) => square(forwardByHand({ ...weights, [name]: values }));
      const expected = differences(loss, variable.dataSync() as Float32Array, 1e-4);
      const most = Math.max(...expected.map(Math.abs));
      expect(most, name).toBeGreaterThan(0.01);
      expect(farthest(valuesOf(grads[variable.name]!), expected), name).toBeLessThan(1e-2 * Math.min(1, most));
    }
    tf.dispose(mlp.variables);
  });

  it("has (inputs + 1) × columns numbers a layer", () => {
    const mlp = build();
    const built = Object.values(mlp.variables).reduce((sum, variable) => sum + variable.size, 0);
    // 4→5×2, 5→4, 4→3, 3→2.
    expect(built).toBe(5 * 10 + 6 * 4 + 5 * 3 + 4 * 2);
    tf.dispose(mlp.variables);
  });

  it("starts with biases of zero, but for the output's where one is given", () => {
    const output = Float32Array.of(0.5, -2);
    const { variables } = buildMlp("net", inputs, layers, initial, noiseAt(1, 0), { outputBias: output });
    for (const index of [0, 1, 2]) expect(new Set(variables[`net/${index}/bias`]!.dataSync())).toEqual(new Set([0]));
    expect(variables["net/3/bias"]!.dataSync()).toEqual(output);
    tf.dispose(variables);
  });

  it("draws a layer's weights from its own name, so that another layer moves none of them", () => {
    const short = buildMlp("net", inputs, [layers[0]!], initial, noiseAt(1, 0));
    const long = buildMlp("net", inputs, layers, initial, noiseAt(1, 0));
    const other = buildMlp("other", inputs, layers, initial, noiseAt(1, 0));
    const first = (mlp: Mlp, name: string) => mlp.variables[`${name}/0/weights`]!.dataSync();
    expect(first(short, "net")).toEqual(first(long, "net"));
    expect(first(other, "other")).not.toEqual(first(long, "net"));
    tf.dispose([short.variables, long.variables, other.variables]);
  });
});
