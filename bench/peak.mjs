/** The machine's matrix-product peak as a contender, and what a step reaches of it. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { threadSettings } from "./machine.mjs";
import { root } from "./trainer.mjs";
import { rateOf } from "./turns.mjs";

/** @returns {import("./turns.mjs").Contender & { name: "peak", end: () => void }} */
export function openPeak() {
  const child = fork(join(root, "bench", "matmul.mjs"), [], {
    env: { ...process.env, ...threadSettings },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return {
    name: "peak",
    run: (seconds) =>
      new Promise((resolve, reject) => {
        const ended = (/** @type {number | null} */ code) => reject(new Error(`the matrix products ended (${code})`));
        child.once("exit", ended);
        child.once("message", (answer) => {
          child.off("exit", ended);
          resolve(/** @type {import("./turns.mjs").Turn} */ (answer));
        });
        child.send({ seconds });
      }),
    end: () => {
      child.removeAllListeners("exit");
      child.kill();
    },
  };
}

/**
 * Share of the peak that training reached, turn by turn.
 * @param {import("./turns.mjs").Turn[]} training
 * @param {import("./turns.mjs").Turn[]} peak
 * @param {number} operations of one step
 */
export const shares = (training, peak, operations) =>
  training.map((turn, index) => (rateOf(turn) * operations) / Number(peak[index]?.operationsPerSecond));
