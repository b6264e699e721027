/** Writes a `.saddle` file: whole or not at all. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, chmod, constants, type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { SaddleError } from "../../shared/contract/errors";
import { codeOf, systemReason } from "../../shared/contract/systemFaults";
import { say } from "../../shared/domain/text";
import { syncFolder, temporaryBeside, temporaryPattern } from "./durable";
import { writeFault } from "./faults";
import { entryBounds, kindOf, manifestName } from "./layout";
import { realPathOf } from "./lock";
import { type ArchiveManifest, type FileRecord, formatFor, madeBy, toStored } from "./manifest";

/** A file that goes into the archive, opened only when its turn comes. */
export interface ArchiveSource {
  /** Of the entry. */
  readonly name: string;
  /** On the disk. */
  readonly path: string;
  /** How much of it: what is appended later stays out. */
  readonly bytes: number;
}

/** Passes bytes on and keeps their number and checksum. */
class Tally extends Transform {
  bytes = 0;
  private readonly hash = createHash("sha256");

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    done(null, chunk);
  }

  get sha256(): string {
    return this.hash.digest("hex");
  }
}

/**
 * Packs beside the target, syncs, renames. At any fault the temporary file goes and what was at the
 * target stays; memory use does not depend on how much is packed.
 * @throws SaddleError `disk` naming the file and the reason
 */
export async function writeArchive(
  path: string,
  project: ArchiveManifest["project"],
  sources: readonly ArchiveSource[],
): Promise<void> {
  const target = await realPathOf(path);
  await checkTarget(path, target);
  await removeLeftBehind(target);
  const temporary = temporaryBeside(target);
  try {
    const file = await open(temporary, "wx");
    try {
      await writeZip(file, project, sources);
      await file.sync();
    } finally {
      await file.close();
    }
    const permissions = await stat(target).then(
      ({ mode }) => mode & 0o777,
      () => null,
    );
    if (permissions !== null) await chmod(temporary, permissions);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFault(
      path,
      cause,
      say(
        "What was saved there before is unchanged, and the open project keeps everything.",
        "전에 저장한 파일은 그대로이고, 열린 프로젝트에도 모두 남아 있습니다.",
      ),
    );
  }
  await syncFolder(dirname(target));
}

/** What a process that was killed while it saved to this file left beside it. */
async function removeLeftBehind(target: string): Promise<void> {
  const start = basename(target);
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    const end = name.startsWith(start) ? name.slice(start.length) : "";
    if (temporaryPattern.exec(end)?.index === 0) {
      await rm(join(dirname(target), name), { force: true }).catch(() => undefined);
    }
  }
}

async function checkTarget(path: string, target: string): Promise<void> {
  try {
    const found = await stat(target);
    if (!found.isFile()) throw Object.assign(new Error("not a file"), { code: "EISDIR" });
    // A file that may not be written is not replaced either, though its folder would allow it.
    await access(target, constants.W_OK);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw writeFault(path, error);
  }
}

async function writeZip(
  file: FileHandle,
  project: ArchiveManifest["project"],
  sources: readonly ArchiveSource[],
): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: unknown): void => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  zip.on("error", fail);
  let current: Tally | null = null;
  const files: FileRecord[] = [];
  for (const source of sources) {
    const kind = kindOf(source.name);
    if (kind === null) {
      const { name } = source;
      throw new SaddleError(
        "internal",
        say(`${name} is no file of a project.`, `프로젝트의 파일이 아닙니다: ${name}.`),
      );
    }
    zip.addReadStreamLazy(source.name, { compress: entryBounds[kind].compressed }, (callback) => {
      const tally = new Tally();
      current = tally;
      tally.on("end", () => {
        if (tally.bytes !== source.bytes) {
          const { path, bytes } = source;
          fail(
            new SaddleError(
              "internal",
              say(
                `${path} has ${tally.bytes} bytes instead of ${bytes}.`,
                `${path} 파일의 크기가 ${bytes}바이트여야 하는데 ${tally.bytes}바이트입니다.`,
              ),
            ),
          );
        }
        files.push({ name: source.name, bytes: tally.bytes, sha256: tally.sha256 });
      });
      pipeline(contentOf(source), tally).catch((cause) => {
        const { en, ko } = systemReason(cause);
        fail(
          new SaddleError(
            "internal",
            say(
              `${source.path} could not be read for saving: ${en}.`,
              `저장할 ${source.path} 파일을 읽지 못했습니다: ${ko}.`,
            ),
            { cause },
          ),
        );
      });
      callback(null, tally);
    });
  }
  // Last, since only then the checksums are known.
  zip.addReadStreamLazy(manifestName, (callback) => {
    try {
      const text = toStored({ format: formatFor(project), madeBy, project, files });
      callback(null, Readable.from([Buffer.from(text)]));
    } catch (error) {
      callback(error, Readable.from([]));
    }
  });
  zip.end();
  let at = 0;
  try {
    await pipeline(output, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        for (let done = 0; done < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      }
    });
  } finally {
    // Where the output failed, nothing else ends what was being read.
    (current as Tally | null)?.destroy();
  }
}

const contentOf = ({ path, bytes }: ArchiveSource): Readable =>
  bytes === 0 ? Readable.from([]) : createReadStream(path, { end: bytes - 1 });
