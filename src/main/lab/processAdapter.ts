/** The trainer outside Electron: a child of Node. The only seam to one. */
import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { TrainerMessage } from "../../shared/contract/trainer";
import type { TrainerProcess } from "./trainerHost";

/** Between asking a child to end and ending it, milliseconds. */
const patience = 2_000;

/**
 * What TensorFlow says of itself while it is loaded, before its log can be told how much to say: that absl's log is
 * not set up yet, and lines of level `I` (information), which begin with it, the date and the time.
 */
const runtimeChatter = /^(WARNING: All log messages before absl::InitializeLog\(\)|I\d{4} [\d.:]+ )/;

/** Whether a line that the trainer's process printed is for whoever runs the command. */
export const isForPeople = (line: string): boolean => !runtimeChatter.test(line);

/**
 * Runs the trainer as a child of Node, without a window and so without frames.
 * @param entry absolute path of the built `trainer.js`
 */
export function forkTrainer(entry: string): TrainerProcess {
  const child = fork(entry, [], {
    // Structured clone instead of JSON: typed arrays arrive as what they are.
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // Standard output belongs to the command's own answer.
  for (const input of [child.stdout!, child.stderr!]) {
    createInterface({ input }).on("line", (line) => {
      if (isForPeople(line)) process.stderr.write(`${line}\n`);
    });
  }
  let ended = false;
  const exits: ((code: number | null, signal: string | null) => void)[] = [];
  const end = (code: number | null, signal: string | null): void => {
    if (ended) return;
    ended = true;
    for (const listener of exits) listener(code, signal);
  };
  child.on("exit", end);
  child.on("error", () => end(null, null));
  return {
    pid: child.pid,
    // A request to a child that has just ended is answered by its exit.
    send: (request) => void (child.connected && child.send(request)),
    onMessage: (listener) => void child.on("message", (message) => listener(message as TrainerMessage)),
    onExit: (listener) => void exits.push(listener),
    kill: () => {
      child.kill();
      setTimeout(() => {
        if (!ended) child.kill("SIGKILL");
      }, patience).unref();
    },
  };
}
