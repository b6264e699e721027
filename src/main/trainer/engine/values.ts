/** From tensors to numbers. WebGPU can only be read by waiting, so everything that reads waits. */
import { backendFault, type Tensor } from "../tensorflow";

/**
 * A copy of the tensor's values, row after row.
 * @throws Error where the backend failed before it came to them
 */
export async function readValues(tensor: Tensor): Promise<Float32Array> {
  let values: ArrayLike<number>;
  try {
    values = await tensor.data();
  } catch (error) {
    throw new Error(backendFault() ?? (error instanceof Error ? error.message : String(error)));
  }
  const fault = backendFault();
  if (fault !== null) throw new Error(fault);
  return Float32Array.from(values);
}

/** {@link readValues}; the tensor is disposed of. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  try {
    return await readValues(tensor);
  } finally {
    tensor.dispose();
  }
}
