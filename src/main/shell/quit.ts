/**
 * The way out, whichever way it was entered (the window's close button, the menu, the dock, a signal):
 * ask about unsaved changes, climb the stop ladder, close the journal, then end. Nothing on the way may
 * keep Saddle from ending, except the person.
 */

export interface Steps {
  /** Asks about unsaved changes; false where the person would rather stay. Rejects where saving failed. */
  confirm(): Promise<boolean>;
  /** Stops the trainer and closes the project. `keep` leaves the journal to be offered back. */
  close(options: { keep: boolean }): Promise<void>;
  /** Ends the process. */
  end(): void;
  /** After how many milliseconds of closing to end regardless; the journal then is recovered at the next start. */
  budget: number;
  /** Told of what went wrong on the way. */
  report(error: unknown): void;
}

type Stage = "open" | "asking" | "closing" | "ended";

export class Quit {
  readonly #steps: Steps;
  #stage: Stage = "open";

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Whether windows may close now without being asked. */
  get ended(): boolean {
    return this.#stage === "ended";
  }

  /** Asked for as often as one likes: a way out that has begun is not begun again. */
  async request(): Promise<void> {
    if (this.#stage !== "open") return;
    this.#stage = "asking";
    let leaves = false;
    try {
      leaves = await this.#steps.confirm();
    } catch (error) {
      // What was to be saved was not: whoever asked for it decides what now.
      this.#steps.report(error);
    }
    // The session may have ended while the question stood open.
    if (this.#stage !== "asking") return;
    if (leaves) await this.#close(false);
    else this.#stage = "open";
  }

  /** The session ends (log-out, shutdown): there is no time to ask, so the journal is kept. */
  async sessionEnds(): Promise<void> {
    if (this.#stage === "closing" || this.#stage === "ended") return;
    await this.#close(true);
  }

  async #close(keep: boolean): Promise<void> {
    this.#stage = "closing";
    let timer: NodeJS.Timeout | undefined;
    const outOfTime = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#steps.budget);
    });
    const closed = Promise.resolve()
      .then(() => this.#steps.close({ keep }))
      .catch((error: unknown) => this.#steps.report(error));
    await Promise.race([closed, outOfTime]);
    clearTimeout(timer);
    this.#stage = "ended";
    this.#steps.end();
  }
}
