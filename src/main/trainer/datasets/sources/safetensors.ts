/** Tensors of a safetensors file as pictures and labels; see shared/formats/safetensors. */
import { decodeSafetensors } from "../../../../shared/formats/safetensors";
import type { NamedArray, Values } from "./arrays";

/** Eight bytes of the header's length, little-endian and small, then JSON. */
export const match = (bytes: Uint8Array): boolean =>
  bytes.length > 9 && bytes[8] === 0x7b && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0;

/** @throws SaddleError `bad-file` naming the tensor */
export function safetensorsArrays(bytes: Uint8Array, file: string): NamedArray[] {
  return decodeSafetensors(bytes, file).tensors.map(({ name, type, shape, data }) => ({
    name,
    shape,
    whole: type !== "F32",
    read: async (): Promise<Values> => ({
      length: data.length,
      at: (index) => data[index]!,
      bytes: data instanceof Uint8Array ? data : null,
    }),
  }));
}
