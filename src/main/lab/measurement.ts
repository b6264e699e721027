/** Measures recipes one by one, each by a trial of some hundred milliseconds in the trainer, while no run goes. */
import { SaddleError } from "../../shared/contract/errors";
import type { Recipe, RecipeCard } from "../../shared/domain/recipe";
import type { Speeds } from "../../shared/domain/speed";
import type { TrainerHost } from "./trainerHost";

export class Measurement {
  readonly #host: TrainerHost;
  readonly #changed: () => void;
  #under: { progress: NonNullable<Speeds["measuring"]>; stopped: boolean; done: Promise<void> } | null = null;

  /** @param changed called when {@link progress} is another one */
  constructor(host: TrainerHost, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
  }

  /** Null where nothing is measured. */
  get progress(): Speeds["measuring"] {
    return this.#under?.progress ?? null;
  }

  /**
   * Resolves when all are measured, or when told to stop. The one that is under way is waited for.
   * @param measured called with each figure, steps a second
   * @throws SaddleError `conflict` while a run goes, `trainer-died`
   */
  run(cards: readonly RecipeCard[], measured: (recipe: Recipe, stepsPerSecond: number) => void): Promise<void> {
    if (this.#under !== null) return this.#under.done;
    const [first] = cards;
    if (first === undefined) return Promise.resolve();
    const under = {
      progress: { recipe: first.id, done: 0, total: cards.length },
      stopped: false,
      done: Promise.resolve(),
    };
    this.#under = under;
    this.#changed();
    const all = async (): Promise<void> => {
      try {
        for (const [done, { id, recipe }] of cards.entries()) {
          if (under.stopped) return;
          under.progress = { ...under.progress, recipe: id, done };
          this.#changed();
          measured(recipe, (await this.#host.request("recipe.measure", { recipe })).stepsPerSecond);
        }
      } catch (error) {
        if (!(error instanceof SaddleError && error.code === "cancelled")) throw error;
      } finally {
        this.#under = null;
        this.#changed();
      }
    };
    under.done = all();
    return under.done;
  }

  /** Ends the trial in hand after its step, and measures no further. */
  async stop(): Promise<void> {
    const under = this.#under;
    if (under === null) return;
    under.stopped = true;
    // A trainer that is not there measures nothing.
    if (this.#host.up) await this.#host.request("recipe.stopMeasuring", {}).catch(() => undefined);
    await under.done.catch(() => undefined);
  }
}
