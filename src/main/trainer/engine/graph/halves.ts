/**
 * Long convolutions in two halves of the batch. Where no op is split over threads (threads.ts), a step of a
 * convolutional network comes to stretches in which everything waits for one convolution, and a processor idles.
 */
import { sizeOf } from "../../../../shared/domain/shape";
import type { RecordedOp, Value } from "./recorder";

/** Where the batch stands among an op's inputs, and how many multiplications the op takes. */
interface Convolution {
  readonly batched: number;
  readonly multiplications: number;
}

/** Null for other ops, and for filters' gradients: those add up over the batch. */
function convolution({ name, inputs, attributes }: RecordedOp): Convolution | null {
  if (attributes.some((one) => one.name === "data_format" && one.value !== "NHWC")) return null;
  const perPosition = (filter: Value) => sizeOf(filter.shape);
  if (name === "Conv2D") {
    const [x, filter] = inputs as [Value, Value];
    const strides = attributes.find((one) => one.name === "strides")?.value as number[];
    const positions = sizeOf(x.shape) / x.shape[3]! / (strides[1]! * strides[2]!);
    return { batched: 0, multiplications: positions * perPosition(filter) };
  }
  if (name === "Conv2DBackpropInput") {
    const [, filter, dy] = inputs as [Value, Value, Value];
    return { batched: 2, multiplications: (sizeOf(dy.shape) / dy.shape[3]!) * perPosition(filter) };
  }
  return null;
}

/** One half: the inputs as they are but for the batch, and for the shape that comes out. */
export interface Halves {
  /** Which input holds the batch. */
  readonly batched: number;
  /** What stands for the shape of the result, where the op is told it. */
  readonly sizes: { readonly input: number; readonly half: Value } | null;
}

/**
 * How an op is made in halves; null where it stays whole.
 * @param least multiplications from which on it pays
 */
export function halvesOf(op: RecordedOp, least: number): Halves | null {
  const found = convolution(op);
  if (!found || found.multiplications < least) return null;
  const { batched } = found;
  if (op.inputs[batched]!.shape[0]! % 2 !== 0) return null;
  if (op.name === "Conv2D") return { batched, sizes: null };
  const sizes = op.inputs[0]!;
  if (sizes.source.kind !== "constant") return null;
  const [batch, ...rest] = sizes.source.values;
  const half = { ...sizes, source: { kind: "constant", values: Int32Array.of(batch! / 2, ...rest) } } as const;
  return { batched, sizes: { input: 0, half } };
}
