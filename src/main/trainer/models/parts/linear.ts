/** Layers that are linear in their input, without an activation. */
import type { Noise } from "../../engine/random";
import { type Tensor, type Tensor2D, tf } from "../../tensorflow";
import type { Block } from "./block";
import { type Initial, initialWeights } from "./initial";
import { spectralWeights } from "./spectral";

export interface Linear {
  /** Begins the names of its variables: `<name>/weights` and `<name>/bias`. */
  readonly name: string;
  /** Units, or channels of a picture. */
  readonly inputs: number;
  /** Units, or channels of a picture; as many biases. */
  readonly outputs: number;
  /** False where batch normalisation follows, which would take a bias away again. */
  readonly bias: boolean;
  /** Of the weights; biases begin at 0. */
  readonly initial: Initial;
  /** Whether its weights are normalised spectrally. */
  readonly spectral?: boolean;
}

/**
 * @param shape of the weights
 * @param apply the linear map: x and weights -> `[…, outputs]`
 */
export function linear(
  { name, outputs, bias: biased, initial, spectral = false }: Linear,
  noise: Noise,
  shape: readonly number[],
  apply: (x: Tensor, weights: Tensor) => Tensor,
): Block {
  const weights = tf.tidy(() => tf.variable(initialWeights(initial, noise, `${name}/weights`, shape)));
  const bias = biased ? tf.tidy(() => tf.variable(tf.zeros([outputs]))) : null;
  const normal = spectral ? spectralWeights(name, weights, noise) : null;
  return {
    variables: { [`${name}/weights`]: weights, ...(bias ? { [`${name}/bias`]: bias } : {}) },
    buffers: normal?.buffers ?? {},
    pass(x, mode) {
      const mapped = apply(x, normal ? normal.normalised(mode) : weights);
      return bias ? mapped.add(bias) : mapped;
    },
  };
}

/** `[batch, inputs]` -> `[batch, outputs]`; weights `[inputs, outputs]`. */
export const dense = (layer: Linear, noise: Noise): Block =>
  linear(layer, noise, [layer.inputs, layer.outputs], (x, weights) => tf.matMul(x as Tensor2D, weights as Tensor2D));
