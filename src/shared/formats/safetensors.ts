/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header that names each
 * tensor's type, shape and place, then the values without gaps. Pure code: checkpoints are written
 * by the trainer and looked at by the main process.
 *
 * Source: the format's specification at github.com/huggingface/safetensors.
 */
import { z } from "zod";
import { SaddleError } from "../contract/errors";

const elementBytes = { F32: 4, I32: 4, U8: 1 } as const;
export type TensorType = keyof typeof elementBytes;

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

/** Header bytes that are allowed: far above any model of Saddle's, far below what could hurt. */
const maximumHeaderBytes = 4 * 1024 * 1024;
const maximumTensors = 10_000;
const maximumRank = 8;

const entrySchema = z.strictObject({
  dtype: z.enum(["F32", "I32", "U8"]),
  shape: z.array(z.int().min(0)).max(maximumRank),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string().max(256), z.string().max(65_536));

/** @returns the bytes of a file; tensors keep their order. */
export function encodeSafetensors({ tensors, metadata }: StoredTensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, type, shape, data } of tensors) {
    const bytes = data.length * elementBytes[type];
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the values start at a multiple of 8, as the specification asks.
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8, 8 + headerBytes);
  file.set(text, 8);
  let at = 8 + headerBytes;
  for (const { data } of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * Reads a file after checking every length, offset and shape against the bytes that are there.
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the file, the tensor and the reason
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): StoredTensors {
  const refuse = (reason: string): never => {
    throw new SaddleError("bad-file", `${file} is not a readable safetensors file: ${reason}.`, {
      hint: "The file is damaged or was made by another program; use another checkpoint or a copy of it.",
    });
  };
  if (bytes.length < 8) return refuse(`it has ${bytes.length} bytes, fewer than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getBigUint64(0, true);
  if (stated > BigInt(maximumHeaderBytes)) return refuse(`its header says it is ${stated} bytes long`);
  const headerBytes = Number(stated);
  if (8 + headerBytes > bytes.length) return refuse("its header is cut off");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + headerBytes)));
  } catch {
    return refuse("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) return refuse("its header is no object");
  const entries = Object.entries(header);
  if (entries.length > maximumTensors) return refuse(`it names ${entries.length} tensors`);

  const values = bytes.subarray(8 + headerBytes);
  let metadata: Record<string, string> = {};
  const tensors: (StoredTensor & { begin: number })[] = [];
  for (const [name, value] of entries) {
    if (name === "__metadata__") {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) return refuse("its metadata is not a table of texts");
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) return refuse(`the entry of tensor ${JSON.stringify(name.slice(0, 100))} is malformed`);
    const { dtype, shape, data_offsets } = parsed.data;
    const [begin, end] = data_offsets;
    const count = shape.reduce((product, size) => product * size, 1);
    if (!Number.isSafeInteger(count) || end > values.length || end - begin !== count * elementBytes[dtype]) {
      return refuse(`tensor ${name} of shape [${shape}] does not fit its place in the file`);
    }
    // Copied, since values need not be aligned to their size in the file.
    const copy = values.slice(begin, end);
    const data = dtype === "F32" ? new Float32Array(copy.buffer) : dtype === "I32" ? new Int32Array(copy.buffer) : copy;
    tensors.push({ name, type: dtype, shape, data, begin });
  }
  tensors.sort((a, b) => a.begin - b.begin);
  let expected = 0;
  for (const { name, begin, data } of tensors) {
    if (begin !== expected) return refuse(`there is a gap or an overlap before tensor ${name}`);
    expected += data.byteLength;
  }
  if (expected !== values.length) return refuse(`${values.length - expected} bytes follow the last tensor`);
  return { tensors: tensors.map(({ begin: _, ...tensor }) => tensor), metadata };
}
