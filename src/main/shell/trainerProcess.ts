/** Runs the trainer as an Electron utility process: the lab's `TrainerProcess`, made of one. */
import { join } from "node:path";
import { app, type MessagePortMain, utilityProcess } from "electron";
import type { TrainerMessage } from "../../shared/contract/trainer";
import type { TrainerProcess } from "../lab/trainerHost";
import { BoundedLog } from "./boundedLog";

const serviceName = "Saddle trainer";

/** Between asking the process to end and ending it, milliseconds. */
const patience = 2_000;

/** For the second word on how a process ended, milliseconds; it follows the first within a few. */
const secondWord = 250;

/**
 * Starts a trainer. Call after the application is ready.
 * @param entry absolute path of the built `trainer.js`.
 * @param home the lab's folder; what the trainer prints goes to `logs/trainer.log` in it.
 */
export function forkTrainer(entry: string, home: string): TrainerProcess {
  const log = new BoundedLog(join(home, "logs", "trainer.log"));
  const child = utilityProcess.fork(entry, [], {
    serviceName,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env },
  });
  let ended = false;
  let asked = false;
  child.stdout?.on("data", (bytes: Buffer) => log.write(bytes));
  child.stderr?.on("data", (bytes: Buffer) => log.write(bytes));
  child.on("exit", () => {
    ended = true;
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (request, transfer) => child.postMessage(request, transfer as MessagePortMain[] | undefined),
    onMessage: (listener) => {
      child.on("message", (message: TrainerMessage) => listener(message));
    },
    onExit: (listener) => {
      // Electron gives the code alone: a process that a signal ended has one that is not zero.
      child.on("exit", (code) => {
        if (code === 0 && !asked) void trueExitCode().then((known) => listener(known, null));
        else listener(code, null);
      });
    },
    kill: () => {
      const { pid } = child;
      asked = true;
      child.kill();
      if (pid === undefined) return;
      // A process inside a long native call may not notice the polite signal.
      setTimeout(() => {
        if (!ended) endByForce(pid);
      }, patience).unref();
    },
  };
}

/**
 * How a trainer ended of which `exit` says 0. Electron says that too of one that was killed, where it sees the
 * broken line before the process's end; the truth comes right after, under the service's name.
 */
function trueExitCode(): Promise<number> {
  return new Promise((resolve) => {
    const done = (code: number): void => {
      clearTimeout(timer);
      app.off("child-process-gone", gone);
      resolve(code);
    };
    const gone = (_event: unknown, details: { name?: string; exitCode: number }): void => {
      if (details.name === serviceName) done(details.exitCode);
    };
    const timer = setTimeout(() => done(0), secondWord);
    app.on("child-process-gone", gone);
  });
}

function endByForce(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in between.
  }
}
