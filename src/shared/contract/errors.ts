/**
 * Errors that cross a process border. An error is a value: a code that programs read, a sentence
 * that tells a person what is wrong (naming the file, field or tensor) and a hint on what to do, both in
 * English and in Korean.
 */
import { z } from "zod";
import { type Localized, localizedSchema, same, say } from "../domain/text";

export const errorCodes = [
  /** A request, setting or command-line value outside what is allowed. */
  "bad-input",
  /** A project, dataset or settings file that is damaged, hostile or of another version. */
  "bad-file",
  /** A named thing (recipe, run, checkpoint, file) that does not exist. */
  "not-found",
  /** The thing asked for cannot be done in the present state (for example while training). */
  "conflict",
  /** The trainer process ended by itself. */
  "trainer-died",
  /** What training runs on gave out: an operation threw, or the device was lost. */
  "backend-failed",
  /** A weight, loss or gradient became NaN or infinite. */
  "diverged",
  /** The disk is full or a file cannot be written. */
  "disk",
  /** A person cancelled. */
  "cancelled",
  /** This machine or backend lacks what the request needs. */
  "unsupported",
  /** A fault of Saddle itself. */
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export const errorValueSchema = z.object({
  code: z.enum(errorCodes),
  message: localizedSchema,
  hint: localizedSchema.optional(),
  /** The setting that is wrong, as a dotted path into the recipe (`optimizers.generator.learningRate`). */
  path: z.string().optional(),
});

export type ErrorValue = z.infer<typeof errorValueSchema>;

/** The same value as something to throw inside one process: `new SaddleError("conflict", say("…", "…"))`. */
export class SaddleError extends Error {
  readonly code: ErrorCode;
  /** `message` is the English of it, for logs and stacks. */
  readonly text: Localized;
  readonly hint: Localized | undefined;
  readonly path: string | undefined;

  constructor(code: ErrorCode, text: Localized, options: { hint?: Localized; path?: string; cause?: unknown } = {}) {
    super(text.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SaddleError";
    this.code = code;
    this.text = text;
    this.hint = options.hint;
    this.path = options.path;
  }
}

/** What something thrown says, as a part of another sentence: ours in both languages, others' as it is. */
export const reasonOf = (thrown: unknown): Localized =>
  thrown instanceof SaddleError ? thrown.text : same(thrown instanceof Error ? thrown.message : String(thrown));

/** Turns anything thrown into an error value; what is not a {@link SaddleError} is a fault of ours. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof SaddleError) {
    return {
      code: thrown.code,
      message: thrown.text,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      ...(thrown.path === undefined ? {} : { path: thrown.path }),
    };
  }
  const { en, ko } = reasonOf(thrown);
  return { code: "internal", message: say(`A fault of Saddle itself: ${en}`, `Saddle 자체의 오류입니다: ${ko}`) };
}

/** The inverse of {@link toErrorValue}, on the receiving side of a border. */
export function fromErrorValue(value: ErrorValue): SaddleError {
  return new SaddleError(value.code, value.message, {
    ...(value.hint === undefined ? {} : { hint: value.hint }),
    ...(value.path === undefined ? {} : { path: value.path }),
  });
}
