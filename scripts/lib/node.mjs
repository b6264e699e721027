/*
 * The very first check. This file and the entry files that import it keep to syntax and modules that
 * Node 12 knows, so that an old Node reaches the sentence below instead of a syntax error; whatever
 * needs a newer one is imported afterwards, dynamically.
 */

/**
 * The releases that the tools of the build run on: 20.19 and later ones of 20, and everything from 22.12.
 * @param {string} version as in process.versions.node, for example "20.19.1"
 * @returns {string | undefined} what is missing and what to do, when this Node is too old
 */
export function nodeProblem(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return undefined;
  return `Saddle needs Node 20.19 or newer (of Node 22: 22.12 or newer), and this is Node ${version}.
Install a current one from nodejs.org (or with your version manager), then run the same command again.`;
}

/**
 * Runs a command of the set-up: refuses an old Node, then loads the command and prints what stopped it.
 * @param {() => Promise<{ main: (args: string[]) => Promise<number | void> }>} load
 */
export function enter(load) {
  const problem = nodeProblem(process.versions.node);
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  load()
    .then((command) => command.main(process.argv.slice(2)))
    .then(
      (code) => {
        if (typeof code === "number") process.exitCode = code;
      },
      (error) => {
        // A SetupProblem is two sentences for a person; anything else is a defect and keeps its stack.
        console.error(error.remedy ? `\n${error.message}\n${error.remedy.en}` : error);
        process.exit(1);
      },
    );
}
