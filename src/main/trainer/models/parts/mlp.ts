/** A network of dense layers. */
import { at } from "../../engine/place";
import type { Noise } from "../../engine/random";
import type { NamedVariables, Tensor2D, Variable } from "../../tensorflow";
import { tf } from "../../tensorflow";
import { activate, type Layer, weightColumns } from "./activation";
import { type Initial, initialWeights } from "./initial";

/** Multiplies kept units so that their expectation stays. */
export interface Dropout {
  readonly noise: Noise;
  /** Streams are named `<stream>/<layer>`. */
  readonly stream: string;
  /** Probability to keep an input. */
  readonly keepInput: number;
  /** Probability to keep a hidden unit. */
  readonly keepHidden: number;
}

export interface Mlp {
  readonly variables: NamedVariables;
  /** @param x `[batch, inputs]` -> `[batch, units of the last layer]` */
  forward(x: Tensor2D, dropout?: Dropout): Tensor2D;
}

/** Weights and biases that a network has. */
export function parameterCount(inputs: number, layers: readonly Layer[]): number {
  let count = 0;
  let width = inputs;
  for (const layer of layers) {
    count += (width + 1) * weightColumns(layer);
    width = layer.units;
  }
  return count;
}

function drop(x: Tensor2D, keep: number, { noise, stream }: Dropout, layer: number): Tensor2D {
  if (keep >= 1) return x;
  return x.mul(noise.bernoulli(`${stream}/${layer}`, x.shape, keep).div(keep)) as Tensor2D;
}

/**
 * @param name prefix of the variables: `<name>/<layer>/weights` and `<name>/<layer>/bias`
 * @param outputBias initial bias of the last layer, else zero
 */
export function buildMlp(
  name: string,
  inputs: number,
  layers: readonly Layer[],
  initial: Initial,
  noise: Noise,
  outputBias?: Float32Array,
): Mlp {
  const variables: Record<string, Variable> = {};
  const parts: { weights: Variable; bias: Variable; layer: Layer }[] = [];
  let width = inputs;
  layers.forEach((layer, index) => {
    const columns = weightColumns(layer);
    const path = `${name}/${index}`;
    const last = index === layers.length - 1;
    const shape: [number, number] = [width, columns];
    const weights = tf.tidy(() => tf.variable(initialWeights(initial, noise, `${path}/weights`, shape)));
    const bias = tf.tidy(() => tf.variable(last && outputBias ? tf.tensor1d(outputBias) : tf.zeros([columns])));
    variables[`${path}/weights`] = weights;
    variables[`${path}/bias`] = bias;
    parts.push({ weights, bias, layer });
    width = layer.units;
  });
  return {
    variables,
    forward(input, dropout) {
      let x = input;
      parts.forEach(({ weights, bias, layer }, index) => {
        at(`${name}/${index}`, () => {
          if (dropout) x = drop(x, index === 0 ? dropout.keepInput : dropout.keepHidden, dropout, index);
          const sums = tf.matMul(x, weights as Variable & Tensor2D).add(bias);
          x = activate(sums, layer) as Tensor2D;
        });
      });
      return x;
    },
  };
}
