/** From a source and a pipeline to a pack: reads, decodes on all cores, fits, and writes in a fixed order. */
import { SaddleError } from "../../../../shared/contract/errors";
import { type Localized, say } from "../../../../shared/domain/text";
import { shuffledIndices } from "../../engine/batches";
import type { Fit } from "../pictures/fit";
import { sha256, type UnpackingWatch } from "../sources/bytes";
import { isEmnist } from "../sources/idxPairs";
import { openSource } from "../sources/open";
import type { ArrayImages, FileImages, Images, Skipped, Source } from "../sources/source";
import { type FoundPack, type Pack, PackWriter, type Pipeline, version } from "./pack";
import { PicturePool } from "./pool";

export interface ImportProgress {
  readonly done: number;
  readonly total: number;
  /** Null until the pace is known. */
  readonly secondsLeft: number | null;
}

export interface ImportOptions {
  /** Where packs are kept. */
  readonly directory: string;
  /** The built worker; null does the work in this thread. */
  readonly worker: string | null;
  readonly signal?: AbortSignal;
  progress?(progress: ImportProgress): void;
  /** Told while a source that is packed as a whole is unpacked. */
  readonly unpacking?: UnpackingWatch;
}

/** Names of skipped files that are kept; all are counted. */
const mostListed = 10_000;
/** Pictures of an array that go to a thread together. */
const chunk = 256;
/** Files that a thread reads itself go to it together. */
const filesTogether = 16;
/** How many pieces of work a thread has before it, so that it never waits. */
const ahead = 4;

const cancelled = (): SaddleError =>
  new SaddleError("cancelled", say("The import was cancelled.", "가져오기를 취소했습니다."));

/** @throws SaddleError `bad-file`, `not-found`, `disk`, `cancelled`; nothing is left behind then */
export async function importSource(path: string, pipeline: Pipeline, options: ImportOptions): Promise<FoundPack> {
  const source = await openSource(path, (done, total) => {
    if (options.signal?.aborted) throw cancelled();
    options.unpacking?.(done, total);
  });
  const pool = new PicturePool(options.worker);
  let writer: PackWriter | null = null;
  // What the threads have in hand is not waited for.
  const stop = (): void => void pool.close();
  options.signal?.addEventListener("abort", stop);
  try {
    writer = await PackWriter.create(options.directory);
    return await new Import(path, source, pipeline, options, pool, writer).run();
  } catch (thrown) {
    await writer?.abandon();
    throw thrown;
  } finally {
    options.signal?.removeEventListener("abort", stop);
    await pool.close();
    await source.close();
  }
}

class Import {
  private readonly labels: number[] = [];
  private readonly skipped: Skipped[] = [];
  private readonly notes: Localized[];
  private readonly hashes: string[] = [];
  private readonly fit: Fit;
  private readonly total: number;
  private skippedCount: number;
  private done = 0;
  private readonly begin = performance.now();
  private told = 0;
  private readonly path: string;
  private readonly source: Source;
  private readonly pipeline: Pipeline;
  private readonly options: ImportOptions;
  private readonly pool: PicturePool;
  private readonly writer: PackWriter;

  constructor(
    path: string,
    source: Source,
    pipeline: Pipeline,
    options: ImportOptions,
    pool: PicturePool,
    writer: PackWriter,
  ) {
    this.path = path;
    this.source = source;
    this.pipeline = pipeline;
    this.options = options;
    this.pool = pool;
    this.writer = writer;
    this.fit = pipeline;
    this.skipped.push(...source.skipped.slice(0, mostListed));
    this.skippedCount = source.skipped.length;
    this.notes = [...source.notes, ...orientationNotes(source, path, pipeline)];
    this.total = source.training.count + (source.test?.count ?? 0);
  }

  async run(): Promise<FoundPack> {
    const { source, pipeline } = this;
    const classes = chosenClasses(source, pipeline.classes);
    const count = await this.take(source.training, classes, pipeline.examples, pipeline.mirror);
    if (count === 0) throw nothing(this.path, this.skipped[0] ?? null);
    const testCount = source.test === null ? 0 : await this.take(source.test, classes, source.test.count, false);
    const content = source.content ?? sha256(Buffer.from(this.hashes.sort().join("\n")));
    const pack: Pack = {
      version,
      title: source.title,
      kind: source.kind,
      content,
      pipeline,
      classes: classes?.names ?? null,
      count,
      testCount,
      skipped: this.skipped,
      skippedCount: this.skippedCount,
      notes: this.notes,
    };
    return this.writer.finish(pack, classes === null ? null : Uint8Array.from(this.labels));
  }

  /** @returns how many rows were written */
  private take(images: Images, classes: Chosen | null, most: number, mirror: boolean): Promise<number> {
    // Always in another order than the source's: files lie there class by class, so that its first
    // thousand, or its last tenth, would be of one class only.
    const order = shuffledIndices(0, 0, images.count);
    return images.form === "array"
      ? this.takeArray(images, order, classes, most, mirror)
      : this.takeFiles(images, order, classes, most, mirror);
  }

  private async takeArray(
    { shape, pixels, labels }: ArrayImages,
    order: Uint32Array,
    classes: Chosen | null,
    most: number,
    mirror: boolean,
  ): Promise<number> {
    const wanted = [...order].filter(
      (at) => labels === null || classes === null || classes.indexOf(labels[at]!) !== null,
    );
    const stride = shape[0] * shape[1] * shape[2];
    const chosen = wanted.slice(0, most);
    let rows = 0;
    await this.inOrder(
      inParts(chosen, chunk),
      async (part) => {
        const copied = new Uint8Array(part.length * stride);
        part.forEach((at, row) => {
          copied.set(pixels.subarray(at * stride, (at + 1) * stride), row * stride);
        });
        const [done] = await this.pool.run({ kind: "array", shape, pixels: copied, fit: this.fit });
        return done!.pixels;
      },
      async (fitted, part) => {
        if (fitted === null) {
          if (this.options.signal?.aborted) throw cancelled();
          throw new Error("A thread failed on pictures of an array.");
        }
        await this.write(fitted, mirror);
        for (const at of part) {
          const label = labels === null || classes === null ? null : classes.indexOf(labels[at]!);
          this.label(label, mirror);
        }
        rows += part.length * (mirror ? 2 : 1);
        this.advance(part.length);
      },
    );
    this.advance(order.length - chosen.length);
    return rows;
  }

  private async takeFiles(
    { files }: FileImages,
    order: Uint32Array,
    classes: Chosen | null,
    most: number,
    mirror: boolean,
  ): Promise<number> {
    let rows = 0;
    const isWanted = (label: number | null): boolean =>
      classes === null || label === null || classes.indexOf(label) !== null;
    const full = (): boolean => rows >= most * (mirror ? 2 : 1);
    const together = files.every(({ path }) => path !== null) ? filesTogether : 1;
    await this.inOrder(
      inParts([...order], together),
      async (part) => {
        // What is left out of the pack still belongs to the content.
        const fits = part.map((at) => (isWanted(files[at]!.label) && !full() ? this.fit : null));
        try {
          const from = await Promise.all(part.map((at) => files[at]!.path ?? files[at]!.read()));
          return { results: await this.pool.run({ kind: "files", from, fits }), fits };
        } catch (thrown) {
          if (!(thrown instanceof SaddleError)) throw thrown;
          return { results: [{ pixels: null, reason: thrown.text, hash: null }], fits };
        }
      },
      async ({ results, fits }, part) => {
        for (const [place, { pixels, reason, hash }] of results.entries()) {
          const { name, label } = files[part[place]!]!;
          if (hash !== null) this.hashes.push(`${name} ${hash}`);
          if (full() || (fits[place] === null && hash !== null)) continue;
          if (pixels === null) {
            this.skippedCount++;
            if (this.skipped.length < mostListed && reason) this.skipped.push({ name, reason });
            continue;
          }
          await this.write(pixels, mirror);
          this.label(label === null || classes === null ? null : classes.indexOf(label), mirror);
          rows += mirror ? 2 : 1;
        }
        this.advance(part.length);
      },
    );
    return rows;
  }

  /** Works on several at once and takes up what comes of them in order. */
  private async inOrder<T, R>(
    items: readonly T[],
    work: (item: T) => Promise<R>,
    takeUp: (done: R, item: T) => Promise<void>,
  ) {
    const running: Promise<R>[] = [];
    const window = this.pool.threads * ahead;
    try {
      for (let next = 0, taken = 0; taken < items.length; taken++) {
        while (next < items.length && next - taken < window) {
          const promise = work(items[next++]!);
          promise.catch(() => undefined);
          running.push(promise);
        }
        if (this.options.signal?.aborted) throw cancelled();
        await takeUp(await running.shift()!, items[taken]!);
      }
    } finally {
      await Promise.allSettled(running);
    }
  }

  private async write(rows: Uint8Array, mirror: boolean): Promise<void> {
    await this.writer.write(mirror ? withMirrored(rows, this.pipeline) : rows);
  }

  private label(label: number | null, mirror: boolean): void {
    if (label === null) return;
    this.labels.push(label);
    if (mirror) this.labels.push(label);
  }

  private advance(count: number): void {
    this.done += count;
    const now = performance.now();
    if (now - this.told < 100 && this.done < this.total) return;
    this.told = now;
    const seconds = (now - this.begin) / 1000;
    const secondsLeft = seconds > 0.5 && this.done > 0 ? (seconds / this.done) * (this.total - this.done) : null;
    this.options.progress?.({ done: this.done, total: this.total, secondsLeft });
  }
}

/** @param size items of a part; the last may have fewer */
const inParts = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

/** What was decided about pictures that are known to lie with rows and columns swapped. */
function orientationNotes(source: Source, path: string, { transpose }: Pipeline): Localized[] {
  if (!isEmnist(source, path)) return [];
  if (transpose === true) {
    return [
      say(
        "EMNIST's files, told by their name, hold rows and columns swapped; they are swapped back.",
        "이름으로 보아 EMNIST 파일입니다. 행과 열이 뒤바뀌어 들어 있어 되돌렸습니다.",
      ),
    ];
  }
  return [
    say(
      "EMNIST's files hold rows and columns swapped, and are used as stored; the orientation can swap them back.",
      "EMNIST 파일은 행과 열이 뒤바뀌어 있는데 저장된 대로 씁니다. 방향 설정으로 되돌릴 수 있습니다.",
    ),
  ];
}

interface Chosen {
  readonly names: string[];
  /** New index of a source's class; null where it is left out. */
  indexOf(label: number): number | null;
}

/** @throws SaddleError `bad-input` at the setting where a class is unknown */
function chosenClasses({ classes, title }: Source, wanted: readonly string[]): Chosen | null {
  if (classes === null) {
    if (wanted.length === 0) return null;
    throw new SaddleError(
      "bad-input",
      say(`${title} has no labels to choose classes by.`, `${title}: 클래스를 고를 레이블이 없습니다.`),
      {
        path: "dataset.classes",
        hint: say("Leave the classes empty.", "클래스를 비워 두세요."),
      },
    );
  }
  if (wanted.length === 0) return { names: [...classes], indexOf: (label) => label };
  const unknown = wanted.find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    const known = classes.slice(0, 30).join(", ");
    throw new SaddleError(
      "bad-input",
      say(
        `${title} has no class ${JSON.stringify(unknown)}.`,
        `${title}: 클래스 ${JSON.stringify(unknown)}이(가) 없습니다.`,
      ),
      {
        path: "dataset.classes",
        hint: say(`Its classes: ${known}.`, `있는 클래스: ${known}.`),
      },
    );
  }
  const names = classes.filter((name) => wanted.includes(name));
  const index = classes.map((name) => {
    const at = names.indexOf(name);
    return at < 0 ? null : at;
  });
  return { names, indexOf: (label) => index[label] ?? null };
}

function nothing(path: string, first: Skipped | null): SaddleError {
  const why =
    first === null
      ? say("none is of the classes chosen", "고른 클래스의 이미지가 없습니다")
      : say(`of ${first.name}: ${first.reason.en}`, `${first.name}: ${first.reason.ko}`);
  return new SaddleError(
    "bad-file",
    say(`No picture of ${path} can be used; ${why.en}.`, `${path}: 쓸 수 있는 이미지가 없습니다. ${why.ko}.`),
    { hint: say("Check the files, or choose another folder.", "파일을 확인하거나 다른 폴더를 고르세요.") },
  );
}

/** Each picture, and after it its mirror image. `[2·count, size, size, channels]` */
export function withMirrored(rows: Uint8Array, { size, channels }: Pick<Pipeline, "size" | "channels">): Uint8Array {
  const row = size * size * channels;
  const out = new Uint8Array(rows.length * 2);
  for (let from = 0; from < rows.length; from += row) {
    const to = from * 2;
    out.set(rows.subarray(from, from + row), to);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const a = from + (y * size + x) * channels;
        const b = to + row + (y * size + size - 1 - x) * channels;
        for (let channel = 0; channel < channels; channel++) out[b + channel] = rows[a + channel]!;
      }
    }
  }
  return out;
}
