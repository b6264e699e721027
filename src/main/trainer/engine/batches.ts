/** Which examples a batch holds: a pure function of (seed, number of the batch). */
import type { Dataset } from "../dataset";
import { randomWords } from "./random";

/** A permutation of 0…count−1 by Fisher and Yates, from the words of stream `shuffle` at step `epoch`. */
export function shuffledIndices(seed: number, epoch: number, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const words = randomWords({ seed, stream: "shuffle", step: epoch }, count);
  for (let i = count - 1; i > 0; i--) {
    // Multiplying maps 32 bits to 0…i with a bias below 2⁻³²·i, far below what a shuffle shows.
    const j = Math.floor((words[i]! / 0x1_0000_0000) * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/**
 * Batches over an endless sequence of shuffled epochs. Examples left over at the end of an epoch
 * are skipped, so that every batch is full and comes from one epoch.
 */
export class Batches {
  readonly perEpoch: number;
  private readonly dataset: Dataset;
  private readonly size: number;
  private readonly seed: number;
  private epoch = -1;
  private order: Uint32Array = new Uint32Array(0);

  /** @param size examples in a batch, at most `dataset.count` */
  constructor(dataset: Dataset, size: number, seed: number) {
    this.dataset = dataset;
    this.size = size;
    this.seed = seed;
    this.perEpoch = Math.floor(dataset.count / size);
  }

  /** Examples of batch `number` (0, 1, …) in the order in which they are trained. */
  indices(number: number): Uint32Array {
    const epoch = Math.floor(number / this.perEpoch);
    if (epoch !== this.epoch) {
      this.order = shuffledIndices(this.seed, epoch, this.dataset.count);
      this.epoch = epoch;
    }
    const begin = (number % this.perEpoch) * this.size;
    return this.order.subarray(begin, begin + this.size);
  }
}

/** Mean of each value over all training examples in the data's range, as training sees them, `[height·width·channels]`. */
export function datasetMean(dataset: Dataset): Float32Array {
  const mean = storedMean(dataset);
  if (dataset.flips !== true) return mean;
  const [, width, channels] = dataset.shape;
  return mean.map((value, at) => {
    const pixel = Math.floor(at / channels);
    const column = pixel % width;
    const mirrored = (pixel - column + width - 1 - column) * channels + (at % channels);
    return (value + mean[mirrored]!) / 2;
  });
}

function storedMean(dataset: Dataset): Float32Array {
  const width = dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
  const sums = new Float64Array(width);
  const { examples } = dataset;
  const add = (data: Uint8Array | Float32Array, count: number): void => {
    for (let begin = 0; begin < count * width; begin += width) {
      for (let i = 0; i < width; i++) sums[i]! += data[begin + i]!;
    }
  };
  if (examples.kind === "file") {
    const chunk = Math.max(1, Math.floor((1 << 24) / width));
    for (let begin = 0; begin < dataset.count; begin += chunk) {
      const end = Math.min(dataset.count, begin + chunk);
      add(examples.rows.slice(begin, end), end - begin);
    }
  } else {
    add(examples.data, dataset.count);
  }
  if (examples.kind === "floats") return Float32Array.from(sums, (sum) => sum / dataset.count);
  const [low, high] = dataset.range;
  return Float32Array.from(sums, (sum) => low + (sum / dataset.count / 255) * (high - low));
}
