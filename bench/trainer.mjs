/** The built trainer as a child process, spoken to as the lab does. */
import { execFileSync, fork } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (name) => join(root, "out", "main", name);

/** A built-in recipe. @param {string} id */
export function recipe(id) {
  const lines = execFileSync(process.execPath, [built("cli.js"), "recipes", "--json"], { encoding: "utf8" });
  for (const line of lines.trim().split("\n")) {
    const card = JSON.parse(line);
    if (card.id === id) return card.recipe;
  }
  throw new Error(`there is no recipe ${id}`);
}

/** @param {{ execPath?: string, env?: NodeJS.ProcessEnv }} [options] the runtime; this Node if not given */
export function openTrainer(options = {}) {
  const child = fork(built("trainer.js"), [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    ...options,
  });
  const waiting = new Map();
  const listeners = new Set();
  let next = 1;
  child.on("message", (message) => {
    if (message.event !== undefined) {
      for (const listener of listeners) listener(message);
      return;
    }
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) resolve(message.output);
    else reject(new Error(message.error.message.en));
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the trainer ended (${code ?? signal})`));
  });

  const request = (route, input) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      child.send({ id, route, input });
    });
  const event = (matches) =>
    new Promise((resolve) => {
      const listener = (message) => {
        if (!matches(message)) return;
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });

  return {
    request,
    greet: () => request("hello", { cacheDirectory: process.env.SADDLE_CACHE, backend: null }),
    /** Opens a run, and waits until its digit classifier no longer learns beside it. */
    async openRun(recipe) {
      const judged = event((message) => message.event === "coverageReference");
      const input = { run: "bench", generation: 1, recipe, checkpoint: null, edits: [], seconds: 0, record: true };
      const opened = await request("run.open", input);
      await judged;
      return opened;
    },
    async playUntil(until) {
      const ended = event((message) => message.event === "state" && message.state !== "running");
      await request("run.play", { until });
      const { state, step } = await ended;
      if (step < until) throw new Error(`the run is ${state} at step ${step}`);
    },
    end: () => child.kill(),
  };
}
