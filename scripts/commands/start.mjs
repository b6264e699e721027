/** `npm start [file.saddle …]`: the set-up, then the lab in its window. */
import { resolve } from "node:path";
import { callersFolder, override, root } from "../lib/environment.mjs";
import { say } from "../lib/progress.mjs";
import { foreground } from "../lib/run.mjs";
import { setUp } from "../lib/setup.mjs";
import { requireDisplay, requireLibraries, sandboxObstacle } from "../lib/system.mjs";

/**
 * Arguments for Electron: flags for Chromium, the application's folder, then what the person gave.
 * @param {string} application folder
 * @param {string[]} given
 * @param {{ sandbox: boolean, from: string }} options from: folder in which the person typed the command
 * @returns {string[]}
 */
export function electronArguments(application, given, options) {
  // Chromium tells the terminal what a bare system lacks (a message bus, DRI), though it does without.
  const flags = ["--log-level=3", ...(options.sandbox ? [] : ["--no-sandbox"])];
  const files = given.map((argument) => (argument.startsWith("-") ? argument : resolve(options.from, argument)));
  return [...flags, application, ...files];
}

/** @param {string[]} given */
export async function main(given) {
  // Before minutes of set-up, not after them.
  requireDisplay();
  const own = override("SADDLE_APP");
  const { env, runtime } = await setUp({ electron: true, build: own === undefined });
  if (!runtime) throw new Error("the set-up provided no Electron");
  await requireLibraries(runtime.executable);
  if (runtime.development) {
    say(
      "This Electron (22.3) is old and for development only; `SADDLE_VERIFY=1 npm start` looks for the current one again.",
    );
  }
  const obstacle = sandboxObstacle();
  if (obstacle) say(`Chromium's sandbox is off (--no-sandbox): ${obstacle}.`);
  const application = own ? resolve(callersFolder, own) : root;
  const args = electronArguments(application, given, { sandbox: !obstacle, from: callersFolder });
  // An inherited variable would make Electron behave as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = env;
  const code = await foreground(runtime.executable, args, { cwd: callersFolder, env: environment });
  if (code === 127) say(`${runtime.executable} could not be started.\nDelete its folder, and run the command again.`);
  return code;
}
