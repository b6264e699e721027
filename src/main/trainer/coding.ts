/** What a model that has an encoder does with examples of the data outside of training. */
import { SaddleError } from "../../shared/contract/errors";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import { byteScale } from "./engine/engine";
import type { Dataset } from "./plugin";

/** Those that nobody trains on, where the data has some. */
export function heldOut({ test, count, examples, labels }: Dataset) {
  return test
    ? { ...test, values: { kind: "bytes", data: test.pixels } as const }
    : { count, values: examples, labels };
}

/**
 * Held-out examples as values in the data's range, `[count, height·width·channels]`; the same bits as training has.
 * @throws SaddleError `bad-input` where there are fewer
 */
export function exampleValues(dataset: Dataset, first: number, count: number): Float32Array {
  const source = heldOut(dataset);
  if (first + count > source.count) {
    throw new SaddleError(
      "bad-input",
      say(
        `There is no example ${first + count - 1}; the data has ${source.count} to choose from.`,
        `예제 ${first + count - 1}이(가) 없습니다. 고를 수 있는 예제 수: ${source.count}.`,
      ),
    );
  }
  const width = sizeOf(dataset.shape);
  const [begin, end] = [first * width, (first + count) * width];
  if (source.values.kind === "floats") return source.values.data.slice(begin, end);
  const { unit, span, low } = byteScale(dataset.range);
  const bytes = source.values.data.subarray(begin, end);
  return Float32Array.from(bytes, (byte) => Math.fround(Math.fround(Math.fround(byte * unit) * span) + low));
}

/**
 * Rows of pictures, each above what is made of it.
 * @param above `[count, width]`, as `below`
 * @param columns pictures a row, which divide `count`
 * @returns `[2·count, width]`
 */
export function inPairsOfRows(above: Float32Array, below: Float32Array, columns: number, width: number): Float32Array {
  const row = columns * width;
  const pairs = new Float32Array(above.length + below.length);
  for (let start = 0; start < above.length; start += row) {
    pairs.set(above.subarray(start, start + row), 2 * start);
    pairs.set(below.subarray(start, start + row), 2 * start + row);
  }
  return pairs;
}
