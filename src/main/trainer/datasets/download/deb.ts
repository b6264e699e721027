/**
 * Files out of a Debian package: an `ar` archive with a tar of everything that it installs, packed by xz. Nothing is
 * written under the names that it gives. Sources: deb(5), ar(5).
 */
import { ReadableStream } from "node:stream/web";
import { XzReadableStream } from "xz-decompress";
import { say } from "../../../../shared/domain/text";
import { atByte, refusal } from "../sources/source";
import { tarEntries } from "../sources/tar";

const magic = "!<arch>\n";
const headerBytes = 60;
/** Of all that a package installs, unpacked. */
const mostUnpacked = 256 * 2 ** 20;

const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The member `data.tar.xz`. @throws SaddleError `bad-file` naming the byte */
export function debData(bytes: Uint8Array, path: string): Uint8Array {
  const refuse = (at: number, en: string, ko: string) => refusal(path, atByte(at), say(en, ko));
  if (ascii(bytes.subarray(0, magic.length)) !== magic) {
    throw refuse(0, "this is no Debian package", "데비안 패키지가 아닙니다");
  }
  for (let at = magic.length; at + headerBytes <= bytes.length; ) {
    const header = ascii(bytes.subarray(at, at + headerBytes));
    const size = /^\d{1,10} *$/.test(header.slice(48, 58)) ? Number(header.slice(48, 58)) : null;
    const begin = at + headerBytes;
    if (size === null || header.slice(58) !== "`\n" || begin + size > bytes.length) {
      throw refuse(at, "a member's header is damaged", "항목의 헤더가 손상되었습니다");
    }
    if (/^data\.tar\.xz\/? *$/.test(header.slice(0, 16))) return bytes.subarray(begin, begin + size);
    at = begin + size + (size % 2);
  }
  throw refuse(bytes.length, "it holds no data.tar.xz", "data.tar.xz가 없습니다");
}

async function* xz(packed: Uint8Array, path: string): AsyncGenerator<Uint8Array> {
  const stream = new XzReadableStream(
    new ReadableStream({
      start(controller) {
        controller.enqueue(packed);
        controller.close();
      },
    }) as unknown as globalThis.ReadableStream<Uint8Array>,
  );
  const reader = stream.getReader();
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      total += value.length;
      if (total > mostUnpacked) throw new Error("it unpacks to too much");
      yield value;
    }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw refusal(path, atByte(total), say(`xz says "${reason}"`, `xz의 설명: "${reason}"`));
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Files of a package whose paths are wanted, by path. @throws SaddleError `bad-file` */
export async function debFiles(
  bytes: Uint8Array,
  path: string,
  most: number,
  wanted: (name: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const entry of tarEntries(xz(debData(bytes, path), path), path, most, wanted)) {
    files.set(entry.name, Uint8Array.from(entry.bytes));
  }
  return files;
}
