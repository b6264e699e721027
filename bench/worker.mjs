/** A peer as a child process that stays alive over all turns: a worker in Python, spoken to in lines of JSON. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { threads } from "./machine.mjs";
import { root } from "./trainer.mjs";

/** @param {"pytorch" | "tensorflow" | "torchvision"} name */
export function openWorker(name) {
  const script = join(root, "bench", "peers", `${name}_worker.py`);
  const packages = process.env.SADDLE_PEERS ?? "";
  const child = spawn(process.env.SADDLE_PYTHON ?? "", ["-I", "-S", script, packages, String(threads)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  /** The end of what it says beside its answers, for the message when it ends. */
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => reject(new Error(`${name} ended (${code ?? signal})\n${said.trim()}`)));
  });
  let gone = false;
  ended.catch(() => {
    gone = true;
  });
  child.stdin.on("error", () => undefined);
  let rested = performance.now();
  let waited = 0;
  let idle = 0;
  return {
    /** @param {object} request @returns {Promise<any>} */
    async ask(request) {
      waited += (performance.now() - rested) / 1000;
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value } = /** @type {{ value: string }} */ (await Promise.race([answers.next(), ended]));
      const answer = JSON.parse(value ?? '{"error":"it ended"}');
      rested = performance.now();
      if (answer.error) throw new Error(`${name}: ${answer.error}`);
      const { idleSeconds, ...rest } = answer;
      idle += idleSeconds;
      return rest;
    },
    get ended() {
      return gone;
    },
    /** Share of one processor that it used while it waited. */
    get idleShare() {
      return waited > 0 ? idle / waited : 0;
    },
    end: () => child.stdin.end(),
  };
}
