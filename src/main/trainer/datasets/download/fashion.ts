/**
 * Fashion-MNIST, fetched once and kept in the cache unpacked, so that it opens as fast as MNIST. From its authors'
 * repository, and where that is out of reach from Debian's package; the content decides, wherever it comes from.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { SaddleError } from "../../../../shared/contract/errors";
import { systemReason } from "../../../../shared/contract/systemFaults";
import { fashionDownloadBytes, fashionSource } from "../../../../shared/domain/fashionMnist";
import { say } from "../../../../shared/domain/text";
import type { ImportWatch } from "../../dataset";
import { fashionMnist, type IdxPart, idxParts } from "../knownIdx";
import { sha256 } from "../sources/bytes";
import { debFiles } from "./deb";
import { cancelled, type Download, type DownloadWatch, download } from "./web";

/** Where Debian's package `dataset-fashion-mnist` puts it. */
export const systemFolder = "/usr/share/datasets/fashion-mnist";
export const cachedFolder = (directory: string): string => join(directory, fashionSource);

export const fileOf = (part: IdxPart): string => `${part}-idx${part.endsWith("images") ? 3 : 1}-ubyte`;

const authors = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";
const debian =
  "https://deb.debian.org/debian/pool/main/d/dataset-fashion-mnist/dataset-fashion-mnist_0.0~git20200523.55506a9-1_all.deb";

const mostPacked = 64 * 2 ** 20;
const mostPart = 64 * 2 ** 20;

type Parts = ReadonlyMap<IdxPart, Uint8Array>;

async function fromAuthors(fetch: Download, watch: DownloadWatch): Promise<Parts> {
  const parts = new Map<IdxPart, Uint8Array>();
  for (const part of idxParts) parts.set(part, await fetch(`${authors}${fileOf(part)}.gz`, mostPacked, watch));
  return parts;
}

async function fromDebian(fetch: Download, watch: DownloadWatch): Promise<Parts> {
  const files = await debFiles(await fetch(debian, mostPacked, watch), debian, mostPart, (name) =>
    name.endsWith(".gz"),
  );
  const parts = new Map<IdxPart, Uint8Array>();
  for (const [name, bytes] of files) {
    const part = idxParts.find((each) => name.endsWith(`/${fileOf(each)}.gz`));
    if (part !== undefined) parts.set(part, bytes);
  }
  return parts;
}

export interface FashionOptions {
  readonly fetch?: Download;
  /** SHA-256 of the unpacked files. */
  readonly hashes?: Readonly<Record<IdxPart, string>>;
}

/**
 * Fetches it into the cache.
 * @param directory the cache of data; it comes to be there by one rename
 * @throws SaddleError `disk` where no source can be reached, `bad-file` where what came is not it, `cancelled`; nothing
 * is left behind then
 */
export async function getFashionMnist(
  directory: string,
  { signal, progress }: ImportWatch,
  { fetch = download, hashes = fashionMnist.hashes }: FashionOptions = {},
): Promise<void> {
  const begin = performance.now();
  let failure: unknown = null;
  for (const source of [fromAuthors, fromDebian]) {
    let done = 0;
    const came = (bytes: number): void => {
      done = Math.min(fashionDownloadBytes, done + bytes);
      const seconds = (performance.now() - begin) / 1000;
      progress(done, fashionDownloadBytes, seconds > 0.5 ? (seconds / done) * (fashionDownloadBytes - done) : null);
    };
    try {
      const parts = await source(fetch, { signal, came });
      const files = idxParts.map((part) => [part, unpacked(part, parts.get(part), hashes[part])] as const);
      if (signal.aborted) throw cancelled();
      return await keep(directory, files);
    } catch (thrown) {
      if (signal.aborted) throw cancelled();
      // What the first one said matters least: the last is the one that was hoped for.
      failure = thrown;
    }
  }
  throw failure;
}

/** @throws SaddleError `bad-file` where it is not what was published */
function unpacked(part: IdxPart, packed: Uint8Array | undefined, hash: string): Uint8Array {
  const wrong = (reason: ReturnType<typeof say>) =>
    new SaddleError(
      "bad-file",
      say(
        `${fileOf(part)} of Fashion-MNIST is not what was published: ${reason.en}.`,
        `Fashion-MNIST의 ${fileOf(part)} 파일이 공개된 것과 다릅니다. ${reason.ko}.`,
      ),
      { hint: say("Try again later.", "나중에 다시 시도하세요.") },
    );
  if (packed === undefined) throw wrong(say("it did not come", "받지 못했습니다"));
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(packed, { maxOutputLength: mostPart });
  } catch {
    throw wrong(say("it cannot be unpacked", "압축을 풀 수 없습니다"));
  }
  const found = sha256(bytes);
  if (found !== hash) throw wrong(say(`its SHA-256 is ${found}`, `SHA-256: ${found}`));
  return bytes;
}

async function keep(directory: string, files: readonly (readonly [IdxPart, Uint8Array])[]): Promise<void> {
  const target = cachedFolder(directory);
  // Named as the importer's, which takes away what a process that ended left.
  const folder = join(directory, `${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    for (const [part, bytes] of files) {
      const file = await open(join(folder, fileOf(part)), "wx");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    await rm(target, { recursive: true, force: true });
    await rename(folder, target);
  } catch (cause) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    const { en, ko } = systemReason(cause);
    throw new SaddleError("disk", say(`${target} cannot be written: ${en}.`, `${target}: 쓸 수 없습니다. ${ko}.`), {
      hint: say("Free some space, or set another cache directory.", "공간을 비우거나 다른 캐시 폴더를 지정하세요."),
      cause,
    });
  }
}
