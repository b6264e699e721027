/**
 * Errors that cross a process border. An error is a value: a code that programs read, a sentence
 * that tells a person what is wrong (naming the file, field or tensor) and a hint on what to do.
 */
import { z } from "zod";

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
  message: z.string(),
  hint: z.string().optional(),
  /** The setting that is wrong, as a dotted path into the recipe (`optimizers.generator.learningRate`). */
  path: z.string().optional(),
});

export type ErrorValue = z.infer<typeof errorValueSchema>;

/** The same value as something to throw inside one process. */
export class SaddleError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly path: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; path?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SaddleError";
    this.code = code;
    this.hint = options.hint;
    this.path = options.path;
  }
}

/** Turns anything thrown into an error value; what is not a {@link SaddleError} is a fault of ours. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof SaddleError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      ...(thrown.path === undefined ? {} : { path: thrown.path }),
    };
  }
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The inverse of {@link toErrorValue}, on the receiving side of a border. */
export function fromErrorValue(value: ErrorValue): SaddleError {
  return new SaddleError(value.code, value.message, {
    ...(value.hint === undefined ? {} : { hint: value.hint }),
    ...(value.path === undefined ? {} : { path: value.path }),
  });
}
