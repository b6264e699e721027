/**
 * `npm run fuzz [-- --minutes M] [--seed N] [parser …]`: damaged files for every parser of what comes from outside, for
 * longer than `npm test` does it (tests/unit/fuzz). A failure is found again by the seed that it prints.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "../../bench/report.mjs";
import { root } from "../lib/environment.mjs";
import { SetupProblem } from "../lib/problem.mjs";
import { lastLine, run } from "../lib/run.mjs";
import { prepareTests } from "../lib/testing.mjs";

const usage = "Usage: npm run fuzz -- [--minutes M (5)] [--seed N] [parser …]";
/** About so many parsers share the time; each has its part, named or not. */
const parsers = 23;

/** @param {string} text */
const asTyped = (text) => ({ en: text, ko: text });

/** @param {string[]} given @returns {{ minutes: number, seed: number, names: string[] }} */
export function readArguments(given) {
  let parsed;
  try {
    const options = /** @type {const} */ ({ minutes: { type: "string" }, seed: { type: "string" } });
    parsed = parseArgs({ args: given, options, allowPositionals: true });
  } catch (error) {
    throw new SetupProblem(asTyped(error instanceof Error ? error.message : String(error)), asTyped(usage));
  }
  const { values, positionals } = parsed;
  const minutes = Number(values.minutes ?? 5);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  if (!(minutes > 0 && minutes <= 24 * 60) || !Number.isInteger(seed) || Math.abs(seed) > 2 ** 31) {
    throw new SetupProblem(
      {
        en: "--minutes is a number up to 1440, and --seed a whole number of 32 bits.",
        ko: "--minutes는 1440 이하의 수, --seed는 32비트 정수여야 합니다.",
      },
      asTyped(usage),
    );
  }
  return { minutes, seed, names: positionals };
}

/** @param {string[]} given */
export async function main(given) {
  const { minutes, seed, names } = readArguments(given);
  const env = await prepareTests([{ name: "fuzz", needs: "tensorflow" }]);
  const scratch = await mkdtemp(join(tmpdir(), "saddle-fuzz-report-"));
  const report = join(scratch, "report");
  try {
    process.stdout.write(`${names.length > 0 ? names.join(", ") : "every parser"}, ${minutes} min, seed ${seed}\n`);
    const program = join(root, "node_modules", "vitest", "vitest.mjs");
    const { code, output } = await run(
      process.execPath,
      [program, "run", "--project", "unit", "--reporter", "dot", "--silent=true", "tests/unit/fuzz"],
      {
        cwd: root,
        env: {
          ...env,
          SADDLE_FUZZ_SECONDS: String((minutes * 60) / (names.length || parsers)),
          SADDLE_FUZZ_SEED: String(seed),
          SADDLE_FUZZ_REPORT: report,
          ...(names.length > 0 ? { SADDLE_FUZZ_PARSERS: names.join(",") } : {}),
        },
        timeout: minutes * 60_000 * 3 + 30 * 60_000,
      },
    );
    const lines = (await readFile(report, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
    const found = lines.map((line) => JSON.parse(line));
    const count = (/** @type {number} */ value) => value.toLocaleString("en");
    const rows = found.map((each) => [
      each.name,
      count(each.runs),
      count(each.read),
      count(each.refused),
      each.failed ? `FAILED: npm run fuzz -- ${each.name} --seed ${each.seed}` : "",
    ]);
    for (const line of table([["parser", "files", "read", "refused by name", ""], ...rows])) {
      process.stdout.write(`${line}\n`);
    }
    if (code !== 0) process.stdout.write(`\n${found.length > 0 ? output.slice(-6000) : lastLine(output)}\n`);
    return found.length === 0 ? 1 : code;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
