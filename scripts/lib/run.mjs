/** Child processes of the set-up: their output is kept for the message, and they end with the set-up. */
import { spawn } from "node:child_process";

/** Characters of output kept for messages; compilers and package managers put the cause last. */
const keptOutput = 20_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/** Children lead process groups of their own, so that what they started in turn (pip behind a shim) ends with them. */
export const groups = process.platform !== "win32";

/** @param {import("node:child_process").ChildProcess} child */
function end(child) {
  try {
    if (groups && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    else child.kill("SIGTERM");
  } catch {
    // It is gone already.
  }
}

/** @type {NodeJS.Signals[]} */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of endings) {
  const finish = () => {
    for (const child of children) end(child);
    // Whoever takes over the process (the lab's command line) brings its own handler; then this one steps back.
    if (process.listenerCount(signal) > 1) return;
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on(signal, finish);
}

process.on("exit", () => {
  for (const child of children) end(child);
});

/**
 * @typedef {object} Result
 * @property {number} code exit status; 127 when the command does not exist, 128 when a signal ended it
 * @property {NodeJS.Signals | null} signal
 * @property {string} output the end of standard output and standard error together
 * @property {string} stdout the end of standard output
 */

/**
 * Runs a command to its end. It never throws: a command that is absent is an answer, too.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, shell?: boolean, onStart?: (pid: number) => void,
 *   onOutput?: (chunk: Buffer, standard: boolean) => void, timeout?: number }} [options]
 *   show: let the person see its output on standard error as well; onOutput: gets each piece as it comes, standard
 *   for standard output; timeout: milliseconds after which it is ended, with what it started
 * @returns {Promise<Result>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: options.shell ?? false,
      detached: groups,
      windowsHide: true,
    });
    children.add(child);
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const late = options.timeout === undefined ? undefined : setTimeout(() => end(child), options.timeout);
    let output = "";
    let stdout = "";
    const keep = (/** @type {Buffer} */ chunk, /** @type {boolean} */ standard) => {
      output = (output + chunk).slice(-keptOutput);
      if (standard) stdout = (stdout + chunk).slice(-keptOutput);
      if (options.show) process.stderr.write(chunk);
      options.onOutput?.(chunk, standard);
    };
    child.stdout.on("data", (chunk) => keep(chunk, true));
    child.stderr.on("data", (chunk) => keep(chunk, false));
    child.on("error", (error) => {
      children.delete(child);
      resolve({ code: 127, signal: null, output: error.message, stdout: "" });
    });
    child.on("close", (code, signal) => {
      clearTimeout(late);
      children.delete(child);
      resolve({ code: code ?? 128, signal, output, stdout });
    });
  });
}

/**
 * Runs a command in the foreground: it has the terminal, and its exit status is ours.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} exit status; 127 when the command does not exist
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    // The terminal sends Ctrl-C to the child as well; ours is to wait for how it ends.
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal !== "SIGINT") child.kill(signal);
    };
    for (const signal of endings) process.on(signal, forward);
    const finish = (/** @type {number} */ code) => {
      for (const signal of endings) process.off(signal, forward);
      resolve(code);
    };
    child.on("error", () => finish(127));
    child.on("close", (code, signal) => finish(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/**
 * @param {string} output
 * @returns {string} its last line that says something
 */
export function lastLine(output) {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/complete log of this run|^npm error$/i.test(line));
  return lines.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1) ?? "no output";
}
