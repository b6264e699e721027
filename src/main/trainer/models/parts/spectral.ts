/**
 * Spectral normalisation: Miyato et al. 2018, "Spectral normalization for generative adversarial
 * networks" (arXiv:1802.05957), section 2.1 and Algorithm 1: weights divided by their largest singular
 * value, which one power iteration in each pass of training keeps up with.
 */
import type { Noise } from "../../engine/random";
import { type NamedVariables, type Tensor, type Tensor2D, tf, type Variable } from "../../tensorflow";
import type { Mode } from "./block";

/** Iterations before the first pass, so that its estimate is good already. */
const firstIterations = 15;

/** x / ‖x‖, `[n, 1]` */
const unit = (x: Tensor): Tensor => x.div(tf.maximum(x.square().sum().sqrt(), 1e-12));

/** Both singular vectors after one more iteration: left `[rows, 1]`, right `[columns, 1]`. */
function iterate(matrix: Tensor2D, left: Tensor): { left: Tensor; right: Tensor } {
  const right = unit(tf.matMul(matrix, left as Tensor2D, true));
  return { right, left: unit(tf.matMul(matrix, right as Tensor2D)) };
}

export interface SpectralWeights {
  /** The singular vectors: `<name>/left` `[inputs, 1]` and `<name>/right` `[outputs, 1]`. */
  readonly buffers: NamedVariables;
  /** The weights over their largest singular value; the vectors count as constants for gradients. */
  normalised(mode: Mode): Tensor;
}

/**
 * @param name of the layer; what the vectors begin at is drawn from the stream `<name>/spectral`
 * @param weights `[…, outputs]`: all axes but the last are the rows of one matrix
 */
export function spectralWeights(name: string, weights: Variable, noise: Noise): SpectralWeights {
  const outputs = weights.shape[weights.rank - 1]!;
  const rows = weights.size / outputs;
  const asMatrix = () => weights.reshape([rows, outputs]) as Tensor2D;
  const [left, right] = tf.tidy(() => {
    let vectors = { left: unit(noise.normal(`${name}/spectral`, [rows, 1])), right: tf.zeros([outputs, 1]) as Tensor };
    for (let i = 0; i < firstIterations; i++) vectors = iterate(asMatrix(), vectors.left);
    return [tf.variable(vectors.left, false), tf.variable(vectors.right, false)];
  }) as [Variable, Variable];
  return {
    buffers: { [`${name}/left`]: left, [`${name}/right`]: right },
    normalised(mode) {
      const matrix = asMatrix();
      if (mode === "training") {
        const next = iterate(matrix, left);
        left.assign(next.left as Variable);
        right.assign(next.right as Variable);
      }
      const largest = tf
        .matMul(matrix, right as unknown as Tensor2D)
        .mul(left)
        .sum();
      return weights.div(largest);
    },
  };
}
