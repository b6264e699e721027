/**
 * What data costs: opening MNIST, importing a folder of photographs (with `--peers` against torchvision, in turns),
 * opening it again, and training from the file in the cache against training from memory, also on 4 GB of pictures.
 */
import { readFileSync, statfsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeJpegs } from "./data/pictures.mjs";
import { machine, threads } from "./machine.mjs";
import { withSettings } from "./networks.mjs";
import { figure, ratio, record, spread, table, withSpread } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";
import { busyNote, rounds, takeTurns } from "./turns.mjs";
import { openWorker } from "./worker.mjs";

const goals = { open: 0.15, import: 1, again: 1, fromFile: 0.9, resident: 2e9 };
/** Turns of an import, each of which takes as long as ten others. */
const importRounds = Math.min(rounds, 3);
const jpegs = 10_000;
const [jpegSide, side] = [256, 64];
/** Processes that torchvision loads with. */
const loaders = 2;

const ended = [];
/** A trainer that was greeted, with a cache of its own where one is named. */
async function fresh(cache, env = {}) {
  const trainer = openTrainer({ env });
  ended.push(trainer);
  const { backendTitle } = await trainer.greet(cache);
  return { ...trainer, backendTitle };
}
const since = (begin) => (performance.now() - begin) / 1000;
/** Until the first picture of it can be shown. */
async function opening(trainer, dataset) {
  const begin = performance.now();
  await trainer.request("data.pictures", { dataset, split: "training", label: null, begin: 0, count: 1 });
  return since(begin);
}

/** Seconds of processor time that a process and its threads have used; null where the system does not tell simply. */
function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

async function openMnist() {
  const { dataset } = recipe("gan-mnist");
  const [first, again] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const trainer = await fresh();
    first.push(await opening(trainer, dataset));
    again.push(await opening(trainer, dataset));
    trainer.end();
  }
  return { first: spread(first), again: spread(again) };
}

const settings = (source, more = {}) => ({ id: "images", source, size: side, colour: "colour", ...more });

/** @returns turns of both, the cores that the import used, and seconds of the second opening */
async function importFolder(folder, place) {
  const dataset = settings(folder);
  const torchvision = process.env.SADDLE_PEERS ? openWorker("torchvision") : null;
  const title = torchvision === null ? null : (await torchvision.ask({ do: "describe" })).title;
  const [cores, again] = [[], []];
  let turn = 0;
  let mean = 0;
  const ours = async () => {
    const cache = join(place, `cache${turn++}`);
    const trainer = await fresh(cache);
    const used = processorSeconds(trainer.pid);
    const begin = performance.now();
    const { dataset: filled } = await trainer.request("data.import", { dataset });
    const seconds = since(begin);
    if (used !== null) cores.push((processorSeconds(trainer.pid) - used) / seconds);
    const { description } = await trainer.request("data.describe", { dataset: filled });
    mean = description.channels.reduce((sum, channel) => sum + channel.mean, 0) / description.channels.length;
    trainer.end();
    const later = await fresh(cache);
    const reopening = performance.now();
    const { dataset: found } = await later.request("data.import", { dataset });
    await opening(later, found);
    again.push(since(reopening));
    later.end();
    await rm(cache, { recursive: true, force: true });
    return { count: description.count, seconds };
  };
  const theirs = async () => {
    const loaded = await torchvision.ask({ do: "load", folder, size: side, workers: loaders, batch: 256 });
    // The same pictures, or the comparison says nothing.
    if (loaded.count !== jpegs || Math.abs(loaded.mean - mean) > 0.5) {
      throw new Error(`${title} made ${loaded.count} pictures of mean ${loaded.mean}, the lab ${jpegs} of ${mean}.`);
    }
    return loaded;
  };
  const contenders = [
    { name: "ours", run: ours },
    ...(torchvision === null ? [] : [{ name: "torchvision", run: theirs }]),
  ];
  const { rates, busy } = await takeTurns(contenders, { rounds: importRounds });
  torchvision?.end();
  return {
    title,
    rate: spread(rates.ours),
    ...(torchvision === null
      ? {}
      : { peerRate: spread(rates.torchvision), ratio: ratio(rates.ours, rates.torchvision) }),
    cores: cores.length > 0 ? spread(cores) : null,
    again: spread(again),
    busy,
  };
}

/** IDX of grey squares, which the importer makes larger: 4 GB of pictures from a file of a tenth of that. */
async function writeIdx(path, count, inner) {
  const bytes = Buffer.alloc(16 + count * inner * inner);
  bytes.set([0, 0, 8, 3]);
  bytes.writeUInt32BE(count, 4);
  bytes.writeUInt32BE(inner, 8);
  bytes.writeUInt32BE(inner, 12);
  for (let at = 16, state = 1; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  await writeFile(path, bytes);
}

const large = 4e9;
const inner = 16;

/** The dense GAN of the first recipe on colour pictures: a fast step, in which reading would show most. */
const recipeOf = (dataset) => ({
  ...withSettings(recipe("gan-mnist"), { "model.discriminator.keepHidden": 1 }),
  dataset: { ...dataset, range: "[-1,1]" },
});

async function trainFrom(folder, place) {
  const cache = join(place, "cache");
  const { bavail, bsize } = statfsSync(place);
  const roomy = bavail * bsize > 2 * large;
  const idx = join(place, "large-idx3-ubyte");
  const rows = Math.ceil(large / (side * side * 3));
  const inMemory = { SADDLE_DATA_MEMORY: String(1024) };
  const fromFile = { SADDLE_DATA_MEMORY: "0" };
  const open = async (env, dataset) => {
    const trainer = await fresh(cache, env);
    const begin = performance.now();
    const { dataset: filled } = await trainer.request("data.import", { dataset });
    const imported = since(begin);
    await trainer.openRun(recipeOf(filled), { record: false });
    return { trainer, imported };
  };
  const sides = [
    { name: "memory", ...(await open(inMemory, settings(folder))) },
    { name: "file", ...(await open(fromFile, settings(folder))) },
  ];
  if (roomy) {
    await writeIdx(idx, rows, inner);
    sides.push({ name: "large", ...(await open(inMemory, settings(idx))) });
  } else console.log("There is no room for 4 GB of pictures: training on them is left out.");
  const contenders = sides.map(({ name, trainer }) => ({ name, run: trainer.playFor }));
  const { rates, busy } = await takeTurns(contenders);
  const resident = {};
  for (const { name, trainer } of sides) resident[name] = (await trainer.request("memory", {})).residentBytes;
  for (const { trainer } of sides) trainer.end();
  return {
    rate: Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)])),
    ratio: ratio(rates.file, rates.memory),
    ...(roomy
      ? {
          largeRatio: ratio(rates.large, rates.memory),
          largeBytes: rows * side * side * 3,
          largeImported: sides[2].imported,
        }
      : {}),
    resident,
    busy,
  };
}

const place = await mkdtemp(join(tmpdir(), "saddle-bench-data-"));
try {
  const open = await openMnist();
  console.log(`opening MNIST: ${withSpread(open.first)} s, again ${withSpread(open.again)} s, goal ${goals.open}`);
  const folder = join(place, "jpegs");
  const bytes = await makeJpegs(folder, jpegs, jpegSide);
  console.log(`${jpegs} JPEGs of ${jpegSide} pixels, ${figure(bytes / jpegs / 1e3)} kB each, are made`);
  const imported = await importFolder(folder, place);
  const trained = await trainFrom(folder, place);
  const rows = [
    ["opening MNIST in a fresh trainer, s", withSpread(open.first), `at most ${goals.open}`],
    ["opening MNIST again, s", withSpread(open.again), ""],
    [`importing ${jpegs} JPEGs, pictures a second`, withSpread(imported.rate), ""],
    ...(imported.ratio
      ? [
          [`${imported.title}, ${loaders} workers, pictures a second`, withSpread(imported.peerRate), ""],
          ["importing against torchvision", withSpread(imported.ratio), `at least ${goals.import}`],
        ]
      : []),
    ...(imported.cores ? [[`cores that the import uses, of ${threads}`, withSpread(imported.cores), ""]] : []),
    ["opening the imported folder in a fresh trainer, s", withSpread(imported.again), `below ${goals.again}`],
    ["steps a second from memory", withSpread(trained.rate.memory), ""],
    ["from the file against from memory", withSpread(trained.ratio), `at least ${goals.fromFile}`],
    ...(trained.largeRatio
      ? [
          [
            `from ${figure(trained.largeBytes / 1e9)} GB against from memory`,
            withSpread(trained.largeRatio),
            `at least ${goals.fromFile}`,
          ],
          ["resident memory on it, MB", figure(trained.resident.large / 1e6), `below ${goals.resident / 1e6}`],
          ["seconds to import it", figure(trained.largeImported), ""],
        ]
      : []),
  ];
  for (const line of table([["data", "median (least to most)", "goal"], ...rows])) console.log(line);
  const busy = [...imported.busy, ...trained.busy];
  const note = busyNote(busy);
  if (note) console.log(note);
  record("data", { machine: machine(), open, imported, trained, goals, busy: spread(busy) });
} finally {
  for (const trainer of ended) trainer.end();
  await rm(place, { recursive: true, force: true });
}
