/**
 * Long convolutions in two halves of the batch. Where no op is split over threads (threads.ts), a step of a
 * convolutional network comes to stretches in which everything waits for one convolution, and a processor idles.
 */
import { multiplications } from "./cost";
import type { RecordedOp, Value } from "./recorder";

/** Which input of a convolution holds the batch; filters' gradients are not here, since those add up over it. */
const batchedInput: Readonly<Record<string, number>> = { Conv2D: 0, Conv2DBackpropInput: 2 };

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
  const batched = batchedInput[op.name];
  if (batched === undefined) return null;
  if (op.attributes.some((one) => one.name === "data_format" && one.value !== "NHWC")) return null;
  if (multiplications(op) < least || op.inputs[batched]!.shape[0]! % 2 !== 0) return null;
  if (op.name === "Conv2D") return { batched, sizes: null };
  const sizes = op.inputs[0]!;
  if (sizes.source.kind !== "constant") return null;
  const [batch, ...rest] = sizes.source.values;
  const half = { ...sizes, source: { kind: "constant", values: Int32Array.of(batch! / 2, ...rest) } } as const;
  return { batched, sizes: { input: 0, half } };
}
