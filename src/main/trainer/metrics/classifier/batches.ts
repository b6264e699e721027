/**
 * What the classifier sees: the examples in a new order each pass, moved a little every time, and
 * among them pictures of nothing, for which every class is equally right. Without those it is sure of
 * noise and of the grey blurs that a young generator makes (Hendrycks et al. 2019, "Deep anomaly
 * detection with outlier exposure").
 */
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
  /** `[size, classes]`, each row a distribution: one class for an example, all for a picture of nothing. */
  readonly targets: Float32Array;
}

export interface BatchSizes {
  readonly examples: number;
  readonly outliers: number;
  readonly classes: number;
}

/** Images are moved by at most this many pixels each way, so that the exact place matters less. */
const largestShift = 1;

/** How many examples a blur is the mean of. */
const blurred = { least: 3, most: 10 } as const;

/**
 * Batches without end: every example once in each pass, in a new order, moved by up to a pixel (what
 * moves in from outside is 0); after them the outliers, by turns noise between two levels and blurs.
 */
export function createBatches(
  source: LabelledImages,
  [height, width, channels]: readonly [number, number, number],
  sizes: BatchSizes,
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

  const fillNoise = (target: Float32Array): void => {
    const low = random.uniform();
    const span = random.uniform() - low;
    for (let index = 0; index < size; index++) target[index] = low + span * random.uniform();
  };

  const fillBlur = (target: Float32Array): void => {
    const parts = blurred.least + random.below(blurred.most - blurred.least + 1);
    for (let part = 0; part < parts; part++) {
      const from = random.below(source.count) * size;
      for (let index = 0; index < size; index++) target[index]! += source.pixels[from + index]! / 255 / parts;
    }
  };

  return {
    next() {
      const count = sizes.examples + sizes.outliers;
      const images = new Float32Array(count * size);
      const targets = new Float32Array(count * sizes.classes);
      for (let slot = 0; slot < sizes.examples; slot++) {
        if (position === source.count) shuffle();
        const example = order[position++]!;
        copyShifted(example, images, slot * size);
        targets[slot * sizes.classes + source.labels[example]!] = 1;
      }
      targets.fill(1 / sizes.classes, sizes.examples * sizes.classes);
      for (let slot = sizes.examples; slot < count; slot++) {
        const target = images.subarray(slot * size, (slot + 1) * size);
        if (slot % 2 === 0) fillNoise(target);
        else fillBlur(target);
      }
      return { images, targets };
    },
  };
}
