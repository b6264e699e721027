/**
 * Steps a second of each recipe, recorded as a graph (as the lab makes them, and each by itself) and op by op (eager),
 * and the share of the machine's matrix-product peak that the recorded step reaches: all in turns within one run.
 */
import { machine, threads } from "./machine.mjs";
import { openPeak, shares } from "./peak.mjs";
import { figure, ratio, record, spread, table, withSpread } from "./report.mjs";
import { openTrainer, recipes } from "./trainer.mjs";
import { busyNote, takeTurns } from "./turns.mjs";

const engine = (name) => openTrainer({ env: { SADDLE_ENGINE: name } });
const trainers = { captured: engine("graph"), single: engine("single"), eager: engine("eager") };
const peak = openPeak();
try {
  const [{ backend, backendTitle }] = await Promise.all(Object.values(trainers).map((trainer) => trainer.greet()));
  // The products are of native TensorFlow: they say nothing of a step on another backend.
  const native = backend.startsWith("tensorflow");
  console.log(`${backendTitle}, ${threads} threads`);
  const found = [];
  const allBusy = [];
  for (const [id, recipe] of recipes()) {
    const opened = {};
    for (const [name, trainer] of Object.entries(trainers)) {
      opened[name] = await trainer.openRun(recipe, { record: false });
    }
    const contenders = [
      { name: "captured", run: trainers.captured.playFor },
      { name: "single", run: trainers.single.playFor },
      { name: "eager", run: trainers.eager.playFor },
      ...(native ? [peak] : []),
    ];
    const { turns, rates, busy } = await takeTurns(contenders);
    allBusy.push(...busy);
    const { operations } = await trainers.captured.request("recipe.check", { recipe });
    found.push({
      recipe: id,
      batch: recipe.training.batchSize,
      captured: spread(rates.captured),
      single: spread(rates.single),
      eager: spread(rates.eager),
      together: ratio(rates.captured, rates.single),
      ratio: ratio(rates.captured, rates.eager),
      operations,
      peak: native ? spread(turns.peak.map((turn) => turn.operationsPerSecond)) : null,
      share: native && operations ? spread(shares(turns.captured, turns.peak, operations)) : null,
    });
    for (const trainer of Object.values(trainers)) await trainer.request("run.close", {});
    console.log(`${id}: captured ${withSpread(found.at(-1).captured)} steps/s`);
  }
  const rows = found.map(({ recipe, batch, captured, eager, together, ratio, operations, peak, share }) => [
    recipe,
    String(batch),
    figure(captured.median),
    figure(eager.median),
    withSpread(ratio),
    withSpread(together),
    operations === null ? "not counted" : figure(operations / 1e9),
    peak === null ? "none" : figure(peak.median / 1e9),
    share === null ? "none" : withSpread(share),
  ]);
  const head = [
    "recipe",
    "batch",
    "captured/s",
    "eager/s",
    "captured : eager",
    "captured : one by one",
    "Gflop a step",
    "peak Gflop/s",
    "share",
  ];
  for (const line of table([head, ...rows])) console.log(line);
  const note = busyNote(allBusy);
  if (note) console.log(note);
  record("step", { machine: machine(), backend: backendTitle, recipes: found, busy: spread(allBusy) });
} finally {
  for (const trainer of Object.values(trainers)) trainer.end();
  peak.end();
}
