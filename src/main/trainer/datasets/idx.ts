/**
 * IDX, the format of the MNIST files: two zero bytes, a type code, the number of dimensions, each
 * dimension as a big-endian unsigned 32-bit number, then the values row after row.
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats".
 *
 * A file may come from anyone, so nothing is allocated before the header agrees with the file's length.
 */
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { SaddleError } from "../../../shared/contract/errors";

/** Type codes of the format's third byte, and bytes a value. */
const types = {
  8: { name: "uint8", bytes: 1 },
  9: { name: "int8", bytes: 1 },
  11: { name: "int16", bytes: 2 },
  12: { name: "int32", bytes: 4 },
  13: { name: "float32", bytes: 4 },
  14: { name: "float64", bytes: 8 },
} as const;

export type IdxType = (typeof types)[keyof typeof types]["name"];

export interface IdxHeader {
  readonly type: IdxType;
  readonly dimensions: readonly number[];
  /** Where the values begin: 4 + 4 · dimensions. */
  readonly dataOffset: number;
  /** Bytes of the values. */
  readonly dataBytes: number;
}

export interface IdxArray extends IdxHeader {
  /** The values as they lie in the file: `dataBytes` bytes, big-endian. */
  readonly data: Uint8Array;
}

/** What a file must hold to be of use. */
export interface IdxExpectation {
  readonly type: IdxType;
  readonly dimensions: number;
}

/** The format allows 255 dimensions; no array of images or labels has more than this. */
const maximumDimensions = 8;
const longestHeader = 4 + 4 * maximumDimensions;

/** The most that one file may hold, unpacked: 350,000 colour images of 32 × 32. */
export const maximumIdxBytes = 1 << 30;

/** DEFLATE cannot shrink by more than this, so a header that promises more is a lie. */
const maximumCompression = 1032;

const damaged = (file: string, offset: number, field: string, reason: string): SaddleError =>
  new SaddleError("bad-file", `${file} is not a usable IDX file: at byte ${offset}, ${field}: ${reason}.`, {
    hint: "Copy or download the file again, and check that it is an IDX file (MNIST's own format).",
  });

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;

/** Whether a file begins like IDX: two zero bytes, a known type, at least one dimension. */
export function matchIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2]! in types && bytes[3]! > 0;
}

/**
 * Reads the header from the first bytes of a file.
 * @param bytes at least the header, or the whole file where it is shorter
 * @param file name for messages
 * @throws SaddleError `bad-file` naming file, offset and field
 */
export function parseIdxHeader(bytes: Uint8Array, file: string, expected?: IdxExpectation): IdxHeader {
  if (bytes.length < 4) throw damaged(file, bytes.length, "magic number", "the file ends inside it");
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const found = `${hex(bytes[0]!)} ${hex(bytes[1]!)}`;
    throw damaged(file, 0, "magic number", `it begins with ${found} where two zero bytes belong`);
  }
  const code = bytes[2]!;
  const rank = bytes[3]!;
  if (!(code in types)) throw damaged(file, 2, "type", `${hex(code)} is no type of the format`);
  const type = types[code as keyof typeof types];
  if (expected !== undefined && type.name !== expected.type) {
    throw damaged(file, 2, "type", `its values are ${type.name}, ${expected.type} is needed`);
  }
  if (expected !== undefined && rank !== expected.dimensions) {
    throw damaged(file, 3, "number of dimensions", `it is ${rank}, ${expected.dimensions} is needed`);
  }
  if (rank < 1 || rank > maximumDimensions) {
    throw damaged(file, 3, "number of dimensions", `it is ${rank}, outside 1 to ${maximumDimensions}`);
  }
  const dataOffset = 4 + 4 * rank;
  if (bytes.length < dataOffset) throw damaged(file, bytes.length, "dimensions", "the file ends inside the header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions: number[] = [];
  let dataBytes: number = type.bytes;
  for (let axis = 0; axis < rank; axis++) {
    const offset = 4 + 4 * axis;
    const size = view.getUint32(offset);
    if (size === 0) throw damaged(file, offset, `dimension ${axis + 1}`, "it is 0, so there is nothing in the file");
    // Checked at every axis: a product of eight 32-bit numbers is not exact in a double.
    dataBytes *= size;
    if (dataBytes > maximumIdxBytes) {
      throw damaged(
        file,
        offset,
        `dimension ${axis + 1}`,
        `${[...dimensions, size].join(" × ")} values of ${type.bytes} bytes are more than the ${maximumIdxBytes / 2 ** 20} MiB allowed`,
      );
    }
    dimensions.push(size);
  }
  return { type: type.name, dimensions, dataOffset, dataBytes };
}

function checkLength(header: IdxHeader, length: number, file: string): void {
  const needed = header.dataOffset + header.dataBytes;
  if (length === needed) return;
  const shape = header.dimensions.join(" × ");
  throw length < needed
    ? damaged(file, length, "values", `the file ends here; ${shape} of ${header.type} need ${needed} bytes`)
    : damaged(file, needed, "end of file", `${length - needed} bytes follow the last value of ${shape}`);
}

/** A whole file in memory; `data` shares the memory of `bytes`. Throws as {@link parseIdxHeader}. */
export function parseIdx(bytes: Uint8Array, file: string, expected?: IdxExpectation): IdxArray {
  const header = parseIdxHeader(bytes, file, expected);
  checkLength(header, bytes.length, file);
  return { ...header, data: bytes.subarray(header.dataOffset) };
}

/** The file with its IDX content: `bytes` is the unpacked content, from the magic number on. */
export interface IdxFile extends IdxArray {
  readonly bytes: Uint8Array;
}

/**
 * Reads a file, plain or packed with gzip (told by its bytes, not its name).
 * @throws SaddleError `not-found` where there is no such file, `bad-file` where it is not IDX, is
 * packed wrongly, or changes while it is read
 */
export async function readIdxFile(path: string, expected?: IdxExpectation): Promise<IdxFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    const before = await handle.stat();
    if (!before.isFile()) throw new SaddleError("bad-file", `${path} is not a file.`);
    const start = new Uint8Array(Math.min(longestHeader, before.size));
    await fill(handle, start, 0, path);
    const bytes =
      start[0] === 0x1f && start[1] === 0x8b
        ? await inflate(handle, before.size, path, expected)
        : await readPlain(handle, start, before.size, path, expected);
    const after = await handle.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
    return { ...parseIdx(bytes, path, expected), bytes };
  } catch (thrown) {
    throw thrown instanceof SaddleError ? thrown : unreadable(path, thrown);
  } finally {
    await handle.close();
  }
}

async function readPlain(
  handle: FileHandle,
  start: Uint8Array,
  size: number,
  path: string,
  expected: IdxExpectation | undefined,
): Promise<Uint8Array> {
  checkLength(parseIdxHeader(start, path, expected), size, path);
  // Not cleared first: every byte of it is read from the file, or the reading fails.
  const bytes = Buffer.allocUnsafeSlow(size);
  await fill(handle, bytes, 0, path);
  return bytes;
}

async function fill(handle: FileHandle, target: Uint8Array, position: number, path: string): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw changed(path);
    done += bytesRead;
  }
}

/** Unpacks no further than the header inside says, however much the stream would go on to give. */
async function inflate(
  handle: FileHandle,
  packedSize: number,
  path: string,
  expected: IdxExpectation | undefined,
): Promise<Uint8Array> {
  const stream = createGunzip();
  // A failure of either stream destroys both and surfaces in the loop below.
  pipeline(handle.createReadStream({ start: 0, autoClose: false }), stream, () => {});
  let bytes = new Uint8Array(longestHeader);
  let header: IdxHeader | null = null;
  let total = 0;
  try {
    for await (const chunk of stream) {
      if (header === null) {
        // The first chunks are gathered until they hold a header (a chunk is 16 KiB, so mostly one).
        const gathered = new Uint8Array(total + chunk.length);
        gathered.set(bytes.subarray(0, total));
        gathered.set(chunk, total);
        bytes = gathered;
        total = gathered.length;
        if (total < longestHeader) continue;
      }
      if (header === null) {
        header = parseIdxHeader(bytes, path, expected);
        bytes = roomFor(header, bytes, packedSize, path);
      } else {
        if (total + chunk.length > bytes.length) throw surplus(header, path);
        bytes.set(chunk, total);
        total += chunk.length;
      }
    }
  } catch (thrown) {
    if (thrown instanceof SaddleError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new SaddleError("bad-file", `${path} cannot be unpacked: gzip says "${reason}".`, {
      hint: "The file is damaged or was cut off; copy or download it again.",
      cause: thrown,
    });
  } finally {
    stream.destroy();
  }
  // Shorter than what was made room for: parseIdx says so with the right offset.
  return bytes.subarray(0, total);
}

function roomFor(header: IdxHeader, start: Uint8Array, packedSize: number, path: string): Uint8Array<ArrayBuffer> {
  const needed = header.dataOffset + header.dataBytes;
  if (start.length > needed) throw surplus(header, path);
  if (needed > packedSize * maximumCompression) {
    throw damaged(path, 4, "dimensions", `${packedSize} packed bytes cannot hold ${header.dimensions.join(" × ")}`);
  }
  const bytes = new Uint8Array(needed);
  bytes.set(start);
  return bytes;
}

const surplus = (header: IdxHeader, path: string): SaddleError =>
  damaged(path, header.dataOffset + header.dataBytes, "end of file", "more bytes follow the last value (unpacked)");

const changed = (path: string): SaddleError =>
  new SaddleError("bad-file", `${path} changed while it was read.`, {
    hint: "Wait until nothing writes to it, then try again.",
  });

function unreadable(path: string, cause: unknown): SaddleError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return code === "ENOENT"
    ? new SaddleError("not-found", `${path} does not exist.`, { cause })
    : new SaddleError("bad-file", `${path} cannot be read (${code}).`, {
        hint: "Check that it is a file and that you may read it.",
        cause,
      });
}
