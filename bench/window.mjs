/**
 * What the window costs: steps a second of `gan-mnist` with the window visible (drawn in software), with the window
 * hidden, and in the same Electron without any window; the trainer, the recipe and what is recorded are the same.
 *
 * Each round starts both applications anew, so that what chance gives a process (where its memory lies) is not taken
 * for the window's cost, and lets them train in short turns of equal work, so that a machine that is busy elsewhere
 * is busy for all. Only one trains at a time.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { busyShare, machine, threads } from "./machine.mjs";
import { median, ratio, record, spread, table, withSpread } from "./report.mjs";
import { root } from "./trainer.mjs";
import { busyNote } from "./turns.mjs";

const rounds = Number(process.env.SADDLE_BENCH_ROUNDS ?? 5);
/** Steps of a turn that are timed (they hold three recordings of samples), and those before them that are not. */
const timed = Number(process.env.SADDLE_BENCH_STEPS ?? 300);
const warmUp = 100;
/** Turns of each way in a round. With the warm-ups the run stays clear of its first automatic checkpoint. */
const cycles = 2;

const ways = /** @type {const} */ (["visible", "hidden", "headless"]);
const targets = { visible: 0.93, hidden: 0.99 };

const executable = process.env.SADDLE_ELECTRON;
const flags = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"];
const homes = await mkdtemp(join(tmpdir(), "saddle-bench-"));

/** A folder for the lab's files, new for each start. */
async function newHome() {
  const home = await mkdtemp(join(homes, "home-"));
  await writeFile(join(home, "settings.json"), JSON.stringify({ language: "en", theme: "dark" }));
  return { ...process.env, SADDLE_HOME: home };
}

/**
 * Milliseconds a second in which each process of the application had a processor, since the last look.
 * @param {{ type: string, name?: string, cpu: { percentCPUUsage: number } }[]} metrics per cent of all processors
 */
function processorTime(metrics) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const { type, name = type, cpu } of metrics) {
    sums[name] = (sums[name] ?? 0) + (cpu.percentCPUUsage / 100) * threads * 1000;
  }
  return sums;
}

/** One of the two applications of bench/window, built. @param {string} application its folder */
async function start(application) {
  const child = spawn(executable, [...flags, application], {
    env: await newHome(),
    cwd: root,
    // What Chromium misses on a bare system is not the bench's to tell.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const waiting = new Map();
  const listeners = new Set();
  let next = 1;
  await new Promise((resolve, reject) => {
    child.on("exit", (code, signal) => reject(new Error(`Electron ended (${code ?? signal}).`)));
    child.on("message", (message) => {
      if (message.ready) resolve();
      else if (message.id === undefined) for (const listener of listeners) listener(message);
      else {
        const { done, failed } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error === undefined) done(message.output);
        else failed(new Error(message.error));
      }
    });
  });
  return {
    ask: (route, input = {}) =>
      new Promise((done, failed) => {
        const id = next++;
        waiting.set(id, { done, failed });
        child.send({ id, route, input });
      }),
    /** Seconds between the states `running` and `finished` of the run that is played next. */
    played: () =>
      new Promise((resolve, reject) => {
        let begin;
        const listener = ({ project, at }) => {
          const { state, problem } = project.runs.find(({ id }) => id === project.activeRun);
          if (state === "running") begin ??= at;
          if (begin === undefined || state === "running") return;
          listeners.delete(listener);
          if (state === "finished") resolve((at - begin) / 1000);
          else reject(new Error(problem ?? `The run is ${state}.`));
        };
        listeners.add(listener);
      }),
    end: () => child.kill("SIGKILL"),
  };
}

const activeRun = async ({ ask }) => {
  const { project } = await ask("project.state");
  return project.runs.find(({ id }) => id === project.activeRun);
};

/** Opens the run and waits until its digit classifier no longer learns beside it (the first start of all only). */
async function prepare(lab) {
  await lab.ask("project.new", { recipeId: "gan-mnist" });
  await lab.ask("run.stepOnce", { update: "both" });
  while ((await activeRun(lab)).coverageReference === null) await new Promise((done) => setTimeout(done, 500));
}

/** Trains exactly so many steps. @returns {Promise<number>} seconds */
async function train(lab, steps) {
  const { step } = await activeRun(lab);
  await lab.ask("run.edit", { path: "training.steps", value: step + steps });
  const played = lab.played();
  await lab.ask("run.play");
  return played;
}

async function turn(lab, way) {
  if (way !== "headless") await lab.ask(way === "visible" ? "show" : "hide");
  await train(lab, warmUp);
  if (way !== "headless" && (await lab.ask("hidden")) !== (way === "hidden")) {
    throw new Error(`The page does not know that its window is ${way}.`);
  }
  await lab.ask("metrics");
  const seconds = await train(lab, timed);
  const processor = processorTime(await lab.ask("metrics"));
  // Out of the others' way.
  if (way === "visible") await lab.ask("hide");
  return { rate: timed / seconds, processor };
}

/** Builds an application of bench/window as the lab is built. @param {string} name @returns {Promise<string>} its folder */
async function buildApplication(name) {
  const folder = join(root, "out", "bench", name);
  await build({
    configFile: false,
    logLevel: "warn",
    root,
    ssr: { noExternal: true },
    build: {
      ssr: join(root, "bench", "window", `${name}.ts`),
      target: "node16",
      outDir: folder,
      rollupOptions: { external: [/^electron$/], output: { format: "cjs", entryFileNames: "main.cjs" } },
    },
  });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: `saddle-${name}`, main: "main.cjs" }));
  return folder;
}

const applications = [await buildApplication("windowed"), await buildApplication("headless")];
/** Turns of each way, in the order in which they were made. */
const turns = { visible: [], hidden: [], headless: [] };
/** Labs that run; whatever happens, none stays. */
const running = [];
/** Share of the processors that others used while all labs waited. */
const busy = [];
try {
  for (let round = 0; round < rounds; round++) {
    for (const application of applications) {
      running.push(await start(application));
      await prepare(running[running.length - 1]);
    }
    const [windowed, headless] = running;
    const labs = { visible: windowed, hidden: windowed, headless };
    for (let cycle = 0; cycle < cycles; cycle++) {
      busy.push(await busyShare(200));
      // Each way comes first, second and third in turn.
      const first = (round * cycles + cycle) % ways.length;
      for (const way of [...ways.slice(first), ...ways.slice(0, first)]) turns[way].push(await turn(labs[way], way));
      const now = ways.map((way) => `${way} ${turns[way][turns[way].length - 1].rate.toFixed(1)}`);
      console.log(`round ${round + 1}.${cycle + 1}: ${now.join(", ")} steps/s`);
    }
    for (const lab of running.splice(0)) lab.end();
  }
  const rates = Object.fromEntries(ways.map((way) => [way, turns[way].map(({ rate }) => rate)]));
  const ratios = { visible: ratio(rates.visible, rates.headless), hidden: ratio(rates.hidden, rates.headless) };
  for (const [way, values] of Object.entries(ratios)) {
    const sign = values.median >= targets[way] ? "" : ", below the target";
    console.log(`${way} against headless: ${withSpread(values)} (target ${targets[way]}${sign})`);
  }
  const names = [...new Set(ways.flatMap((way) => turns[way].flatMap(({ processor }) => Object.keys(processor))))];
  const timeOf = (way, name) => median(turns[way].map(({ processor }) => processor[name] ?? 0));
  /** Processor milliseconds a second, by process: less troubled by a busy machine than the clock. */
  const processor = Object.fromEntries(
    ways.map((way) => [way, Object.fromEntries(names.map((name) => [name, Number(timeOf(way, name).toFixed(1))]))]),
  );
  const head = ["processor ms a second", ...ways];
  const rows = names.map((name) => [name, ...ways.map((way) => processor[way][name].toFixed(0))]);
  for (const line of table([head, ...rows])) console.log(line);
  const note = busyNote(busy);
  if (note) console.log(note);
  record("window", {
    machine: machine(),
    rounds,
    cycles,
    timed,
    rates,
    ratios,
    targets,
    processor,
    busy: spread(busy),
  });
} finally {
  for (const lab of running) lab.end();
  await rm(homes, { recursive: true, force: true, maxRetries: 5 });
}
