/**
 * Tar (POSIX ustar, with GNU's and pax's long names) read as a stream: 512-byte headers, each
 * followed by its file. Source: IEEE Std 1003.1, pax, "ustar Interchange Format".
 * Nothing is ever written under the names that it gives.
 */
import { say } from "../../../../shared/domain/text";
import { atByte, refusal } from "./source";

const block = 512;
const longestName = 4096;

export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
};

/** The checksum is the sum of the header's bytes, its own field taken as spaces. */
function checksum(header: Uint8Array): number {
  let sum = 8 * 32;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += header[i]!;
  return sum;
}

/** Whether a file begins with a header of tar. */
export const match = (bytes: Uint8Array): boolean =>
  bytes.length >= block && bytes[0] !== 0 && octal(bytes.subarray(148, 156)) === checksum(bytes);

function octal(field: Uint8Array): number | null {
  const digits = text(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

/** Long names of pax: records `length key=value\n`. */
function paxPath(bytes: Uint8Array): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(Buffer.from(bytes).toString("utf8"))?.[1] ?? null;
}

/**
 * Regular files in their order.
 * @param most bytes of one file
 * @param wanted whether a file's content is of interest; others are passed over
 * @throws SaddleError `bad-file` naming the offset
 */
export async function* tarEntries(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  most: number,
  wanted: (name: string, size: number) => boolean = () => true,
): AsyncGenerator<TarEntry> {
  const reader = new Reader(chunks);
  let longName: string | null = null;
  for (;;) {
    const offset = reader.position;
    const header = await reader.take(block);
    if (header === null) {
      if (offset === 0) throw refusal(path, atByte(0), say("there is no header of tar", "tar의 헤더가 없습니다"));
      return;
    }
    if (header.every((byte) => byte === 0)) return;
    const size = octal(header.subarray(124, 136));
    if (octal(header.subarray(148, 156)) !== checksum(header) || size === null) {
      throw refusal(path, atByte(offset), say("this is no header of tar", "tar의 헤더가 아닙니다"));
    }
    const type = String.fromCharCode(header[156]!);
    const padded = Math.ceil(size / block) * block;
    const cut = () =>
      refusal(path, atByte(reader.position), say("the archive ends inside a file", "아카이브가 파일 도중에 끝납니다"));
    if (type === "L" || type === "x") {
      if (size > longestName * 4) {
        throw refusal(path, atByte(offset), say(`a name of ${size} bytes`, `이름의 길이가 ${size}바이트입니다`));
      }
      const bytes = await reader.take(padded);
      if (bytes === null) throw cut();
      const name = type === "L" ? text(bytes.subarray(0, size)) : paxPath(bytes.subarray(0, size));
      longName = name?.slice(0, longestName) ?? longName;
      continue;
    }
    const prefix = text(header.subarray(345, 500));
    const short = text(header.subarray(0, 100));
    const name = longName ?? (prefix === "" ? short : `${prefix}/${short}`);
    longName = null;
    const regular = type === "0" || type === "\0";
    if (!regular || !wanted(name, size)) {
      if (!(await reader.skip(padded))) throw cut();
      continue;
    }
    if (size > most) {
      throw refusal(
        path,
        say(`${name} at byte ${offset}`, `바이트 ${offset}의 ${name}`),
        say(`${size} bytes are too many`, `${size}바이트는 너무 큽니다`),
      );
    }
    const bytes = await reader.take(padded);
    if (bytes === null) throw cut();
    yield { name, bytes: bytes.subarray(0, size) };
  }
}

/** Takes bytes off a stream of chunks. */
class Reader {
  position = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Null where the stream ends before. */
  async take(length: number): Promise<Uint8Array | null> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.rest.length === 0 && !(await this.more())) return null;
      const part = this.rest.subarray(0, missing);
      parts.push(part);
      this.rest = this.rest.subarray(part.length);
      missing -= part.length;
    }
    this.position += length;
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async skip(length: number): Promise<boolean> {
    let missing = length;
    while (missing > 0) {
      if (this.rest.length === 0 && !(await this.more())) return false;
      const part = Math.min(missing, this.rest.length);
      this.rest = this.rest.subarray(part);
      missing -= part;
    }
    this.position += length;
    return true;
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (done) return false;
    this.rest = value;
    return true;
  }
}
