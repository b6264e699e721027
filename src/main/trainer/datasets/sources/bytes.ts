/** Reading files whole and no further than allowed, and unpacking gzip no further than allowed. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { SaddleError } from "../../../../shared/contract/errors";
import { say } from "../../../../shared/domain/text";
import { atByte, changed, mostArrayBytes, refusal, unreadable } from "./source";

/** Enough to tell every format. */
export const headBytes = 512;

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The first bytes of a file, fewer where it is shorter. */
export async function readHead(path: string, length = headBytes): Promise<{ head: Uint8Array; size: number }> {
  return withFile(path, async (handle, size) => {
    const head = new Uint8Array(Math.min(length, size));
    await fill(handle, head, 0, path);
    return { head, size };
  });
}

/** @throws SaddleError `bad-file` where it is larger than `most`, or changes while it is read */
export async function readWhole(path: string, most = mostArrayBytes): Promise<Uint8Array> {
  return withFile(path, async (handle, size) => {
    mustFit(size, most, path);
    const bytes = Buffer.allocUnsafeSlow(size);
    await fill(handle, bytes, 0, path);
    return bytes;
  });
}

/** The same without waiting, for a thread that has nothing else to do: many small files take a fraction of the time. */
export function readWholeSync(path: string, most: number): Uint8Array {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const before = fstatSync(file);
    mustBeFile(before, path);
    mustFit(before.size, most, path);
    const bytes = Buffer.allocUnsafeSlow(before.size);
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(file, bytes, done, bytes.length - done, done);
      if (read === 0) throw changed(path);
      done += read;
    }
    mustBeSame(before, fstatSync(file), path);
    return bytes;
  } catch (thrown) {
    throw unreadable(path, thrown);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function mustFit(size: number, most: number, path: string): void {
  if (size <= most) return;
  const [mebibytes, allowed] = [Math.ceil(size / 2 ** 20), Math.floor(most / 2 ** 20)];
  throw refusal(
    path,
    say("length", "길이"),
    say(
      `${mebibytes} MiB are more than the ${allowed} MiB allowed`,
      `${mebibytes} MiB로 허용된 ${allowed} MiB를 넘습니다`,
    ),
  );
}

function mustBeFile(found: Stats, path: string): void {
  if (!found.isFile()) throw new SaddleError("bad-file", say(`${path} is not a file.`, `파일이 아닙니다: ${path}.`));
}

function mustBeSame(before: Stats, after: Stats, path: string): void {
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
}

async function withFile<T>(path: string, work: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, "r");
    const before = await handle.stat();
    mustBeFile(before, path);
    const done = await work(handle, before.size);
    mustBeSame(before, await handle.stat(), path);
    return done;
  } catch (thrown) {
    throw unreadable(path, thrown);
  } finally {
    await handle?.close();
  }
}

export async function fill(handle: FileHandle, target: Uint8Array, position: number, path: string): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw changed(path);
    done += bytesRead;
  }
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Told of packed bytes that are done, and of all; what it throws ends the unpacking. */
export type UnpackingWatch = (done: number, total: number) => void;

/**
 * What gzip holds, chunk by chunk; stops with a refusal once more than `most` bytes came out.
 * @param packed the whole file, or as much of its beginning as is at hand
 */
export async function* unpacked(
  packed: Uint8Array,
  path: string,
  { most = mostArrayBytes, watch }: { readonly most?: number; readonly watch?: UnpackingWatch } = {},
): AsyncGenerator<Uint8Array> {
  const stream = createGunzip();
  // Written in parts, so that no more is unpacked than is asked for.
  const part = 1 << 20;
  let at = 0;
  const feed = (): void => {
    while (at < packed.length) {
      const next = packed.subarray(at, at + part);
      at += next.length;
      if (!stream.write(next)) {
        stream.once("drain", feed);
        return;
      }
    }
    stream.end();
  };
  feed();
  let total = 0;
  try {
    for await (const chunk of stream) {
      total += (chunk as Uint8Array).length;
      if (total > most) {
        throw refusal(
          path,
          say(`byte ${most}, unpacked`, `압축을 푼 바이트 ${most}`),
          say("more is packed than is allowed", "압축된 내용이 허용된 크기를 넘습니다"),
        );
      }
      watch?.(Math.min(stream.bytesWritten, packed.length), packed.length);
      yield chunk as Uint8Array;
    }
  } catch (thrown) {
    if (thrown instanceof SaddleError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw refusal(path, atByte(packed.length), say(`gzip says "${reason}"`, `gzip의 설명: "${reason}"`));
  } finally {
    stream.destroy();
  }
}

/** The first bytes of what gzip holds. */
export async function unpackedHead(packed: Uint8Array, path: string, length = headBytes): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let done = 0;
  try {
    for await (const chunk of unpacked(packed, path)) {
      const part = chunk.subarray(0, length - done);
      head.set(part, done);
      done += part.length;
      if (done === length) break;
    }
  } catch (thrown) {
    // A head is often cut off in the middle of a block; what came out so far tells the format.
    if (done === 0) throw thrown;
  }
  return head.subarray(0, done);
}
