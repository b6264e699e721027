/** `npm run --silent saddle -- …`: the set-up that the lab without a window needs, then the lab. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { callersFolder, root } from "../lib/environment.mjs";
import { setUp } from "../lib/setup.mjs";

/** @param {string[]} given */
export async function main(given) {
  const { env } = await setUp({ electron: false, verify: given[0] === "doctor" });
  Object.assign(process.env, env);
  // npm runs scripts in the clone; paths on the command line are relative to where it was typed.
  process.chdir(callersFolder);
  // In this process, so that signals and the exit status are the lab's own.
  const program = join(root, "out", "main", "cli.js");
  process.argv = [process.argv[0] ?? "node", program, ...given];
  await import(pathToFileURL(program).href);
  return undefined;
}
