/** One array of NumPy, `.npy`; see shared/formats/npyHeader. */
import { type NpyHeader, readNpyHeader } from "../../../../shared/formats/npyHeader";
import type { NamedArray, Values } from "./arrays";

export { isNpy as match } from "../../../../shared/formats/npyHeader";

/** @param bytes of the whole file; read only once the header is sound */
export function npyArray(bytes: Uint8Array, name: string, file: string): NamedArray {
  const header = readNpyHeader(bytes, bytes.length, file);
  return {
    name,
    shape: header.shape,
    whole: header.kind !== "float",
    read: async () => valuesOf(header, bytes.subarray(header.dataOffset)),
  };
}

/** Values of any type and byte order, as numbers; 64-bit integers lose what a double cannot hold. */
export function valuesOf(
  { kind, bytes: width, littleEndian }: Pick<NpyHeader, "kind" | "bytes" | "littleEndian">,
  data: Uint8Array,
): Values {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const length = data.length / width;
  const at = reader(view, kind, width, littleEndian);
  return { length, at, bytes: kind === "unsigned" && width === 1 ? data : null };
}

function reader(view: DataView, kind: NpyHeader["kind"], width: number, little: boolean): (index: number) => number {
  if (kind === "boolean") return (i) => (view.getUint8(i) === 0 ? 0 : 1);
  if (kind === "float") {
    if (width === 4) return (i) => view.getFloat32(i * 4, little);
    if (width === 8) return (i) => view.getFloat64(i * 8, little);
    return (i) => half(view.getUint16(i * 2, little));
  }
  const signed = kind === "signed";
  if (width === 1) return signed ? (i) => view.getInt8(i) : (i) => view.getUint8(i);
  if (width === 2) return signed ? (i) => view.getInt16(i * 2, little) : (i) => view.getUint16(i * 2, little);
  if (width === 4) return signed ? (i) => view.getInt32(i * 4, little) : (i) => view.getUint32(i * 4, little);
  return signed ? (i) => Number(view.getBigInt64(i * 8, little)) : (i) => Number(view.getBigUint64(i * 8, little));
}

/** IEEE 754 binary16: 1 sign bit, 5 of the exponent, 10 of the fraction. */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
