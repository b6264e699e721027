/** What the records of several benches come to, as rows of one table. */
import { figure, withSpread } from "./report.mjs";
import { quietShare } from "./turns.mjs";

/** @typedef {import("./report.mjs").Spread} Spread */
/** @typedef {[bench: string, what: string, value: string, goal: string]} Row */

/**
 * Whether a figure reaches its goal, in words.
 * @param {number | undefined} goal
 * @param {"≥" | "<" | "≤"} sign
 * @param {number} value
 * @param {Spread} [busy] share of the processors that others used meanwhile: on a busy machine nothing is decided
 */
function verdict(goal, sign, value, busy) {
  if (goal === undefined) return "";
  if (busy && busy.median >= quietShare) return `${sign} ${goal}: undecided, the machine was busy`;
  const reached = { "≥": value >= goal, "<": value < goal, "≤": value <= goal }[sign];
  return `${sign} ${goal}: ${reached ? "reached" : "not reached"}`;
}

const against = /** @type {Record<string, string>} */ ({
  pytorch: "against PyTorch (eager)",
  tensorflow: "against TensorFlow (tf.function)",
  peak: "share of the matrix-product peak",
});

/** @param {Record<string, number>} processor by process @returns {number} what all but the trainer take */
const besideTrainer = (processor) =>
  Object.entries(processor).reduce((sum, [name, share]) => (name === "Saddle trainer" ? sum : sum + share), 0);

/**
 * By bench, its rows.
 * @type {Record<string, (record: any) => Row[]>}
 */
const summaries = {
  step: ({ recipes }) =>
    recipes.flatMap((/** @type {any} */ { recipe, captured, together, ratio, share }) => [
      ["step", `${recipe}: steps/s`, withSpread(captured), ""],
      ["step", `${recipe}: captured against eager`, withSpread(ratio), ""],
      ["step", `${recipe}: captured against one step a call`, withSpread(together), ""],
      ...(share ? [["step", `${recipe}: ${against.peak}`, withSpread(share), ""]] : []),
    ]),
  recipes: ({ recipes, goal, busy, left }) => [
    ...recipes.flatMap((/** @type {any} */ { recipe, ratio, processor }) => [
      ["recipes", `${recipe}: ${against.pytorch}`, withSpread(ratio), verdict(goal, "≥", ratio.median, busy)],
      ...(processor ? [["recipes", `${recipe}: the same by processor time`, withSpread(processor), ""]] : []),
    ]),
    ...left.map((/** @type {any} */ { recipe, reason }) => ["recipes", `${recipe}: not compared`, reason, ""]),
  ],
  start: ({ recipes, goals, busy }) =>
    recipes.flatMap((/** @type {any} */ { recipe, sample, ready }) => [
      ["start", `${recipe}: start to first sample, s`, withSpread(sample), ""],
      [
        "start",
        `${recipe}: opening and first step, s`,
        withSpread(ready),
        verdict(goals.ready, "<", ready.median, busy),
      ],
    ]),
  memory: ({ rows, tensorsGained, growth }) => {
    const [first, last] = [rows[0], rows.at(-1)];
    const period = `from step ${first.step} to ${last.step}`;
    return [
      ["memory", `resident at step ${last.step}, MB`, figure(last.residentBytes / 1e6), ""],
      ["memory", `tensors gained ${period}`, String(tensorsGained), verdict(0, "≤", tensorsGained)],
      ["memory", `resident memory, growth ${period}`, `× ${growth.toFixed(3)}`, ""],
    ];
  },
  frames: ({ recipes }) =>
    recipes.map((/** @type {any} */ { recipe, bytesPerSecond, stepsPerSecond }) => [
      "frames",
      `${recipe}: kB/s to the window, at ${figure(stepsPerSecond)} steps/s`,
      figure(bytesPerSecond / 1e3),
      "",
    ]),
  window: ({ ratios, targets, processor, busy }) => [
    ...Object.entries(/** @type {Record<string, Spread>} */ (ratios)).map(
      ([way, values]) =>
        /** @type {Row} */ ([
          "window",
          `steps with the window ${way} against none`,
          withSpread(values),
          verdict(targets[way], "≥", values.median, busy),
        ]),
    ),
    ...Object.entries(/** @type {Record<string, Record<string, number>>} */ (processor)).map(
      ([way, shares]) =>
        /** @type {Row} */ ([
          "window",
          `processor ms a second beside the trainer, ${way}`,
          figure(besideTrainer(shares)),
          "",
        ]),
    ),
  ],
  elbo: ({ recipe, bound, steps, goal }) => [
    [
      "elbo",
      `${recipe}: ELBO on ${bound.examples} test images after ${bound.step} steps, nats`,
      `${bound.elbo.toFixed(2)} ± ${bound.error.toFixed(2)}`,
      bound.step < steps && bound.elbo < goal
        ? `≥ ${goal}: undecided before step ${steps}`
        : verdict(goal, "≥", bound.elbo),
    ],
  ],
  parzen: ({ recipe, points, goal, goalEpoch }) => {
    const { epoch, logLikelihood, error } = points.at(-1);
    return [
      [
        "parzen",
        `${recipe}: log-likelihood of test images at epoch ${figure(epoch)}, nats`,
        `${logLikelihood.toFixed(2)} ± ${error.toFixed(2)}`,
        epoch < goalEpoch && logLikelihood < goal
          ? `≥ ${goal}: undecided before epoch ${goalEpoch}`
          : verdict(goal, "≥", logLikelihood),
      ],
    ];
  },
  digits: ({ recipe, goal, figures: { step, samples, confidence, recognised } }) => [
    [
      "digits",
      `${recipe}: share of ${samples} digits recognised with ${confidence} or more, after ${step} steps`,
      figure(recognised),
      verdict(goal, "≥", recognised),
    ],
  ],
  modes: ({ recipe, steps, rows }) => {
    const ends = rows.map((/** @type {any} */ { coverage, diverged, late, step }) => {
      if (diverged) return "diverged";
      return late ? `${coverage.covered} (at step ${step})` : coverage.covered;
    });
    return [["modes", `${recipe}: modes covered after ${steps} steps, seeds 1 to ${rows.length}`, ends.join(" "), ""]];
  },
  data: ({ open, imported, trained, goals, busy }) => {
    /** @type {Row[]} */
    const rows = [
      ["data", "opening MNIST, s", withSpread(open.first), verdict(goals.open, "≤", open.first.median, busy)],
      ["data", "importing JPEGs, pictures/s", withSpread(imported.rate), ""],
    ];
    if (imported.ratio) {
      const { ratio, title } = imported;
      rows.push([
        "data",
        `importing against ${title}`,
        withSpread(ratio),
        verdict(goals.import, "≥", ratio.median, busy),
      ]);
    }
    const { again } = imported;
    rows.push(["data", "opening them again, s", withSpread(again), verdict(goals.again, "<", again.median, busy)]);
    const { ratio, largeRatio, resident } = trained;
    const fromFile = (/** @type {Spread} */ values) => verdict(goals.fromFile, "≥", values.median, busy);
    rows.push(["data", "steps from the file against from memory", withSpread(ratio), fromFile(ratio)]);
    if (largeRatio) {
      rows.push(
        ["data", "steps from 4 GB against from memory", withSpread(largeRatio), fromFile(largeRatio)],
        ["data", "resident on 4 GB, MB", figure(resident.large / 1e6), verdict(goals.resident, "<", resident.large)],
      );
    }
    return rows;
  },
  peers: ({ comparisons, notBuilt }) => [
    ...comparisons.flatMap((/** @type {any} */ { title, ratios, goals, busy }) =>
      Object.entries(/** @type {Record<string, Spread>} */ (ratios)).map(([name, values]) => [
        "peers",
        `${title}: ${against[name] ?? name}`,
        withSpread(values),
        verdict(goals[name], "≥", values.median, busy),
      ]),
    ),
    ...notBuilt.map((/** @type {string} */ network) => ["peers", network, "not built in this version", ""]),
  ],
};

/** @param {any} record what a bench recorded @returns {Row[]} for one that is unknown or of another form, where to look */
export function summaryOf(record) {
  /** @type {Row[]} */
  const elsewhere = [[record.bench, "see its own lines above", "", ""]];
  try {
    return summaries[record.bench]?.(record) ?? elsewhere;
  } catch (error) {
    if (error instanceof TypeError) return elsewhere;
    throw error;
  }
}

/**
 * Takes the records out of what a bench prints, as it comes in pieces.
 * @returns {{ push: (text: string) => void, records: any[] }}
 */
export function recordsIn() {
  /** @type {any[]} */
  const records = [];
  let rest = "";
  return {
    records,
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith('{"bench":')) records.push(JSON.parse(line));
    },
  };
}
