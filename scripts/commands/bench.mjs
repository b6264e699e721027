/** `npm run bench [-- step memory --peers …]`: figures of this machine, each compared within one run. */
import { open, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { parseArgs } from "node:util";
import { choosing, trainingMinutes } from "../../bench/bounds.mjs";
import { table } from "../../bench/report.mjs";
import { recordsIn, summaryOf } from "../../bench/summary.mjs";
import { callersFolder, root } from "../lib/environment.mjs";
import { providePeers } from "../lib/peers.mjs";
import { codeOf, SetupProblem } from "../lib/problem.mjs";
import { run } from "../lib/run.mjs";
import { ensureBuilt } from "../lib/setup.mjs";
import { withDisplay } from "../lib/system.mjs";
import { prepareTests } from "../lib/testing.mjs";

/**
 * @typedef {object} Bench
 * @property {"tensorflow" | "electron"} needs how far the set-up has to go
 * @property {number} minutes about, on two cores
 * @property {number} [longMinutes] with `--long`
 * @property {boolean} [named] runs only where it is named
 * @property {boolean} [compares] has peers of its own, which `--peers` adds to it
 * @property {boolean} [turns] takes turns, whose number and length can be chosen
 * @property {{ recipes: number, minutes: number }} [trains] so many recipes for so long at most, which can be chosen;
 *   `minutes` is what it takes besides
 */

/** @type {Record<string, Bench>} */
const benches = {
  step: { needs: "tensorflow", minutes: 3, turns: true },
  start: { needs: "tensorflow", minutes: 5 },
  memory: { needs: "tensorflow", minutes: 3, longMinutes: 12 },
  frames: { needs: "tensorflow", minutes: 1 },
  window: { needs: "electron", minutes: 3 },
  data: { needs: "tensorflow", minutes: 6, named: true, compares: true },
  peers: { needs: "tensorflow", minutes: 6, turns: true, named: true },
  recipes: { needs: "tensorflow", minutes: 14, turns: true, named: true },
  elbo: { needs: "tensorflow", minutes: 1, named: true, trains: { recipes: 1, minutes: trainingMinutes.elbo } },
  parzen: { needs: "tensorflow", minutes: 4, named: true, trains: { recipes: 2, minutes: trainingMinutes.parzen } },
  digits: { needs: "tensorflow", minutes: 2, named: true, trains: { recipes: 1, minutes: trainingMinutes.digits } },
  modes: { needs: "tensorflow", minutes: 1, named: true, trains: { recipes: 3, minutes: trainingMinutes.modes } },
};

/** What recipes reach: the benches that one name stands for. */
const results = ["elbo", "parzen", "digits", "modes"];

const usage = `Usage: npm run bench -- [${[...Object.keys(benches), "results"].join("] [")}] [--peers] [--long] [--rounds N] [--seconds S] [--minutes M] [--recipe ID …] [--threads N] [--json FILE]

  step     steps a second of each recipe, captured and eager, and the share of the matrix-product peak
  start    the trainer's start-up, time to the first sample, opening a run and its first step
  memory   the trainer's memory over a run
  frames   bytes a second to the window
  window   what the visible window costs
  data     opening MNIST, importing 10,000 JPEGs (with --peers against torchvision), training on 4 GB from the disk
  peers    the same networks in PyTorch and TensorFlow, which are installed into the cache for it
  recipes  the training step of every recipe against PyTorch's, which is installed into the cache for it
  results  what recipes reach, all of these (docs/results.md):
    elbo     the ELBO of test images after the whole length of vae-mnist
    parzen   the log-likelihood of test images, as the 2014 paper measures it, for its settings and with an averaged G
    digits   the share of dcgan-mnist's digits that a classifier of real ones is sure of
    modes    modes that gan-ring, unrolled-ring and gan-grid cover, for ten seeds
Without a name all but data, peers, recipes and results run; --peers alone runs the comparison of networks.

  --long       memory over 20,000 steps
  --rounds N   turns of each contender (5)
  --seconds S  length of a turn (2.5)
  --minutes M  training of each recipe at most, in elbo (${trainingMinutes.elbo}), parzen (${trainingMinutes.parzen}), digits (${trainingMinutes.digits}) and modes (${trainingMinutes.modes})
  --recipe ID  only this one in ${choosing.join(", ")}; may be given several times
  --threads N  threads of each contender (as many as there are processors)
  --json FILE  writes everything that was recorded
docs/bench.md explains the method and how to read it.`;

/** A bench that takes so many times longer than it should is ended. */
const patience = 6;

/** What is the same in every language: usage, and what Node says of it. @param {string} text */
const asTyped = (text) => ({ en: text, ko: text });

/** @param {string} name @param {string | undefined} text @param {boolean} whole @returns {number | undefined} */
function positive(name, text, whole) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && value <= 1000 && (!whole || Number.isInteger(value))) return value;
  const range = `${whole ? 1 : "above 0"} to 1000`;
  throw new SetupProblem(
    {
      en: `--${name} is ${JSON.stringify(text)}, not a ${whole ? "whole number" : "number"} from ${range}.`,
      ko: `--${name}의 값이 잘못되었습니다: ${JSON.stringify(text)} (${whole ? "정수 " : ""}${range}).`,
    },
    asTyped(usage),
  );
}

/**
 * @param {string[]} given
 * @returns {{ help: true } | { help: false, names: string[], peers: boolean, long: boolean, json: string | undefined, rounds: number | undefined, seconds: number | undefined, minutes: number | undefined, threads: number | undefined, recipes: string[] | undefined }}
 */
export function readArguments(given) {
  const options = /** @type {const} */ ({
    peers: { type: "boolean" },
    long: { type: "boolean" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    minutes: { type: "string" },
    threads: { type: "string" },
    recipe: { type: "string", multiple: true },
    json: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  let parsed;
  try {
    parsed = parseArgs({ args: given, options, allowPositionals: true });
  } catch (error) {
    throw new SetupProblem(asTyped(error instanceof Error ? error.message : String(error)), asTyped(usage));
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  const asked = positionals.flatMap((name) => (name === "results" ? results : [name]));
  const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    const named = unknown.join(", ");
    throw new SetupProblem(
      { en: `There is no bench ${named}.`, ko: `그런 벤치가 없습니다: ${named}.` },
      asTyped(usage),
    );
  }
  // Where every bench named has peers of its own, only those are asked for.
  const others = values.peers && !(asked.length > 0 && asked.every((name) => benches[name]?.compares));
  const named = new Set([...asked, ...(others ? ["peers"] : [])]);
  const names = Object.keys(benches).filter((name) => (named.size === 0 ? !benches[name]?.named : named.has(name)));
  return {
    help: false,
    names,
    peers: values.peers === true || names.includes("peers") || names.includes("recipes"),
    long: values.long === true,
    json: values.json,
    rounds: positive("rounds", values.rounds, true),
    seconds: positive("seconds", values.seconds, false),
    minutes: positive("minutes", values.minutes, false),
    threads: positive("threads", values.threads, true),
    recipes: values.recipe,
  };
}

/**
 * About how long a bench takes, minutes.
 * @param {Bench} bench
 * @param {{ long: boolean, rounds: number | undefined, seconds: number | undefined, minutes?: number | undefined, recipes?: string[] | undefined }} chosen
 */
export function minutesOf(bench, { long, rounds = 5, seconds = 2.5, minutes: each, recipes }) {
  const { trains } = bench;
  if (trains) return bench.minutes + Math.min(trains.recipes, recipes?.length ?? Infinity) * (each ?? trains.minutes);
  const minutes = long && bench.longMinutes ? bench.longMinutes : bench.minutes;
  return bench.turns ? minutes * Math.max(0.3, (rounds * seconds) / (5 * 2.5)) : minutes;
}

/**
 * Runs one bench, with its output passed on as it comes.
 * @param {string} name
 * @param {{ env: NodeJS.ProcessEnv, minutes: number }} options
 * @returns {Promise<{ code: number, records: any[] }>}
 */
async function runBench(name, { env, minutes }) {
  process.stdout.write(`\n── ${name} ──\n`);
  const words = [process.execPath, join(root, "bench", `${name}.mjs`)];
  const [command = "", ...args] = benches[name]?.needs === "electron" ? withDisplay(words) : words;
  const decoder = new StringDecoder("utf8");
  const found = recordsIn();
  const timeout = Math.max(10, minutes * patience) * 60_000;
  const { code } = await run(command, args, {
    cwd: root,
    env,
    timeout,
    onOutput(chunk, standard) {
      (standard ? process.stdout : process.stderr).write(chunk);
      if (standard) found.push(decoder.write(chunk));
    },
  });
  if (code !== 0) process.stdout.write(`${name} failed (${code}).\n`);
  return { code, records: found.records };
}

/**
 * Makes sure that a file can be written before minutes are spent on what it is to hold.
 * @param {string} given relative to where the command was typed
 */
async function writableFile(given) {
  const path = resolve(callersFolder, given);
  try {
    await (await open(path, "a")).close();
  } catch (error) {
    throw new SetupProblem(
      {
        en: `${path} cannot be written: ${codeOf(error) ?? error}.`,
        ko: `${path}에 쓸 수 없습니다: ${codeOf(error) ?? error}.`,
      },
      {
        en: "Name a file in a folder that is there and that you may write to.",
        ko: "쓸 수 있는, 이미 있는 폴더의 파일을 지정하세요.",
      },
    );
  }
  return path;
}

/** @param {{ rounds: number | undefined, seconds: number | undefined, minutes: number | undefined, threads: number | undefined, recipes: string[] | undefined }} chosen */
const inEnvironment = ({ rounds, seconds, minutes, threads, recipes }) => ({
  ...(threads === undefined ? {} : { SADDLE_BENCH_THREADS: String(threads) }),
  ...(recipes === undefined ? {} : { SADDLE_BENCH_RECIPES: recipes.join(",") }),
  ...(rounds === undefined ? {} : { SADDLE_BENCH_ROUNDS: String(rounds) }),
  ...(seconds === undefined ? {} : { SADDLE_BENCH_SECONDS: String(seconds) }),
  ...(minutes === undefined ? {} : { SADDLE_BENCH_MINUTES: String(minutes) }),
});

/** @param {string[]} given */
export async function main(given) {
  const chosen = readArguments(given);
  if (chosen.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const { names, peers, long, json } = chosen;
  const file = json === undefined ? undefined : await writableFile(json);
  const stages = names.map((name) => ({ name, needs: benches[name]?.needs ?? "tensorflow" }));
  const prepared = await prepareTests(stages);
  await ensureBuilt();
  const env = {
    ...prepared,
    ...(peers ? await providePeers() : {}),
    ...(long ? { SADDLE_BENCH_LONG: "1" } : {}),
    ...inEnvironment(chosen),
  };
  const minutes = names.map((name) => minutesOf(/** @type {Bench} */ (benches[name]), chosen));
  const total = Math.ceil(minutes.reduce((sum, each) => sum + each, 0));
  process.stdout.write(`${names.join(", ")}: about ${total} minute${total === 1 ? "" : "s"}.\n`);
  const records = [];
  let worst = 0;
  for (const [index, name] of names.entries()) {
    const result = await runBench(name, { env, minutes: minutes[index] ?? 1 });
    worst = Math.max(worst, result.code);
    records.push(...result.records);
  }
  const rows = records.flatMap(summaryOf);
  if (rows.length > 0) {
    process.stdout.write(`\n── all ──\n`);
    const head = ["bench", "figure", "median (least to most)", "goal on two cores"];
    for (const line of table([head, ...rows])) process.stdout.write(`${line}\n`);
  }
  if (file !== undefined) await writeFile(file, `${JSON.stringify({ records }, null, 2)}\n`);
  return worst;
}
