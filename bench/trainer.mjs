/** The built trainer as a child process, spoken to as the lab does. */
import { execFileSync, fork } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainerThreads } from "./machine.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const built = (name) => join(root, "out", "main", name);

/** The built-in recipes by id, in the order of the Start page. @returns {Map<string, any>} */
export function allRecipes() {
  const lines = execFileSync(process.execPath, [built("cli.js"), "recipes", "--json"], { encoding: "utf8" });
  const cards = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return new Map(cards.map(({ id, recipe }) => [id, recipe]));
}

/** Those that bring their data. */
export const recipes = () => new Map([...allRecipes()].filter(([, { dataset }]) => dataset.source !== ""));

/** A built-in recipe. @param {string} id */
export function recipe(id) {
  const found = recipes().get(id);
  if (!found) throw new Error(`there is no recipe ${id}`);
  return found;
}

/** A step that no bench reaches. */
const farAway = 1_000_000_000;

/**
 * @param {{ script?: string, execPath?: string, env?: NodeJS.ProcessEnv }} [options] what runs as the trainer,
 *   in which runtime (this Node if not given), and variables besides those of this process
 */
export function openTrainer({ script = built("trainer.js"), env, ...options } = {}) {
  const child = fork(script, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { ...process.env, ...trainerThreads, ...env },
    ...options,
  });
  const waiting = new Map();
  /** What waits for events, each with its refusal for a trainer that ends. */
  const listeners = new Map();
  let next = 1;
  let step = 0;
  let ended;
  /** Models that the trainer has, by id. */
  const models = new Map();
  child.on("message", (message) => {
    if (message.event !== undefined) {
      if (message.event === "state") step = message.step;
      for (const listener of [...listeners.keys()]) listener(message);
      return;
    }
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) resolve(message.output);
    else reject(new Error(message.error.message.en));
  });
  child.on("exit", (code, signal) => {
    ended = new Error(`the trainer ended (${code ?? signal})`);
    for (const { reject } of waiting.values()) reject(ended);
    for (const reject of listeners.values()) reject(ended);
  });

  const request = (route, input) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = next++;
      waiting.set(id, { resolve, reject });
      child.send({ id, route, input });
    });
  /** The next event that matches. */
  const event = (matches) =>
    new Promise((resolve, reject) => {
      const listener = (message) => {
        if (!matches(message)) return;
        listeners.delete(listener);
        resolve(message);
      };
      listeners.set(listener, reject);
    });
  const stopped = () => event((message) => message.event === "state" && message.state !== "running");

  return {
    request,
    event,
    pid: child.pid,
    get ended() {
      return ended !== undefined;
    },
    /** @param {string} [cacheDirectory] the lab's own if not given */
    async greet(cacheDirectory = process.env.SADDLE_CACHE) {
      const hello = await request("hello", { cacheDirectory, backend: null });
      for (const card of hello.catalog.plugins) if (card.kind === "model") models.set(card.id, card);
      return { ...hello, backendTitle: hello.backendTitle.en };
    },
    /**
     * Opens a run.
     * @param {any} recipe
     * @param {{ record?: boolean, replay?: boolean }} [options] record: with samples and mode coverage, as in the lab;
     *   then this also waits until the digit classifier no longer learns beside it; replay: the history is told without
     *   them as well
     * @returns the reply
     */
    async openRun(recipe, { record = true, replay = false } = {}) {
      // Without samples there is nothing that a classifier could sort.
      const sampled = models.get(recipe.model.id)?.gallery?.includes("samples");
      const judged = record && sampled ? event((message) => message.event === "coverageReference") : null;
      // Where nothing waits for it, nobody need hear that the trainer ended before.
      judged?.catch(() => undefined);
      const input = { run: "bench", generation: 1, recipe, checkpoint: null, edits: [], seconds: 0, record, replay };
      const opened = await request("run.open", input);
      // Without classes there is no classifier: modes of a mixture are known from its start, and other points have none.
      if (opened.dataset.classes) await judged;
      step = opened.step;
      return opened;
    },
    async playUntil(until) {
      const end = stopped();
      await request("run.play", { until });
      const { state } = await end;
      if (step < until) throw new Error(`the run is ${state} at step ${step}`);
    },
    /** Trains until a step of a run whose history is told. @returns {Promise<Record<string, number[]>>} each metric */
    async historyUntil(until) {
      /** @type {Record<string, number[]>} */
      const found = {};
      const listener = (message) => {
        if (message.event !== "history") return;
        for (const [name, values] of Object.entries(message.values)) found[name] = [...(found[name] ?? []), ...values];
      };
      listeners.set(listener, () => undefined);
      await this.playUntil(until);
      listeners.delete(listener);
      return found;
    },
    /**
     * Trains until a step, or for so long where that ends before.
     * @returns {Promise<{ step: number, reached: boolean, seconds: number }>} seconds by the clock of whoever asked
     */
    async playWithin(until, seconds) {
      const end = stopped();
      const begin = performance.now();
      await request("run.play", { until });
      let clock;
      const late = new Promise((resolve) => {
        clock = setTimeout(resolve, seconds * 1000, "late");
      });
      // The last step may have been made in between: then there is nothing to pause, and that is told as well.
      if ((await Promise.race([late, end])) === "late") await request("run.pause", {});
      clearTimeout(clock);
      const { state } = await end;
      if (state !== "paused" && step < until) throw new Error(`the run is ${state} at step ${step}`);
      return { step, reached: step >= until, seconds: (performance.now() - begin) / 1000 };
    },
    /**
     * Trains for so long, and finishes the step in hand.
     * @returns {Promise<import("./turns.mjs").Turn>} steps, and seconds by the clock of whoever asked
     */
    async playFor(seconds) {
      const from = step;
      const end = stopped();
      const begin = performance.now();
      await request("run.play", { until: farAway });
      const waited = new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      // A run that diverges or fails ends before its time.
      await Promise.race([waited, end]);
      const paused = await request("run.pause", {});
      const took = (performance.now() - begin) / 1000;
      const { state } = await end;
      if (state !== "paused") throw new Error(`the run is ${state} at step ${step}`);
      return { count: paused.step - from, seconds: took };
    },
    end: () => child.kill(),
  };
}
