/**
 * NPY version 1.0, the array file of NumPy: magic, version, a Python dictionary padded so that the
 * values begin at a multiple of 64 bytes, then the values in C order.
 * Source: NumPy Enhancement Proposal 1, and `numpy/lib/format.py`.
 */
import { SaddleError } from "../contract/errors";
import { sizeOf } from "../domain/shape";
import { say } from "../domain/text";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
const alignment = 64;
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @throws SaddleError `internal` where a shape and a number of values disagree */
export function checkNpySize(values: number, shape: readonly number[]): void {
  if (sizeOf(shape) === values && shape.every((side) => Number.isInteger(side) && side >= 0)) return;
  const sides = shape.join(", ");
  throw new SaddleError(
    "internal",
    say(
      `${values} values do not fill the shape [${sides}].`,
      `값 ${values}개로는 이 형상을 채울 수 없습니다: [${sides}].`,
    ),
  );
}

/** How an `.npy` file of a float32 array begins; what {@link npyValues} makes of its values, in C order, follows. */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple(shape)}, }`;
  const prefix = magic.length + 2 + 2;
  // The dictionary ends with a line feed, and spaces before it fill up to the alignment.
  const header = Math.ceil((prefix + dictionary.length + 1) / alignment) * alignment;
  const bytes = new Uint8Array(header);
  bytes.set(magic);
  bytes.set([1, 0], magic.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(magic.length + 2, header - prefix, true);
  const text = `${dictionary.padEnd(header - prefix - 1)}\n`;
  for (let index = 0; index < text.length; index++) bytes[prefix + index] = text.charCodeAt(index);
  return bytes;
}

/** Values as an `.npy` file has them; where the machine has them so too, the same memory. */
export function npyValues(values: Float32Array): Uint8Array {
  if (littleEndian) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(values.byteLength));
  for (let index = 0; index < values.length; index++) view.setFloat32(index * 4, values[index]!, true);
  return new Uint8Array(view.buffer);
}

/** As Python writes it: `()`, `(5,)`, `(2, 28, 28, 1)`. */
const tuple = (shape: readonly number[]): string => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`);
