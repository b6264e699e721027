/** What a recorded op takes: the multiplications of its products and convolutions, beside which all else is little. */
import { sizeOf } from "../../../../shared/domain/shape";
import type { RecordedOp, Value } from "./recorder";

const attribute = ({ attributes }: RecordedOp, name: string): unknown =>
  attributes.find((one) => one.name === name)?.value;

/** Positions of each example in a batch of pictures, `[batch, height, width, channels]`, over the whole batch. */
const positions = (pictures: Value): number => sizeOf(pictures.shape) / pictures.shape[3]!;

/** Of a shape that comes as values; 0 where those are not known. */
const sizeTold = ({ source }: Value): number => (source.kind === "constant" ? sizeOf(Array.from(source.values)) : 0);

/** 0 for ops other than products of matrices and convolutions over `[batch, height, width, channels]`. */
export function multiplications(op: RecordedOp): number {
  const [first, second, third] = op.inputs as [Value, Value, Value];
  switch (op.name) {
    case "MatMul":
    case "BatchMatMulV2": {
      const transposed = attribute(op, "adj_y") === true || attribute(op, "transpose_b") === true;
      return sizeOf(first.shape) * second.shape[second.shape.length - (transposed ? 2 : 1)]!;
    }
    case "Conv2D": {
      const strides = attribute(op, "strides") as number[];
      return (positions(first) / (strides[1]! * strides[2]!)) * sizeOf(second.shape);
    }
    case "Conv2DBackpropInput":
      return positions(third) * sizeOf(second.shape);
    case "Conv2DBackpropFilter":
      return positions(third) * sizeTold(second);
    default:
      return 0;
  }
}
