/** A log file that never outgrows its budget: when full, it becomes the one older file and begins anew. */
import { mkdirSync, renameSync, statSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { dirname } from "node:path";

export class BoundedLog {
  readonly #path: string;
  readonly #limit: number;
  #size: number;
  #queue: Promise<void> = Promise.resolve();

  /** @param limit bytes of the present file; with the older one twice that much lies on the disk. */
  constructor(path: string, limit = 1_000_000) {
    this.#path = path;
    this.#limit = limit;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#size = statSync(path).size;
    } catch {
      this.#size = 0;
    }
  }

  /** Written in order. What cannot be written is dropped: a log must not stop the work it tells of. */
  write(bytes: Uint8Array): void {
    const kept = bytes.length > this.#limit ? bytes.subarray(bytes.length - this.#limit) : bytes;
    if (this.#size + kept.length > this.#limit && this.#size > 0) {
      this.#queue = this.#queue.then(() => {
        try {
          renameSync(this.#path, `${this.#path}.old`);
        } catch {
          // Then the file goes on growing until the next start.
        }
      });
      this.#size = 0;
    }
    this.#size += kept.length;
    this.#queue = this.#queue.then(() => appendFile(this.#path, kept).catch(() => undefined));
  }

  /** Resolves when everything so far is written. */
  flush(): Promise<void> {
    return this.#queue;
  }
}
