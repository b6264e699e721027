/** The stages of `npm test`, in their order. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countPlaywright, countVitest } from "./counts.mjs";
import { root } from "./environment.mjs";
import { runPlaywright } from "./playwright.mjs";
import { SetupProblem } from "./problem.mjs";
import { say } from "./progress.mjs";
import { foreground } from "./run.mjs";
import { ensureBuilt } from "./setup.mjs";

/** @typedef {import("./counts.mjs").Counts} Counts */
/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} title
 * @property {"packages" | "tensorflow" | "electron"} needs how far the set-up has to go
 * @property {(env: NodeJS.ProcessEnv, scratch: string) => Promise<Counts>} run scratch: a folder for reports
 */

const passed = { passed: 1, failed: 0 };
const failed = { passed: 0, failed: 1 };

/** @param {string} script of package.json */
const npmScript = (script) => async (/** @type {NodeJS.ProcessEnv} */ env) => {
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith("npm-cli.js")
    ? await foreground(process.execPath, [npm, "run", "--silent", script], { cwd: root, env })
    : await foreground("npm", ["run", "--silent", script], { cwd: root, env });
  return code === 0 ? passed : failed;
};

/** @param {string} path @returns {Promise<unknown>} undefined when the runner wrote no report */
async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {string} project of vitest.config.ts */
const vitest = (project) => async (/** @type {NodeJS.ProcessEnv} */ env, /** @type {string} */ scratch) => {
  const report = join(scratch, `${project}.json`);
  const program = join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  // vitest.config.ts is an ES module in a package without a type; vite notes on each run that it will mind some day.
  const quiet = { ...env, VITE_CONFIG_NATIVE_IGNORE_WARNING: "true" };
  const code = await foreground(process.execPath, [program, "run", "--project", project, ...reporters], {
    cwd: root,
    env: quiet,
  });
  return countVitest(await readReport(report), code);
};

/** @type {Stage["run"]} */
async function builds() {
  try {
    await ensureBuilt();
    return passed;
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(error.message);
    return failed;
  }
}

/** @type {Stage["run"]} */
async function endToEnd(env, scratch) {
  const report = join(scratch, "e2e.json");
  const code = await runPlaywright("tests/e2e/playwright.config.ts", ["--reporter=list,json"], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return countPlaywright(await readReport(report), code);
}

/** @type {Stage[]} */
export const stages = [
  { name: "types", title: "Types", needs: "packages", run: npmScript("types") },
  { name: "lint", title: "Lint and format", needs: "packages", run: npmScript("lint") },
  { name: "layers", title: "Layers", needs: "packages", run: npmScript("layers") },
  { name: "unit", title: "Unit tests", needs: "tensorflow", run: vitest("unit") },
  // Electron brings the Vulkan driver that WebGPU is tested on; see vitest.config.ts.
  { name: "contract", title: "Contract tests", needs: "electron", run: vitest("contract") },
  { name: "trainer", title: "Trainer tests", needs: "electron", run: vitest("trainer") },
  { name: "build", title: "Build", needs: "packages", run: builds },
  { name: "e2e", title: "End-to-end tests", needs: "electron", run: endToEnd },
];

/**
 * @param {string[]} names as the person gave them; none means all
 * @returns {Stage[]} in their order
 */
export function selectStages(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const asked = unknown.map((name) => `"${name}"`).join(", ");
    const known = stages.map((stage) => stage.name).join(", ");
    throw new SetupProblem(
      { en: `There is no stage ${asked}.`, ko: `그런 단계가 없습니다: ${asked}.` },
      { en: `The stages are ${known}.`, ko: `있는 단계: ${known}.` },
    );
  }
  return names.length === 0 ? stages : stages.filter((stage) => names.includes(stage.name));
}
