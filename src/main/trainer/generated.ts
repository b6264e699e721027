/** Generated images as metrics take them. */
import type { OpenRun } from "./run";
import { type Tensor2D, tf } from "./tensorflow";

/** @returns `[count, height·width·channels]` in [0, 1], of z drawn from the seed; the caller's to dispose of */
export async function generatedImages(run: OpenRun, count: number, seed: number): Promise<Tensor2D> {
  const [low, high] = run.dataset.range;
  const images = await run.sample(count, seed);
  for (let i = 0; i < images.length; i++) images[i] = (images[i]! - low) / (high - low);
  return tf.tensor2d(images, [count, images.length / count]);
}
