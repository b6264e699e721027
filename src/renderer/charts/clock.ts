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
/** Milliseconds between two beats of a hidden window, in which nothing is painted. */
const hiddenPause = 2000;

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

  /** Calls `work` after each beat has been painted, or straight away in a hidden window. */
  onPainted(work: () => void): () => void {
    this.#afterwards.add(work);
    return () => this.#afterwards.delete(work);
  }

  /** There is something new to paint. */
  request(): void {
    this.#wanted = true;
    this.#schedule();
  }

  /** The window was shown or hidden: nothing waits for a pause or for a paint that will not come. */
  wake(): void {
    if (!this.#surroundings.hidden()) this.#beat();
    else for (const work of this.#afterwards) work();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const pause = this.#surroundings.hidden() ? hiddenPause : this.#interval;
    const delay = Math.max(0, this.#lastBeat + pause - this.#surroundings.now());
    this.#surroundings.later(() => {
      this.#scheduled = false;
      if (this.#wanted) this.#beat();
    }, delay);
  }

  #beat(): void {
    this.#wanted = false;
    const { now, hidden, afterPaint } = this.#surroundings;
    const start = now();
    this.#lastBeat = start;
    if (hidden()) {
      for (const work of this.#afterwards) work();
      return;
    }
    for (const painter of this.#painters) painter();
    afterPaint(() => {
      const took = now() - start;
      this.#lastBeat = start + took;
      this.#interval = Math.min(longest, Math.max(shortest, took * rest));
      for (const work of this.#afterwards) work();
    });
  }
}
