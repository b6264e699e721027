/**
 * How many steps a second each recipe made on this machine: from runs, and from short trials. Kept in
 * `speeds.json` of the lab's home, by what decides the work of a step.
 */
import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { ErrorValue } from "../../shared/contract/errors";
import type { TrainerHello } from "../../shared/contract/trainer";
import type { Recipe } from "../../shared/domain/recipe";
import { StoredValue } from "./storedValue";

const mostKept = 256;
/** What a run has to have trained before its pace says anything, seconds; then twice that, and so on. */
const leastSeconds = 2;

const storedSchema = z.strictObject({
  /** Of the trainer that was greeted last, so that times are known before one is up. */
  machine: z.string().max(256).nullable(),
  /** Latest first. */
  speeds: z
    .array(z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/), stepsPerSecond: z.number().positive().max(1e9) }))
    .max(mostKept),
});

const nothing = { machine: null, speeds: [] };

/** JSON with the names of each table in order. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** SHA-256 of a machine and of what decides the work of a step, hex. Seed, length and whose pictures they are do not. */
function keyOf(machine: string, recipe: Recipe): string {
  const { source: _, content: __, examples: ___, ...dataset } = recipe.dataset;
  const { batchSize, sampleEvery } = recipe.training;
  const { model, objective, regularizers, optimizers } = recipe;
  const work = { machine, dataset, model, objective, regularizers, optimizers, batchSize, sampleEvery };
  return createHash("sha256").update(inOrder(work)).digest("hex");
}

export class RememberedSpeeds {
  readonly #stored: StoredValue<typeof storedSchema>;
  /** What runs have trained since their pace was last written down. */
  readonly #spent = new Map<string, { steps: number; seconds: number; until: number }>();
  #machine: string | null;

  private constructor(stored: StoredValue<typeof storedSchema>) {
    this.#stored = stored;
    this.#machine = stored.value.machine;
  }

  static async read(home: string): Promise<RememberedSpeeds> {
    return new RememberedSpeeds(await StoredValue.read(join(home, "speeds.json"), storedSchema, nothing));
  }

  get problem(): ErrorValue | null {
    return this.#stored.problem;
  }

  /** From now on speeds are those of this trainer. */
  greeted({ backendTitle }: Pick<TrainerHello, "backendTitle">): void {
    // The title names versions and threads.
    this.#machine = `${backendTitle.en} · ${cpus()[0]?.model ?? ""}`.slice(0, 256);
  }

  /** Steps a second; null where the recipe was never trained on this machine. */
  of(recipe: Recipe): number | null {
    if (this.#machine === null) return null;
    const key = keyOf(this.#machine, recipe);
    return this.#stored.value.speeds.find((speed) => speed.key === key)?.stepsPerSecond ?? null;
  }

  /** What a trial measured. @throws SaddleError `disk`; it holds for this session all the same */
  async set(recipe: Recipe, stepsPerSecond: number): Promise<void> {
    if (this.#machine !== null) await this.#write(keyOf(this.#machine, recipe), stepsPerSecond);
  }

  /**
   * What a run trained, some steps after others.
   * @param recipe with the edits that hold
   * @returns whether its speed is another one now. @throws SaddleError as {@link set}
   */
  async add(recipe: Recipe, { steps, seconds }: { steps: number; seconds: number }): Promise<boolean> {
    if (this.#machine === null || steps === 0) return false;
    const key = keyOf(this.#machine, recipe);
    const before = this.#spent.get(key) ?? { steps: 0, seconds: 0, until: leastSeconds };
    const spent = { ...before, steps: before.steps + steps, seconds: before.seconds + seconds };
    this.#spent.set(key, spent);
    if (spent.seconds < spent.until) return false;
    // Over longer and longer stretches: what the machine did beside it evens out, and the disk is left alone.
    this.#spent.set(key, { steps: 0, seconds: 0, until: spent.until * 2 });
    await this.#write(key, spent.steps / spent.seconds);
    return true;
  }

  async #write(key: string, stepsPerSecond: number): Promise<void> {
    const others = this.#stored.value.speeds.filter((speed) => speed.key !== key);
    const speeds = [{ key, stepsPerSecond }, ...others].slice(0, mostKept);
    await this.#stored.set({ machine: this.#machine, speeds });
  }
}
