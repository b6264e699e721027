/** The order in which the classifier sees its examples, each moved a little every time. */
import type { Random } from "./random";

export interface LabelledImages {
  readonly count: number;
  /** `[count, height·width·channels]`, bytes. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export interface Batch {
  /** `[size, height·width·channels]` in [0, 1]. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Images are moved by at most this many pixels each way, so that the exact place matters less. */
const largestShift = 1;

/**
 * Batches without end: every example once in each pass, in a new order, moved by up to a pixel;
 * what moves in from outside is 0.
 */
export function createBatches(
  source: LabelledImages,
  [height, width, channels]: readonly [number, number, number],
  batchSize: number,
  random: Random,
): { next(): Batch } {
  const size = height * width * channels;
  const row = width * channels;
  const order = Uint32Array.from({ length: source.count }, (_, index) => index);
  let position = source.count;

  const shuffle = (): void => {
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.below(last + 1);
      const moved = order[last]!;
      order[last] = order[other]!;
      order[other] = moved;
    }
    position = 0;
  };

  const copyShifted = (example: number, target: Float32Array, at: number): void => {
    const down = random.below(2 * largestShift + 1) - largestShift;
    const right = random.below(2 * largestShift + 1) - largestShift;
    const from = Math.max(0, right) * channels;
    const to = row + Math.min(0, right) * channels;
    for (let y = Math.max(0, down); y < height + Math.min(0, down); y++) {
      const origin = example * size + (y - down) * row - right * channels;
      for (let x = from; x < to; x++) target[at + y * row + x] = source.pixels[origin + x]! / 255;
    }
  };

  return {
    next() {
      const images = new Float32Array(batchSize * size);
      const labels = new Int32Array(batchSize);
      for (let slot = 0; slot < batchSize; slot++) {
        if (position === source.count) shuffle();
        const example = order[position++]!;
        copyShifted(example, images, slot * size);
        labels[slot] = source.labels[example]!;
      }
      return { images, labels };
    },
  };
}
