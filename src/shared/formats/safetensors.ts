/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header that names each
 * tensor's type, shape and place, then the values without gaps, little-endian, in C order. Pure code:
 * checkpoints are written by the trainer and looked at by the main process.
 *
 * Source: the format's specification at github.com/huggingface/safetensors.
 */
import { z } from "zod";
import { SaddleError } from "../contract/errors";

const arrayOf = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;
export type TensorType = keyof typeof arrayOf;

/** One named array. `data` is exactly the product of `shape` long. */
export interface StoredTensor {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export interface StoredTensors {
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a tensor lies: bytes `begin` up to `end`, counted from the start of the file. */
export interface TensorPlace {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Tensors in the order in which they lie in the file. */
export interface SafetensorsHeader {
  readonly tensors: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Header bytes that are allowed: far above any model of Saddle's, far below what could hurt. */
const maximumHeaderBytes = 4 * 1024 * 1024;
const maximumTensors = 10_000;
const maximumRank = 8;
const metadataKey = "__metadata__";
/** Bytes that hold the header's length. */
const prefixBytes = 8;

/** From this many first bytes of any file {@link readSafetensorsHeader} can tell all it tells. */
export const safetensorsHeaderReach = prefixBytes + maximumHeaderBytes;

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(maximumRank),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string().max(256), z.string().max(65_536));

const isKnown = (type: string): type is TensorType => Object.hasOwn(arrayOf, type);
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const quoted = (name: string): string => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);

/**
 * @returns the bytes of a file; tensors keep their order
 * @throws SaddleError `internal` where a tensor's values do not fill its shape, or a name comes twice
 */
export function encodeSafetensors({ tensors, metadata }: StoredTensors): Uint8Array {
  // Without a prototype, so that a tensor may have any name.
  const header: Record<string, unknown> = Object.create(null);
  header[metadataKey] = metadata;
  let offset = 0;
  for (const { name, type, shape, data } of tensors) {
    if (Object.hasOwn(header, name)) throw new SaddleError("internal", `Two tensors are called ${quoted(name)}.`);
    if (!(data instanceof arrayOf[type]) || sizeOf(shape) !== data.length) {
      throw new SaddleError("internal", `Tensor ${quoted(name)} does not hold ${type} values of shape [${shape}].`);
    }
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the values start at a multiple of 8, as the specification asks.
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(prefixBytes + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, prefixBytes, prefixBytes + headerBytes);
  file.set(text, prefixBytes);
  let at = prefixBytes + headerBytes;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads what a file holds without its values, checking every length, offset and shape.
 * @param start the file's first bytes, {@link safetensorsHeaderReach} of them where it has so many
 * @param fileBytes length of the whole file
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the file, the tensor and the reason
 */
export function readSafetensorsHeader(start: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  const refuse = (reason: string): never => {
    throw new SaddleError("bad-file", `${file} is not a readable safetensors file: ${reason}.`, {
      hint: "The file is damaged or was made by another program; use another checkpoint or a copy of it.",
    });
  };
  if (start.length < prefixBytes) return refuse(`it has ${fileBytes} bytes, fewer than a header`);
  const stated = new DataView(start.buffer, start.byteOffset, prefixBytes).getBigUint64(0, true);
  if (stated > BigInt(maximumHeaderBytes)) return refuse(`its header says it is ${stated} bytes long`);
  const valuesBegin = prefixBytes + Number(stated);
  if (valuesBegin > fileBytes || valuesBegin > start.length) return refuse("its header is cut off");
  // "{" as the specification asks: what JSON would skip before it is not skipped.
  if (start[prefixBytes] !== 0x7b) return refuse("its header is not JSON");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(start.subarray(prefixBytes, valuesBegin)));
  } catch {
    return refuse("its header is not JSON");
  }
  const entries = Object.entries(header as Record<string, unknown>);
  if (entries.length > maximumTensors) return refuse(`it names ${entries.length} tensors`);

  let metadata: Record<string, string> = {};
  const tensors: TensorPlace[] = [];
  for (const [name, value] of entries) {
    if (name === metadataKey) {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) return refuse("its metadata is not a table of texts");
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) return refuse(`the entry of tensor ${quoted(name)} is malformed`);
    const { dtype, shape, data_offsets } = parsed.data;
    if (!isKnown(dtype)) {
      return refuse(`tensor ${quoted(name)} is of type ${quoted(dtype)}, not ${Object.keys(arrayOf).join(", ")}`);
    }
    const [begin, end] = data_offsets.map((offset) => valuesBegin + offset) as [number, number];
    const bytes = sizeOf(shape) * arrayOf[dtype].BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(bytes) || end > fileBytes || end - begin !== bytes) {
      return refuse(`tensor ${quoted(name)} of shape [${shape}] does not fit its place in the file`);
    }
    tensors.push({ name, type: dtype, shape, begin, end });
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = valuesBegin;
  for (const { name, begin, end } of tensors) {
    if (begin !== expected) return refuse(`there is a gap or an overlap before tensor ${quoted(name)}`);
    expected = end;
  }
  if (expected !== fileBytes) return refuse(`${fileBytes - expected} bytes follow the last tensor`);
  return { tensors, metadata };
}

/**
 * Reads a whole file. Nothing is allocated for values before the header was checked, and then no more
 * than the file has bytes.
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the file, the tensor and the reason
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): StoredTensors {
  const { tensors, metadata } = readSafetensorsHeader(bytes, bytes.length, file);
  return {
    metadata,
    tensors: tensors.map(({ name, type, shape, begin, end }): StoredTensor => {
      // Copied, since values need not be aligned in the file; by `set`, since a Buffer's slice shares memory.
      const copy = new Uint8Array(end - begin);
      copy.set(bytes.subarray(begin, end));
      return { name, type, shape, data: new arrayOf[type](copy.buffer) };
    }),
  };
}
