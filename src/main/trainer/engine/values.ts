/** From tensors to numbers. WebGPU can only be read by waiting, so everything that reads waits. */
import type { Tensor } from "../tensorflow";

/** A copy of the tensor's values, row after row; the tensor is disposed of. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  try {
    return Float32Array.from(await tensor.data());
  } finally {
    tensor.dispose();
  }
}
