/**
 * The beat at which live views are painted. However often something new comes, views hear of it at
 * most once in {@link shortest} milliseconds, less often where painting is slow, and never while
 * the window is hidden: training runs on the same cores.
 */

/** What the clock needs of the window; given by tests. */
export interface ClockSurroundings {
  now(): number;
  /** Calls back after the delay, ms. */
  later(work: () => void, delay: number): void;
  /** Calls back once what was just changed has been painted. */
  afterPaint(work: () => void): void;
  hidden(): boolean;
}

/** Milliseconds between two beats when painting is quick. */
export const shortest = 400;
const longest = 2000;
/** A beat follows after this many times what painting took: at most a tenth of a core. */
const rest = 9;

export class PaintClock {
  readonly #surroundings: ClockSurroundings;
  readonly #painters = new Set<() => void>();
  readonly #afterwards = new Set<() => void>();
  #wanted = false;
  #scheduled = false;
  #lastBeat = -Infinity;
  #interval = shortest;

  constructor(surroundings: ClockSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Milliseconds between two beats at present. */
  get interval(): number {
    return this.#interval;
  }

  /** Calls `painter` on each beat. Returns the function that ends it. */
  onBeat(painter: () => void): () => void {
    this.#painters.add(painter);
    return () => this.#painters.delete(painter);
  }

  /** Calls `work` after each beat has been painted, and when a hidden window is shown again. */
  onPainted(work: () => void): () => void {
    this.#afterwards.add(work);
    return () => this.#afterwards.delete(work);
  }

  /** There is something new to paint; in a hidden window once it is shown. */
  request(): void {
    this.#wanted = true;
    this.#schedule();
  }

  /** The window was shown or hidden: what waited for it comes now. */
  wake(): void {
    if (this.#surroundings.hidden()) return;
    for (const work of this.#afterwards) work();
    this.#beat();
  }

  #schedule(): void {
    if (this.#scheduled || this.#surroundings.hidden()) return;
    this.#scheduled = true;
    const delay = Math.max(0, this.#lastBeat + this.#interval - this.#surroundings.now());
    this.#surroundings.later(() => {
      this.#scheduled = false;
      if (this.#wanted && !this.#surroundings.hidden()) this.#beat();
    }, delay);
  }

  #beat(): void {
    this.#wanted = false;
    const { now, afterPaint } = this.#surroundings;
    const start = now();
    this.#lastBeat = start;
    for (const painter of this.#painters) painter();
    afterPaint(() => {
      const took = now() - start;
      this.#lastBeat = start + took;
      this.#interval = Math.min(longest, Math.max(shortest, took * rest));
      for (const work of this.#afterwards) work();
    });
  }
}
