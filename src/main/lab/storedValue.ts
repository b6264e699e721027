/**
 * A small JSON file of the lab: checked when it is read, replaced atomically when it changes. A
 * damaged one is put aside, never overwritten, and the defaults serve until the next change.
 */
import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { z } from "zod";
import type { ErrorValue } from "../../shared/contract/errors";
import { replaceFile } from "../project/durable";
import { codeOf, writeFault } from "../project/faults";

/** No settings of a person come near this; a larger file is not ours. */
const maximumBytes = 1024 * 1024;

export class StoredValue<S extends z.ZodType> {
  readonly path: string;
  private readonly schema: S;
  private current: z.output<S>;
  /** What was wrong with the file when it was read, and where it was put. */
  readonly problem: ErrorValue | null;
  private writing: Promise<void> = Promise.resolve();

  private constructor(path: string, schema: S, value: z.output<S>, problem: ErrorValue | null) {
    this.path = path;
    this.schema = schema;
    this.current = value;
    this.problem = problem;
  }

  /** @param defaults what holds where there is no file, or none that can be read */
  static async read<S extends z.ZodType>(path: string, schema: S, defaults: z.output<S>): Promise<StoredValue<S>> {
    let problem: string;
    try {
      const { size } = await stat(path);
      if (size > maximumBytes) throw new Error(`it is ${size} bytes long`);
      const parsed = schema.safeParse(JSON.parse(await readFile(path, "utf8")));
      if (parsed.success) return new StoredValue(path, schema, parsed.data, null);
      const [issue] = parsed.error.issues;
      problem = `${issue?.path.map(String).join(".") || "the file"}: ${issue?.message}`;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return new StoredValue(path, schema, defaults, null);
      problem = error instanceof Error ? error.message : String(error);
    }
    const extension = extname(path);
    const aside = join(dirname(path), `${basename(path, extension)}.damaged${extension}`);
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    );
    return new StoredValue(path, schema, defaults, {
      code: "bad-file",
      message: `${path} could not be read (${problem}).`,
      hint: moved ? `It was put aside as ${aside}; defaults are used.` : "Defaults are used.",
    });
  }

  get value(): z.output<S> {
    return this.current;
  }

  /**
   * Replaces the value, at once in memory and then on disk; changes reach the disk in their order.
   * @throws SaddleError `disk` where it cannot be written; it holds for this session all the same
   */
  set(value: z.output<S>): Promise<void> {
    this.current = this.schema.parse(value);
    const text = `${JSON.stringify(this.current, null, 2)}\n`;
    const written = this.writing.then(() => write(this.path, text));
    this.writing = written.catch(() => undefined);
    return written;
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause) => {
    throw writeFault(path, cause);
  });
  await replaceFile(path, text);
}
