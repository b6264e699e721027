/** `npm test [-- stage …]`: the set-up, then every check; a stage that fails does not stop the others. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sum, summary } from "../lib/counts.mjs";
import { SetupProblem } from "../lib/problem.mjs";
import { seconds } from "../lib/progress.mjs";
import { selectStages } from "../lib/stages.mjs";
import { prepareTests } from "../lib/testing.mjs";

/** @typedef {import("../lib/stages.mjs").Stage} Stage */

/** @param {string} text */
const print = (text) => process.stdout.write(`${text}\n`);

/** @param {Stage} stage @param {NodeJS.ProcessEnv} env @param {string} scratch */
async function runStage(stage, env, scratch) {
  print(`\n── ${stage.title} ──`);
  const started = Date.now();
  const counts = await stage.run(env, scratch).catch((error) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  return { stage, counts, milliseconds: Date.now() - started };
}

/** @param {Stage[]} chosen */
async function runAll(chosen) {
  const scratch = await mkdtemp(join(tmpdir(), "saddle-test-"));
  try {
    const env = await prepareTests(chosen);
    const results = [];
    for (const stage of chosen) results.push(await runStage(stage, env, scratch));
    print("");
    for (const { stage, counts, milliseconds } of results) {
      print(`${stage.title.padEnd(18)} ${summary(counts).padEnd(24)} ${seconds(milliseconds)}`);
    }
    return sum(results.map(({ counts }) => counts));
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(`\n${error.message}\n${error.remedy.en}`);
    return { passed: 0, failed: 1 };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @param {string[]} names */
export async function main(names) {
  const counts = await runAll(selectStages(names));
  print(`\n${summary(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}
