/**
 * The whole training step of every built-in recipe, captured here and op by op (eager) in PyTorch, in turns within one
 * run: by the clock, and by the processor time that both take, which other programs disturb less. The networks and the
 * step in PyTorch are made from the recipe itself (peers/pytorch_recipes).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenOf } from "./bounds.mjs";
import { begun, likeness, tries } from "./likeness.mjs";
import { machine, processorSeconds, threads } from "./machine.mjs";
import { filesFor, withData } from "./recipeData.mjs";
import { figure, ratio, record, spread, table, withSpread } from "./report.mjs";
import { allRecipes, openTrainer } from "./trainer.mjs";
import { busyNote, rateOf, takeTurns } from "./turns.mjs";
import { openWorker } from "./worker.mjs";

/** What each step is held to: so many times PyTorch's. */
export const goal = 1.2;

process.env.CUDA_VISIBLE_DEVICES = "-1";

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

  const known = allRecipes();
  /** Builds a recipe on both sides, and holds them against each other before they are timed. */
  const build = async (recipe) => {
    const opened = await trainer.openRun(recipe, { record: false, replay: true });
    const { shape, classes } = opened.dataset;
    const range = recipe.dataset.range === "[0,1]" ? [0, 1] : [-1, 1];
    const sides = shape.length === 3 ? shape : [1, 1, shape[0]];
    const files = await filesFor(trainer, folder);
    const wish = { recipe, shape: sides, range, classes: classes?.length ?? 0, files };
    /** What the peer's losses are at the beginning, which it makes several times. */
    const begins = [];
    for (let count = 0; count < tries; count++) {
      const { parameters } = await pytorch.ask({ do: "buildRecipe", ...wish });
      for (const [network, expected] of Object.entries(opened.parameters)) {
        if (parameters[network] === expected) continue;
        throw new Error(`the ${network} has ${expected} parameters here and ${parameters[network]} in ${title}`);
      }
      begins.push((await pytorch.ask({ do: "beginRecipe", ...begun })).losses);
    }
    const steps = Math.min(...begins.map((losses) => losses.length));
    const losses = likeness(await trainer.historyUntil(steps), begins);
    const unlike = losses.find(({ alike }) => !alike);
    if (!unlike) return { steps, losses };
    const { metric, ours: mean, theirs: means } = unlike;
    throw new Error(
      `the mean of ${metric} over ${steps} steps from the same weights is ${figure(mean)} here and ${means.map(figure).join(", ")} in ${title}`,
    );
  };

  const found = [];
  /** Recipes that are not compared, and why. */
  const left = [];
  const allBusy = [];
  for (const id of chosenOf([...known.keys()])) {
    const recipe = withData(known.get(id), folder);
    let begin;
    let taken;
    try {
      begin = await build(recipe);
      taken = await takeTurns([
        { name: "ours", run: ours },
        { name: "theirs", run: theirs },
      ]);
    } catch (error) {
      // What is left out for want of a counterpart is no fault; what differs is.
      if (!error.message.includes("there is no")) process.exitCode = 1;
      if (trainer.ended || pytorch.ended) throw error;
      console.log(`${id} is not compared: ${error.message}`);
      left.push({ recipe: id, reason: error.message });
      continue;
    }
    const { turns, rates, busy } = taken;
    allBusy.push(...busy);
    const timed = turns.ours.every((turn) => turn.processorSeconds > 0);
    found.push({
      recipe: id,
      batch: recipe.training.batchSize,
      begin,
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
  const note = allBusy.length > 0 ? busyNote(allBusy) : undefined;
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
