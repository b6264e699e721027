/**
 * A small JSON file of the lab: checked when it is read, replaced atomically when it changes. A
 * damaged one is put aside, never overwritten, and the defaults serve until the next change.
 */
import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { z } from "zod";
import type { ErrorValue } from "../../shared/contract/errors";
import { issuePath, issueText } from "../../shared/contract/issues";
import { codeOf, systemReason } from "../../shared/contract/systemFaults";
import { type Localized, say } from "../../shared/domain/text";
import { replaceFile } from "../project/durable";
import { writeFault } from "../project/faults";

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
    const found = await readJson(path, schema);
    if (found === null) return new StoredValue(path, schema, defaults, null);
    if ("value" in found) return new StoredValue(path, schema, found.value, null);
    const { problem } = found;
    const extension = extname(path);
    const aside = join(dirname(path), `${basename(path, extension)}.damaged${extension}`);
    const moved = await rename(path, aside).then(
      () => true,
      () => false,
    );
    return new StoredValue(path, schema, defaults, {
      code: "bad-file",
      message: say(`${path} could not be read (${problem.en}).`, `${path} 파일을 읽지 못했습니다 (${problem.ko}).`),
      hint: moved
        ? say(`It was put aside as ${aside}; defaults are used.`, `파일을 ${aside}(으)로 옮겨 두었고 기본값을 씁니다.`)
        : say("Defaults are used.", "기본값을 씁니다."),
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

/** Null where there is no file. */
async function readJson<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<{ value: z.output<S> } | { problem: Localized } | null> {
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) return { problem: say(`it is ${size} bytes long`, `크기가 ${size}바이트나 됩니다`) };
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    const parsed = schema.safeParse(content);
    if (parsed.success) return { value: parsed.data };
    const [issue] = parsed.error.issues;
    const { en, ko } = issueText(issue, content);
    const field = issuePath(issue);
    return { problem: say(`${field ?? "the file"}: ${en}`, `${field ?? "파일"}: ${ko}`) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    return { problem: error instanceof SyntaxError ? say("it is not JSON", "JSON이 아닙니다") : systemReason(error) };
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause) => {
    throw writeFault(path, cause);
  });
  await replaceFile(path, text);
}
