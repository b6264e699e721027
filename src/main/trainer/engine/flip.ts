/** Flip augmentation: examples of a batch mirrored at random (as Krizhevsky et al. 2012, section 4.1, and most work on images since). */
import { type Tensor, tf } from "../tensorflow";
import type { Noise } from "./random";

/**
 * Each picture of a batch as it is or left for right, with probability ½.
 * @param batch `[batch, height·width·channels]`
 * @param stream names the coins of this batch
 * @returns same shape; to the bit what went in, in one order or the other
 */
export function flippedAtRandom(
  batch: Tensor,
  [height, width, channels]: readonly [number, number, number],
  noise: Noise,
  stream: string,
): Tensor {
  const count = batch.shape[0]!;
  const pictures = tf.reshape(batch, [count, height, width, channels]);
  const heads = tf.greater(noise.bernoulli(stream, [count, 1, 1, 1], 0.5), 0.5);
  return tf.reshape(tf.where(heads, tf.reverse(pictures, 2), pictures), [count, height * width * channels]);
}
