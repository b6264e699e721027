/** Playwright's runner, under a virtual display where there is none. */
import { join } from "node:path";
import { root } from "./environment.mjs";
import { foreground } from "./run.mjs";
import { withDisplay } from "./system.mjs";

/**
 * @param {string} config path in the clone
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit status
 */
export function runPlaywright(config, args, env) {
  const program = join(root, "node_modules", "@playwright", "test", "cli.js");
  const [command = "", ...rest] = withDisplay([process.execPath, program, "test", "-c", config, ...args]);
  return foreground(command, rest, { cwd: root, env });
}
