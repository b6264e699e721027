/** A network of dense layers. */
import { at } from "../../engine/place";
import type { Noise } from "../../engine/random";
import type { NamedVariables, Tensor2D, Variable } from "../../tensorflow";
import { tf } from "../../tensorflow";
import { activate, type Layer, weightColumns } from "./activation";
import type { Mode } from "./block";
import { dropped } from "./dropout";
import { type Initial, initialWeights } from "./initial";
import { type SpectralWeights, spectralWeights } from "./spectral";

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
  /** Those of normalised weights; none otherwise. */
  readonly buffers: NamedVariables;
  /** @param x `[batch, inputs]` -> `[batch, units of the last layer]` */
  forward(x: Tensor2D, dropout?: Dropout): Tensor2D;
  /** All layers but the last: `[batch, inputs]` -> `[batch, units of the last but one]` */
  body(x: Tensor2D, mode: Mode, dropout?: Dropout): Tensor2D;
  /** The last layer, of what {@link body} gives and what may stand beside it. */
  head(x: Tensor2D, mode: Mode, dropout?: Dropout): Tensor2D;
}

export interface MlpOptions {
  /** Initial bias of the last layer, else zero. */
  readonly outputBias?: Float32Array | undefined;
  /** Inputs of the last layer beside the units of the one before; for {@link Mlp.head}. */
  readonly beside?: number;
  /** Whether weights are normalised spectrally. */
  readonly spectral?: boolean;
}

/**
 * @param name prefix of the variables: `<name>/<layer>/weights` and `<name>/<layer>/bias`
 */
export function buildMlp(
  name: string,
  inputs: number,
  layers: readonly Layer[],
  initial: Initial,
  noise: Noise,
  { outputBias, beside = 0, spectral = false }: MlpOptions = {},
): Mlp {
  const variables: Record<string, Variable> = {};
  const parts: { weights: Variable; normal: SpectralWeights | null; bias: Variable; layer: Layer }[] = [];
  let width = inputs;
  layers.forEach((layer, index) => {
    const columns = weightColumns(layer);
    const path = `${name}/${index}`;
    const last = index === layers.length - 1;
    const shape: [number, number] = [width + (last ? beside : 0), columns];
    const weights = tf.tidy(() => tf.variable(initialWeights(initial, noise, `${path}/weights`, shape)));
    const bias = tf.tidy(() => tf.variable(last && outputBias ? tf.tensor1d(outputBias) : tf.zeros([columns])));
    variables[`${path}/weights`] = weights;
    variables[`${path}/bias`] = bias;
    parts.push({ weights, normal: spectral ? spectralWeights(path, weights, noise) : null, bias, layer });
    width = layer.units;
  });
  /** Layers from one to before another. */
  const through = (input: Tensor2D, from: number, to: number, mode: Mode, dropout: Dropout | undefined): Tensor2D => {
    let x = input;
    for (let index = from; index < to; index++) {
      const { weights, normal, bias, layer } = parts[index]!;
      at(`${name}/${index}`, () => {
        if (dropout) {
          const keep = index === 0 ? dropout.keepInput : dropout.keepHidden;
          x = dropped(x, keep, dropout.noise, `${dropout.stream}/${index}`) as Tensor2D;
        }
        const matrix = (normal ? normal.normalised(mode) : weights) as Tensor2D;
        const sums = tf.matMul(x, matrix).add(bias);
        x = activate(sums, layer) as Tensor2D;
      });
    }
    return x;
  };
  const last = layers.length - 1;
  return {
    variables,
    buffers: Object.assign({}, ...parts.map(({ normal }) => normal?.buffers)),
    forward: (x, dropout) => through(x, 0, layers.length, "evaluation", dropout),
    body: (x, mode, dropout) => through(x, 0, last, mode, dropout),
    head: (x, mode, dropout) => through(x, last, layers.length, mode, dropout),
  };
}
