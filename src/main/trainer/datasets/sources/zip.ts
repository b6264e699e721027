/**
 * A zip as a list of files that are read on demand: pictures, or the arrays of an `.npz`. The
 * directory is bounded before anything is unpacked, and nothing is written under its names.
 */
import { type Entry, open, type ZipFile } from "yauzl";
import { say } from "../../../../shared/domain/text";
import { mostPictures, refusal, type Skipped, unreadable } from "./source";

export const match = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

export interface ZipMember {
  readonly name: string;
  /** Unpacked. */
  readonly size: number;
  /** @throws SaddleError `bad-file` where it is damaged, or larger than `most` */
  read(most: number): Promise<Uint8Array>;
}

export interface OpenZip {
  readonly members: readonly ZipMember[];
  readonly skipped: readonly Skipped[];
  close(): Promise<void>;
}

/** DEFLATE cannot shrink by more, so what promises more is a lie. */
const maximumRatio = 1032;
const linkMode = 0o120000;
const typeMask = 0o170000;

const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & typeMask) === linkMode;

/** @throws SaddleError `bad-file` naming the entry; names that lead out of the archive are refused */
export async function openZip(path: string): Promise<OpenZip> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, file) =>
      error ? reject(faultOf(path, error)) : resolve(file),
    );
  });
  const members: ZipMember[] = [];
  const skipped: Skipped[] = [];
  try {
    if (zip.entryCount > mostPictures) {
      throw refusal(
        path,
        say("directory", "목록"),
        say(`it names ${zip.entryCount} files`, `파일이 ${zip.entryCount}개라고 되어 있습니다`),
      );
    }
    await new Promise<void>((resolve, reject) => {
      zip.on("error", (error) => reject(faultOf(path, error)));
      zip.on("end", () => resolve());
      zip.on("entry", (entry: Entry) => {
        const name = entry.fileName;
        if (!name.endsWith("/")) {
          if (isLink(entry)) skipped.push({ name, reason: say("a link is not followed", "링크는 따라가지 않습니다") });
          else if (entry.isEncrypted()) skipped.push({ name, reason: say("it is encrypted", "암호화되어 있습니다") });
          else if (entry.uncompressedSize > entry.compressedSize * maximumRatio + 1024) {
            skipped.push({ name, reason: say("its length is a lie", "길이가 거짓입니다") });
          } else
            members.push({ name, size: entry.uncompressedSize, read: (most) => readEntry(zip, entry, path, most) });
        }
        zip.readEntry();
      });
      zip.readEntry();
    });
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
  zip.on("error", () => undefined);
  return {
    members,
    skipped,
    close: async () => {
      if (zip.isOpen) zip.close();
    },
  };
}

const faultOf = (path: string, error: Error) =>
  "code" in error
    ? unreadable(path, error)
    : refusal(
        path,
        say("directory", "목록"),
        say(
          `the zip is damaged or hostile ("${error.message}")`,
          `손상되었거나 악의적인 zip입니다 ("${error.message}")`,
        ),
      );

async function readEntry(zip: ZipFile, entry: Entry, path: string, most: number): Promise<Uint8Array> {
  const name = `${path}/${entry.fileName}`;
  if (entry.uncompressedSize > most) {
    throw refusal(
      name,
      say("length", "길이"),
      say(`${entry.uncompressedSize} bytes are too many`, `${entry.uncompressedSize}바이트는 너무 큽니다`),
    );
  }
  const bytes = new Uint8Array(entry.uncompressedSize);
  let done = 0;
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry, (error, made) => (error ? reject(error) : resolve(made)));
    });
    for await (const chunk of stream) {
      // The library holds each entry to its stated length.
      bytes.set(chunk as unknown as Uint8Array, done);
      done += (chunk as unknown as Uint8Array).length;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal(
      name,
      say(`byte ${done}`, `바이트 ${done}`),
      say(`it cannot be unpacked ("${reason}")`, `압축을 풀 수 없습니다 ("${reason}")`),
    );
  }
  if (done !== bytes.length) {
    throw refusal(name, say(`byte ${done}`, `바이트 ${done}`), say("it ends early", "도중에 끝납니다"));
  }
  return bytes;
}
