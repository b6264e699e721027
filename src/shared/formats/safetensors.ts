/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header that names each
 * tensor's type, shape and place, then the values without gaps, little-endian, in C order. Pure code:
 * checkpoints are written by the trainer and looked at by the main process.
 *
 * Source: the format's specification at github.com/huggingface/safetensors.
 */
import { z } from "zod";
import { SaddleError } from "../contract/errors";
import { sizeOf } from "../domain/shape";
import { type Localized, same, say } from "../domain/text";

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
    if (Object.hasOwn(header, name)) {
      throw new SaddleError(
        "internal",
        say(`Two tensors are called ${quoted(name)}.`, `이름이 ${quoted(name)}인 텐서가 둘입니다.`),
      );
    }
    if (!(data instanceof arrayOf[type]) || sizeOf(shape) !== data.length) {
      throw new SaddleError(
        "internal",
        say(
          `Tensor ${quoted(name)} does not hold ${type} values of shape [${shape}].`,
          `텐서 ${quoted(name)}의 값이 자료형이나 형상과 맞지 않습니다: ${type} [${shape}].`,
        ),
      );
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
export function readSafetensorsHeader(
  start: Uint8Array,
  fileBytes: number,
  file: string | Localized,
): SafetensorsHeader {
  const called = typeof file === "string" ? same(file) : file;
  const refuse = ({ en, ko }: Localized): never => {
    throw new SaddleError(
      "bad-file",
      say(
        `${called.en} is not a readable safetensors file: ${en}.`,
        `${called.ko}: 읽을 수 없는 safetensors 파일입니다. ${ko}.`,
      ),
      {
        hint: say(
          "The file is damaged or was made by another program; use another checkpoint or a copy of it.",
          "손상되었거나 다른 프로그램에서 만든 파일입니다. 다른 체크포인트나 사본을 쓰세요.",
        ),
      },
    );
  };
  if (start.length < prefixBytes) {
    return refuse(
      say(`it has ${fileBytes} bytes, fewer than a header`, `크기가 ${fileBytes}바이트로, 헤더보다 작습니다`),
    );
  }
  const stated = new DataView(start.buffer, start.byteOffset, prefixBytes).getBigUint64(0, true);
  if (stated > BigInt(maximumHeaderBytes)) {
    return refuse(say(`its header says it is ${stated} bytes long`, `헤더의 길이가 ${stated}바이트라고 되어 있습니다`));
  }
  const valuesBegin = prefixBytes + Number(stated);
  if (valuesBegin > fileBytes || valuesBegin > start.length)
    return refuse(say("its header is cut off", "헤더가 잘렸습니다"));
  // "{" as the specification asks: what JSON would skip before it is not skipped.
  if (start[prefixBytes] !== 0x7b) return refuse(say("its header is not JSON", "헤더가 JSON이 아닙니다"));
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(start.subarray(prefixBytes, valuesBegin)));
  } catch {
    return refuse(say("its header is not JSON", "헤더가 JSON이 아닙니다"));
  }
  const entries = Object.entries(header as Record<string, unknown>);
  if (entries.length > maximumTensors) {
    return refuse(say(`it names ${entries.length} tensors`, `텐서가 ${entries.length}개나 됩니다`));
  }

  let metadata: Record<string, string> = {};
  const tensors: TensorPlace[] = [];
  for (const [name, value] of entries) {
    if (name === metadataKey) {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) {
        return refuse(say("its metadata is not a table of texts", "메타데이터가 문자열 표가 아닙니다"));
      }
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) {
      return refuse(
        say(`the entry of tensor ${quoted(name)} is malformed`, `텐서 ${quoted(name)}의 항목이 잘못되었습니다`),
      );
    }
    const { dtype, shape, data_offsets } = parsed.data;
    if (!isKnown(dtype)) {
      const known = Object.keys(arrayOf).join(", ");
      return refuse(
        say(
          `tensor ${quoted(name)} is of type ${quoted(dtype)}, not ${known}`,
          `텐서 ${quoted(name)}의 자료형 ${quoted(dtype)}은(는) ${known} 가운데 하나가 아닙니다`,
        ),
      );
    }
    const [begin, end] = data_offsets.map((offset) => valuesBegin + offset) as [number, number];
    const bytes = sizeOf(shape) * arrayOf[dtype].BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(bytes) || end > fileBytes || end - begin !== bytes) {
      return refuse(
        say(
          `tensor ${quoted(name)} of shape [${shape}] does not fit its place in the file`,
          `텐서 ${quoted(name)}의 형상과 파일에서의 자리가 맞지 않습니다: [${shape}]`,
        ),
      );
    }
    tensors.push({ name, type: dtype, shape, begin, end });
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = valuesBegin;
  for (const { name, begin, end } of tensors) {
    if (begin !== expected) {
      return refuse(
        say(
          `there is a gap or an overlap before tensor ${quoted(name)}`,
          `텐서 ${quoted(name)} 앞에 빈틈이나 겹침이 있습니다`,
        ),
      );
    }
    expected = end;
  }
  if (expected !== fileBytes) {
    const surplus = fileBytes - expected;
    return refuse(say(`${surplus} bytes follow the last tensor`, `마지막 텐서 뒤에 ${surplus}바이트가 더 있습니다`));
  }
  return { tensors, metadata };
}

/**
 * Reads a whole file. Nothing is allocated for values before the header was checked, and then no more
 * than the file has bytes.
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the file, the tensor and the reason
 */
export function decodeSafetensors(bytes: Uint8Array, file: string | Localized): StoredTensors {
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
