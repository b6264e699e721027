/** Projects that come from outside the window: the command line, a double click, a second start. */
import { resolve } from "node:path";
import { z } from "zod";

/** The projects named on a command line, as absolute paths. */
export function projectsIn(words: readonly string[], workingDirectory: string): string[] {
  return words
    .filter((word) => !word.startsWith("-") && word.length <= 4096 && /\.saddle$/i.test(word))
    .map((word) => resolve(workingDirectory, word));
}

/** What a second start hands to the first. */
export const handoverSchema = z.object({ projects: z.array(z.string().min(1).max(4096)).max(64) });

/** Keeps what comes before anyone can open it; afterwards passes it on. The last one wins: one window shows one project. */
export class OpenedFiles {
  #waiting: string | null = null;
  #open: ((path: string) => void) | null = null;

  add(paths: readonly string[]): void {
    const path = paths[paths.length - 1];
    if (path === undefined) return;
    if (this.#open === null) this.#waiting = path;
    else this.#open(path);
  }

  /** From now on, and for what has been waiting. */
  deliverTo(open: (path: string) => void): void {
    this.#open = open;
    if (this.#waiting === null) return;
    const path = this.#waiting;
    this.#waiting = null;
    open(path);
  }
}
