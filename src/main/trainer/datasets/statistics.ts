/** Figures of a dataset's pictures: mean, deviation, histogram, classes, duplicates, nearest neighbours. */
import { createHash } from "node:crypto";
import type { DataDescription } from "../../../shared/contract/data";
import { SaddleError } from "../../../shared/contract/errors";
import { say } from "../../../shared/domain/text";
import type { Dataset } from "../dataset";
import { bytesToAtlas } from "./inspect";

/** Bytes that are worked on before anything else has its turn. */
const slice = 4 << 20;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const widthOf = ({ shape }: Pick<Dataset, "shape">): number => shape[0] * shape[1] * shape[2];

/** Rows of the training set as bytes. @throws SaddleError `unsupported` for data that is no pictures */
export function trainingRows({ title, examples, shape }: Dataset, begin: number, end: number): Uint8Array {
  const width = widthOf({ shape });
  if (examples.kind === "bytes") return examples.data.subarray(begin * width, end * width);
  if (examples.kind === "file") return examples.rows.slice(begin, end);
  throw new SaddleError(
    "unsupported",
    say(`${title} holds points, not pictures.`, `${title}: 이미지가 아니라 점 데이터입니다.`),
  );
}

/** A pass over all training examples, some at a time. */
async function* passes(dataset: Dataset): AsyncGenerator<{ rows: Uint8Array; begin: number; count: number }> {
  const width = widthOf(dataset);
  const step = Math.max(1, Math.floor(slice / width));
  for (let begin = 0; begin < dataset.count; begin += step) {
    const end = Math.min(dataset.count, begin + step);
    yield { rows: trainingRows(dataset, begin, end), begin, count: end - begin };
    await turn();
  }
}

export async function describe(dataset: Dataset): Promise<DataDescription> {
  const { title, count, shape, range, classes, labels, test, hash } = dataset;
  const width = widthOf(dataset);
  const channels = shape[2];
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  const histogram = new Float64Array(channels * 256);
  const seen = new Set<string>();
  let duplicates = 0;
  for await (const { rows, count: part } of passes(dataset)) {
    for (let row = 0; row < part; row++) {
      const start = row * width;
      for (let i = 0, channel = 0; i < width; i++) {
        const byte = rows[start + i]!;
        sums[i]! += byte;
        squares[i]! += byte * byte;
        histogram[channel * 256 + byte]! += 1;
        if (++channel === channels) channel = 0;
      }
      const digest = createHash("md5")
        .update(rows.subarray(start, start + width))
        .digest("base64");
      if (seen.has(digest)) duplicates++;
      else seen.add(digest);
    }
  }
  const pictures = new Uint8Array(2 * width);
  const deviations = Float64Array.from(sums, (sum, i) =>
    Math.sqrt(Math.max(0, squares[i]! / count - (sum / count) ** 2)),
  );
  const widest = deviations.reduce((greatest, value) => Math.max(greatest, value), 0) || 1;
  for (let i = 0; i < width; i++) {
    pictures[i] = Math.round(sums[i]! / count);
    pictures[width + i] = Math.round((deviations[i]! / widest) * 255);
  }
  return {
    title,
    count,
    testCount: test?.count ?? 0,
    shape: [...shape],
    range: [range[0], range[1]],
    classes: classes === null ? null : [...classes],
    classCounts: classes === null || labels === null ? null : countsOf(labels, count, classes.length),
    hash,
    notes: [...(dataset.notes ?? [])],
    skipped: { count: dataset.skipped?.count ?? 0, files: [...(dataset.skipped?.files ?? [])].slice(0, 1_000) },
    channels: Array.from({ length: channels }, (_, channel) => channelFigures(sums, squares, count, channel, channels)),
    histogram,
    pictures: bytesToAtlas(pictures, shape, 2),
    duplicates,
  };
}

function channelFigures(
  sums: Float64Array,
  squares: Float64Array,
  count: number,
  channel: number,
  channels: number,
): { mean: number; deviation: number } {
  let [sum, square] = [0, 0];
  for (let i = channel; i < sums.length; i += channels) {
    sum += sums[i]!;
    square += squares[i]!;
  }
  const values = (count * sums.length) / channels;
  const mean = sum / values;
  return { mean, deviation: Math.sqrt(Math.max(0, square / values - mean * mean)) };
}

function countsOf(labels: Uint8Array, count: number, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) counts[labels[i]!]! += 1;
  return counts;
}

/** The training examples nearest to a picture in Euclidean distance of bytes, nearest first. */
export async function nearest(
  dataset: Dataset,
  picture: Uint8Array,
  wanted: number,
): Promise<{ indices: number[]; distances: Float32Array }> {
  const width = widthOf(dataset);
  const best: { index: number; square: number }[] = [];
  let bound = Number.POSITIVE_INFINITY;
  for await (const { rows, begin, count } of passes(dataset)) {
    for (let row = 0; row < count; row++) {
      let square = 0;
      const start = row * width;
      for (let i = 0; i < width && square <= bound; i++) {
        const difference = rows[start + i]! - picture[i]!;
        square += difference * difference;
      }
      if (square >= bound) continue;
      best.push({ index: begin + row, square });
      best.sort((a, b) => a.square - b.square || a.index - b.index);
      if (best.length > wanted) best.pop();
      if (best.length === wanted) bound = best[wanted - 1]!.square;
    }
  }
  return {
    indices: best.map(({ index }) => index),
    distances: Float32Array.from(best, ({ square }) => Math.sqrt(square)),
  };
}
