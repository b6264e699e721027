/**
 * How fast the built-in recipes train here: what is remembered, and recipes measured one by one, each by a trial of
 * some hundred milliseconds in the trainer, while no run goes.
 */
import { SaddleError } from "../../shared/contract/errors";
import type { Speeds } from "../../shared/domain/speed";
import { recipes } from "./recipes";
import type { RememberedSpeeds } from "./speeds";
import type { TrainerHost } from "./trainerHost";

export class Measurement {
  readonly #host: TrainerHost;
  readonly #speeds: RememberedSpeeds;
  readonly #changed: () => void;
  readonly #problem: (error: unknown) => void;
  #under: { progress: NonNullable<Speeds["measuring"]>; stopped: boolean; done: Promise<void> } | null = null;

  /**
   * @param changed called when {@link state} is another one
   * @param problem called where a figure could not be kept
   */
  constructor(host: TrainerHost, speeds: RememberedSpeeds, changed: () => void, problem: (error: unknown) => void) {
    this.#host = host;
    this.#speeds = speeds;
    this.#changed = changed;
    this.#problem = problem;
  }

  /** What is known, and what is being measured. */
  get state(): Speeds {
    const known: Speeds["known"] = {};
    for (const { id, recipe } of recipes) {
      const speed = this.#speeds.of(recipe);
      if (speed !== null) known[id] = speed;
    }
    return { known, measuring: this.#under?.progress ?? null };
  }

  /**
   * Resolves when all are measured, or when told to stop. The one that is under way is waited for.
   * @param again also those whose speed is known
   * @throws SaddleError `conflict` while a run goes, `trainer-died`
   */
  run(again: boolean): Promise<void> {
    if (this.#under !== null) return this.#under.done;
    const cards = recipes.filter(({ recipe }) => again || this.#speeds.of(recipe) === null);
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
          const { stepsPerSecond } = await this.#host.request("recipe.measure", { recipe });
          this.#speeds.set(recipe, stepsPerSecond).catch(this.#problem);
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
