/** What a command says: its answer on standard output, everything else on standard error. */
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";

/** Exit codes of the command line. */
export const exitCodes = { done: 0, failed: 1, usage: 2, badFile: 3, interrupted: 130 } as const;

export function exitCodeOf(error: unknown): number {
  switch (toErrorValue(error).code) {
    case "bad-input":
      return exitCodes.usage;
    case "bad-file":
    case "not-found":
      return exitCodes.badFile;
    case "cancelled":
      return exitCodes.interrupted;
    default:
      return exitCodes.failed;
  }
}

/** Carries out a command: what it throws is told, and its number becomes the exit code. */
export type RunCommand = (work: (output: Output) => Promise<number>) => Promise<void>;

/** Between two lines of progress where there is no terminal, milliseconds. */
const pause = 5_000;

export class Output {
  readonly json: boolean;
  #lastProgress = 0;
  #onLine = false;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One JSON object a line with `--json`, else text for a person. */
  answer(value: object, text: string): void {
    this.#endLine();
    process.stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  }

  /** Only with `--json`. */
  event(value: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** For a person, whatever the answer's form. */
  say(text: string): void {
    this.#endLine();
    process.stderr.write(`${text}\n`);
  }

  /** Replaces the line of before on a terminal; elsewhere a line now and then. */
  progress(text: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[2K${text}`);
      this.#onLine = true;
    } else if (Date.now() - this.#lastProgress >= pause) {
      this.#lastProgress = Date.now();
      process.stderr.write(`${text}\n`);
    }
  }

  error(thrown: unknown): void {
    const error = toErrorValue(thrown);
    this.say(inWords(error));
    this.event({ event: "error", ...inEnglish(error) });
  }

  #endLine(): void {
    if (this.#onLine) process.stderr.write("\n");
    this.#onLine = false;
  }
}

/** The command line speaks English: its lines and its JSON are read by programs and pasted into reports. */
const inEnglish = ({ hint, ...error }: ErrorValue) => ({
  ...error,
  message: error.message.en,
  ...(hint === undefined ? {} : { hint: hint.en }),
});

export function inWords(error: ErrorValue): string {
  const { message, hint } = inEnglish(error);
  return hint === undefined ? message : `${message}\n${hint}`;
}

/** 75 -> `1:15`, 3675 -> `1:01:15`. @param seconds not negative */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
