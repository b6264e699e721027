/** The machine that is measured, and how busy others keep it. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Threads that every contender gets: as many as there are processors, unless told otherwise. */
export const threads = Number(process.env.SADDLE_BENCH_THREADS) || availableParallelism();

/** TensorFlow's own pools, as it sizes them itself for so many processors. */
export const threadSettings = {
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
};

/** The trainer's, which shares the processors out itself (src/main/trainer/threads.ts) where it may have them all. */
export const trainerThreads = threads === availableParallelism() ? {} : threadSettings;

export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  threads,
  memoryBytes: totalmem(),
  system: `${platform()} ${release()}`,
  node: process.versions.node,
  load: loadavg()[0],
});

/**
 * @param {{ times: Record<string, number> }[]} before of `os.cpus()` @param {{ times: Record<string, number> }[]} after
 * @returns {number} share of the processors' time in between that was used, 0 to 1
 */
export function usedShare(before, after) {
  const total = (/** @type {typeof before} */ processors, /** @type {(name: string) => boolean} */ counts) =>
    processors.reduce(
      (sum, { times }) =>
        sum + Object.entries(times).reduce((part, [name, time]) => (counts(name) ? part + time : part), 0),
      0,
    );
  const passed = total(after, () => true) - total(before, () => true);
  const idle = total(after, (name) => name === "idle") - total(before, (name) => name === "idle");
  return passed > 0 ? Math.min(1, Math.max(0, 1 - idle / passed)) : 0;
}

/** Share of the processors that is in use while this process waits. @param {number} milliseconds */
export async function busyShare(milliseconds) {
  const before = cpus();
  await sleep(milliseconds);
  return usedShare(before, cpus());
}

/** Ticks a second of `/proc/PID/stat`. */
const ticks = 100;

/** Seconds of processor time that a process has used; null where the system does not tell. @param {number} pid */
export function processorSeconds(pid) {
  try {
    // Names of commands may hold spaces and brackets: what follows the last one is counted.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").pop()?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return null;
  }
}
