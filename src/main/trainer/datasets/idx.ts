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
import { codeOf, systemReason } from "../../../shared/contract/systemFaults";
import { type Localized, say } from "../../../shared/domain/text";

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

/** The fields of the format, as messages name them. */
const magicNumber = say("magic number", "매직 넘버");
const rankField = say("number of dimensions", "차원 수");
const dimensionsField = say("dimensions", "차원");
const dimensionField = (axis: number): Localized => say(`dimension ${axis + 1}`, `차원 ${axis + 1}`);
const endOfFile = say("end of file", "파일의 끝");

const damaged = (file: string, offset: number, field: Localized, reason: Localized): SaddleError =>
  new SaddleError(
    "bad-file",
    say(
      `${file} is not a usable IDX file: at byte ${offset}, ${field.en}: ${reason.en}.`,
      `${file}: 쓸 수 없는 IDX 파일입니다. 바이트 ${offset}, ${field.ko}: ${reason.ko}.`,
    ),
    {
      hint: say(
        "Copy or download the file again, and check that it is an IDX file (MNIST's own format).",
        "파일을 다시 복사하거나 내려받고, IDX 파일(MNIST의 원래 형식)인지 확인하세요.",
      ),
    },
  );

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
  if (bytes.length < 4)
    throw damaged(file, bytes.length, magicNumber, say("the file ends inside it", "파일이 도중에 끝납니다"));
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const found = `${hex(bytes[0]!)} ${hex(bytes[1]!)}`;
    throw damaged(
      file,
      0,
      magicNumber,
      say(
        `it begins with ${found} where two zero bytes belong`,
        `0인 바이트 두 개가 있어야 할 곳에 ${found}이(가) 있습니다`,
      ),
    );
  }
  const code = bytes[2]!;
  const rank = bytes[3]!;
  const typeField = say("type", "자료형");
  if (!(code in types)) {
    throw damaged(
      file,
      2,
      typeField,
      say(`${hex(code)} is no type of the format`, `${hex(code)}은(는) 형식에 없는 자료형입니다`),
    );
  }
  const type = types[code as keyof typeof types];
  if (expected !== undefined && type.name !== expected.type) {
    throw damaged(
      file,
      2,
      typeField,
      say(
        `its values are ${type.name}, ${expected.type} is needed`,
        `값은 ${type.name}인데 ${expected.type}이(가) 필요합니다`,
      ),
    );
  }
  if (expected !== undefined && rank !== expected.dimensions) {
    throw damaged(
      file,
      3,
      rankField,
      say(`it is ${rank}, ${expected.dimensions} is needed`, `${rank}인데 ${expected.dimensions}이(가) 필요합니다`),
    );
  }
  if (rank < 1 || rank > maximumDimensions) {
    throw damaged(
      file,
      3,
      rankField,
      say(`it is ${rank}, outside 1 to ${maximumDimensions}`, `1~${maximumDimensions}의 범위를 벗어난 ${rank}입니다`),
    );
  }
  const dataOffset = 4 + 4 * rank;
  if (bytes.length < dataOffset) {
    throw damaged(
      file,
      bytes.length,
      dimensionsField,
      say("the file ends inside the header", "파일이 헤더 도중에 끝납니다"),
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions: number[] = [];
  let dataBytes: number = type.bytes;
  for (let axis = 0; axis < rank; axis++) {
    const offset = 4 + 4 * axis;
    const size = view.getUint32(offset);
    if (size === 0) {
      throw damaged(
        file,
        offset,
        dimensionField(axis),
        say("it is 0, so there is nothing in the file", "0이므로 파일에 아무것도 없습니다"),
      );
    }
    // Checked at every axis: a product of eight 32-bit numbers is not exact in a double.
    dataBytes *= size;
    if (dataBytes > maximumIdxBytes) {
      const sides = [...dimensions, size].join(" × ");
      const limit = maximumIdxBytes / 2 ** 20;
      throw damaged(
        file,
        offset,
        dimensionField(axis),
        say(
          `${sides} values of ${type.bytes} bytes are more than the ${limit} MiB allowed`,
          `${sides}개의 ${type.bytes}바이트 값은 허용된 ${limit} MiB를 넘습니다`,
        ),
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
    ? damaged(
        file,
        length,
        say("values", "값"),
        say(
          `the file ends here; ${shape} of ${header.type} need ${needed} bytes`,
          `파일이 여기서 끝납니다. ${header.type} ${shape}에는 ${needed}바이트가 필요합니다`,
        ),
      )
    : damaged(
        file,
        needed,
        endOfFile,
        say(
          `${length - needed} bytes follow the last value of ${shape}`,
          `${shape}의 마지막 값 뒤에 ${length - needed}바이트가 더 있습니다`,
        ),
      );
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
    if (!before.isFile()) throw new SaddleError("bad-file", say(`${path} is not a file.`, `파일이 아닙니다: ${path}.`));
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
    throw new SaddleError(
      "bad-file",
      say(
        `${path} cannot be unpacked: gzip says "${reason}".`,
        `${path} 파일의 압축을 풀 수 없습니다. gzip의 설명: "${reason}".`,
      ),
      {
        hint: say(
          "The file is damaged or was cut off; copy or download it again.",
          "손상되었거나 잘린 파일입니다. 다시 복사하거나 내려받으세요.",
        ),
        cause: thrown,
      },
    );
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
    const shape = header.dimensions.join(" × ");
    throw damaged(
      path,
      4,
      dimensionsField,
      say(
        `${packedSize} packed bytes cannot hold ${shape}`,
        `압축된 ${packedSize}바이트에 ${shape}을(를) 담을 수 없습니다`,
      ),
    );
  }
  const bytes = new Uint8Array(needed);
  bytes.set(start);
  return bytes;
}

const surplus = (header: IdxHeader, path: string): SaddleError =>
  damaged(
    path,
    header.dataOffset + header.dataBytes,
    endOfFile,
    say("more bytes follow the last value (unpacked)", "압축을 풀면 마지막 값 뒤에 바이트가 더 있습니다"),
  );

const changed = (path: string): SaddleError =>
  new SaddleError("bad-file", say(`${path} changed while it was read.`, `읽는 동안 바뀐 파일입니다: ${path}.`), {
    hint: say("Wait until nothing writes to it, then try again.", "쓰기가 끝난 뒤 다시 시도하세요."),
  });

function unreadable(path: string, cause: unknown): SaddleError {
  if (codeOf(cause) === "ENOENT") {
    return new SaddleError("not-found", say(`${path} does not exist.`, `${path} 파일이 없습니다.`), { cause });
  }
  const { en, ko } = systemReason(cause);
  return new SaddleError("bad-file", say(`${path} cannot be read: ${en}.`, `${path} 파일을 읽을 수 없습니다: ${ko}.`), {
    hint: say("Check that it is a file and that you may read it.", "파일이 맞는지, 읽을 권한이 있는지 확인하세요."),
    cause,
  });
}
