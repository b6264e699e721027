/**
 * How long a person waits for the trainer: from its start to its greeting and to the first sample, and from
 * opening a run to the end of the first step, in which the step is recorded as a graph. A fresh process each time.
 */
import { busyShare, machine } from "./machine.mjs";
import { figure, record, spread, table } from "./report.mjs";
import { openTrainer, recipes } from "./trainer.mjs";
import { busyNote } from "./turns.mjs";

const starts = Number(process.env.SADDLE_BENCH_ROUNDS ?? 3);
/** Longest that opening a run and its first step may take together, seconds. */
const goal = 1.5;

/** Seconds since a moment. */
const since = (begin) => (performance.now() - begin) / 1000;

/**
 * Does something with a fresh trainer that was greeted.
 * @param {(trainer: ReturnType<typeof openTrainer>, begin: number) => Promise<object>} work
 */
async function withFresh(work) {
  const begin = performance.now();
  const trainer = openTrainer();
  try {
    const { backendTitle } = await trainer.greet();
    return { backendTitle, greeted: since(begin), ...(await work(trainer, begin)) };
  } finally {
    trainer.end();
  }
}

/** Until the first pictures or points, as the lab opens a run. */
const firstSample = (recipe) =>
  withFresh(async (trainer, begin) => {
    const told = trainer.event(({ event }) => event === "samples" || event === "points").then(() => since(begin));
    await trainer.openRun(recipe);
    return { sample: await told };
  });

/** Until the first step is done; without pictures and the classifier, which are no part of it. */
const firstStep = (recipe) =>
  withFresh(async (trainer) => {
    const opening = performance.now();
    await trainer.openRun(recipe, { record: false });
    const opened = since(opening);
    await trainer.request("run.stepOnce", { update: "both" });
    const ready = since(opening);
    return { opened, firstStep: ready - opened, ready };
  });

const found = [];
const busy = [];
let backend = "";
for (const [id, recipe] of recipes()) {
  // The digit classifier learns once for each dataset and is kept: it would learn beside what is measured.
  await firstSample(recipe);
  const times = [];
  for (let start = 0; start < starts; start++) {
    busy.push(await busyShare(200));
    times.push({ ...(await firstSample(recipe)), ...(await firstStep(recipe)) });
  }
  backend = times[0].backendTitle;
  const of = (name) => spread(times.map((time) => time[name]));
  found.push({
    recipe: id,
    greeted: of("greeted"),
    sample: of("sample"),
    opened: of("opened"),
    firstStep: of("firstStep"),
    ready: of("ready"),
  });
}
const seconds = ({ median, most }) => `${figure(median)} (at most ${figure(most)})`;
const rows = found.map(({ recipe, greeted, sample, opened, firstStep, ready }) => [
  recipe,
  ...[greeted, sample, opened, firstStep].map(seconds),
  `${seconds(ready)} goal ${goal}`,
]);
const head = ["seconds", "greeting", "first sample", "opening", "first step", "opening + first step"];
for (const line of table([head, ...rows])) console.log(line);
const note = busyNote(busy);
if (note) console.log(note);
record("start", { machine: machine(), backend, recipes: found, goals: { ready: goal }, busy: spread(busy) });
