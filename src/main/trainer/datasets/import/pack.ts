/**
 * Pictures as they are trained on, kept in the cache: a folder with the pixels as bytes, row after row,
 * the labels, and a description. It comes to be by one rename, so that there is a whole one or none.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../../../shared/contract/errors";
import { systemReason } from "../../../../shared/contract/systemFaults";
import { localizedSchema, say } from "../../../../shared/domain/text";
import { sourceKinds } from "../sources/source";

/** Grows where the same content and settings would give other pixels. */
export const version = 2;
/** Packs that were used longest ago go beyond this, bytes. */
const mostCacheBytes = 40 * 2 ** 30;

/** What decides the pixels besides the content. */
export const pipelineSchema = z.object({
  size: z.int(),
  square: z.enum(["crop", "pad"]),
  channels: z.union([z.literal(1), z.literal(3)]),
  mirror: z.boolean(),
  /** Absent rather than false, so that packs of before keep their keys. */
  transpose: z.literal(true).optional(),
  /** Only these; all where it is empty. */
  classes: z.array(z.string()),
  examples: z.int(),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

export const packSchema = z.object({
  version: z.literal(version),
  title: z.string(),
  kind: z.enum(sourceKinds),
  /** SHA-256 of the source's content. */
  content: z.string(),
  pipeline: pipelineSchema,
  classes: z.array(z.string()).nullable(),
  /** Training examples, mirrored ones included. */
  count: z.int().min(1),
  /** Held-out ones, after them. */
  testCount: z.int().min(0),
  skipped: z.array(z.object({ name: z.string(), reason: localizedSchema })),
  skippedCount: z.int(),
  notes: z.array(localizedSchema),
});
export type Pack = z.infer<typeof packSchema>;

export const rowBytes = ({ size, channels }: Pipeline): number => size * size * channels;

export const packKey = (content: string, pipeline: Pipeline): string =>
  createHash("sha256")
    .update(JSON.stringify([version, content, pipelineSchema.parse(pipeline)]))
    .digest("hex");

export const pixelsFile = "pixels";
const labelsFile = "labels";
const description = "pack.json";

export interface FoundPack {
  readonly folder: string;
  readonly pack: Pack;
}

/** A whole and sound pack, or null. */
export async function findPack(directory: string, key: string): Promise<FoundPack | null> {
  const folder = join(directory, key);
  try {
    const pack = packSchema.parse(JSON.parse(await readFile(join(folder, description), "utf8")));
    const rows = pack.count + pack.testCount;
    const { size } = await stat(join(folder, pixelsFile));
    if (size !== rows * rowBytes(pack.pipeline) || packKey(pack.content, pack.pipeline) !== key) return null;
    if (pack.classes !== null && (await stat(join(folder, labelsFile))).size !== rows) return null;
    const now = new Date();
    // Which were used last decides which go first; a disk that can only be read keeps all.
    await utimes(join(folder, description), now, now).catch(() => undefined);
    return { folder, pack };
  } catch {
    return null;
  }
}

/** `[count + testCount]`, or null. */
export async function readLabels({ folder, pack }: FoundPack): Promise<Uint8Array | null> {
  if (pack.classes === null) return null;
  const labels = await readFile(join(folder, labelsFile));
  const wrong = labels.findIndex((label) => label >= pack.classes!.length);
  if (wrong < 0) return labels;
  throw new SaddleError(
    "bad-file",
    say(
      `${join(folder, labelsFile)}: label ${labels[wrong]} at byte ${wrong} is of no class.`,
      `${join(folder, labelsFile)}: 바이트 ${wrong}의 레이블 ${labels[wrong]}에 맞는 클래스가 없습니다.`,
    ),
    { hint: say("Delete that folder; the pictures are imported anew.", "그 폴더를 지우면 이미지를 다시 가져옵니다.") },
  );
}

/** Writes a pack row by row. Until {@link finish} there is nothing that anybody would find. */
export class PackWriter {
  private readonly directory: string;
  private readonly folder: string;
  private readonly file: Awaited<ReturnType<typeof open>>;
  private buffer: Uint8Array[] = [];
  private buffered = 0;

  private constructor(directory: string, folder: string, file: Awaited<ReturnType<typeof open>>) {
    this.directory = directory;
    this.folder = folder;
    this.file = file;
  }

  /** @throws SaddleError `disk` */
  static async create(directory: string): Promise<PackWriter> {
    try {
      await mkdir(directory, { recursive: true });
      await sweep(directory);
      const folder = join(directory, `${process.pid}.${randomBytes(6).toString("hex")}.tmp`);
      begun.add(folder);
      await mkdir(folder);
      return new PackWriter(directory, folder, await open(join(folder, pixelsFile), "wx"));
    } catch (cause) {
      throw writeFault(directory, cause);
    }
  }

  async write(rows: Uint8Array): Promise<void> {
    this.buffer.push(rows);
    this.buffered += rows.length;
    if (this.buffered >= 1 << 20) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.buffered === 0) return;
    const bytes = this.buffer.length === 1 ? this.buffer[0]! : Buffer.concat(this.buffer);
    this.buffer = [];
    this.buffered = 0;
    try {
      await this.file.writeFile(bytes);
    } catch (cause) {
      throw writeFault(this.folder, cause);
    }
  }

  /** @param labels `[count + testCount]` where the pack has classes */
  async finish(pack: Pack, labels: Uint8Array | null): Promise<FoundPack> {
    await this.flush();
    const key = packKey(pack.content, pack.pipeline);
    const target = join(this.directory, key);
    try {
      await this.file.sync();
      await this.file.close();
      if (labels !== null) await writeFile(join(this.folder, labelsFile), labels);
      await writeFile(join(this.folder, description), JSON.stringify(pack));
      // One that is there is either the same, or damaged.
      await rm(target, { recursive: true, force: true });
      await rename(this.folder, target);
    } catch (cause) {
      throw writeFault(target, cause);
    }
    await shrink(this.directory, key);
    return { folder: target, pack };
  }

  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function writeFault(path: string, cause: unknown): SaddleError {
  if (cause instanceof SaddleError) return cause;
  const { en, ko } = systemReason(cause);
  return new SaddleError("disk", say(`${path} cannot be written: ${en}.`, `${path}: 쓸 수 없습니다. ${ko}.`), {
    hint: say("Free some space, or set another cache directory.", "공간을 비우거나 다른 캐시 폴더를 지정하세요."),
    cause,
  });
}

/** Folders that this process has begun. */
const begun = new Set<string>();
/** Nothing is written to one for so long while somebody imports, milliseconds. */
const abandonedAfter = 24 * 3600 * 1000;

/** Takes away what processes that ended in the middle left. Their number may be another's by now, or our own. */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const pid = Number(/^(\d+)\.[0-9a-f]+\.tmp$/.exec(name)?.[1]);
    const half = Number.isInteger(pid);
    if ((!half && !/\.seen\.[0-9a-f]{8}$/.test(name)) || begun.has(path)) continue;
    const ended = half && (pid === process.pid || !isAlive(pid));
    if (ended || (await unchangedFor(half ? join(path, pixelsFile) : path)) > abandonedAfter) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

const unchangedFor = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Keeps the cache below its bound; what was used longest ago goes first. */
async function shrink(directory: string, keep: string): Promise<void> {
  const packs: { name: string; bytes: number; used: number }[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    try {
      const { size } = await stat(join(directory, name, pixelsFile));
      packs.push({ name, bytes: size, used: (await stat(join(directory, name, description))).mtimeMs });
    } catch {
      // Somebody else is taking it away.
    }
  }
  let total = packs.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of packs.sort((a, b) => a.used - b.used)) {
    if (total <= mostCacheBytes) return;
    if (name === keep) continue;
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
    total -= bytes;
  }
}

// Which content a source had, by what tells that it may have changed.

const seenSchema = z.object({ content: z.string().regex(/^[0-9a-f]{64}$/) });

export async function seenContent(directory: string, fingerprint: string): Promise<string | null> {
  try {
    return seenSchema.parse(JSON.parse(await readFile(join(directory, `${fingerprint}.seen`), "utf8"))).content;
  } catch {
    return null;
  }
}

/** A cache that cannot be written costs time the next time, and nothing else. */
export async function rememberContent(directory: string, fingerprint: string, content: string): Promise<void> {
  const path = join(directory, `${fingerprint}.seen`);
  const temporary = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(temporary, JSON.stringify({ content }));
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
