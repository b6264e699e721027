/** Playwright's runner, under a virtual display where there is none. */
import { join } from "node:path";
import { root } from "./environment.mjs";
import { foreground } from "./run.mjs";
import { hasDisplay } from "./system.mjs";

/**
 * @param {string} config path in the clone
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit status
 */
export function runPlaywright(config, args, env) {
  const program = join(root, "node_modules", "@playwright", "test", "cli.js");
  const words = [process.execPath, program, "test", "-c", config, ...args];
  if (!hasDisplay()) words.unshift("xvfb-run", "-a", "-s", "-screen 0 1600x1000x24");
  const [command = "", ...rest] = words;
  return foreground(command, rest, { cwd: root, env });
}
