import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { DataPlace, Dataset } from "../../../../src/main/trainer/dataset";
import { images, type Params, pipelineOf } from "../../../../src/main/trainer/datasets/images";
import { packKey, version } from "../../../../src/main/trainer/datasets/import/pack";
import { RowFile } from "../../../../src/main/trainer/datasets/import/rows";
import { inspect, preview } from "../../../../src/main/trainer/datasets/inspect";
import { describe as describeData, nearest } from "../../../../src/main/trainer/datasets/statistics";
import type { Atlas } from "../../../../src/shared/domain/picture";
import { refusalOf } from "../../../refusal";
import { idx, npy, png, tarGz } from "./makeFiles";

const roots: string[] = [];
let root: string;
let source: string;
let place: DataPlace;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "saddle-images-"));
  roots.push(root);
  source = join(root, "pictures");
  place = { directory: join(root, "cache", "datasets"), workers: null };
  // Greys 0, 10, 20, … of two classes by turns.
  for (let at = 0; at < 20; at++) write(`${at % 2 === 0 ? "even" : "odd"}/${at}.png`, png(8, at * 10));
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

function write(name: string, bytes: Uint8Array): void {
  const path = join(source, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

const settings = (others: object = {}): Params =>
  images.params.parse({ source, size: 8, colour: "grey", ...others }) as Params;
const watch = (progress: (done: number) => void = () => undefined) => {
  const cancel = new AbortController();
  return { cancel, signal: cancel.signal, progress };
};
const importing = images.importing!;
async function imported(others: object = {}): Promise<{ filled: Params; data: Dataset }> {
  const filled = (await importing.import(settings(others), place, watch())) as Params;
  return { filled, data: await images.open(filled, place) };
}
const greys = ({ examples }: Dataset): number[] =>
  examples.kind === "bytes" ? [...examples.data].filter((_, at) => at % 64 === 0) : [];

describe("a person's own pictures", () => {
  it("are all there after the import, each with its label, in an order that is not the folder's", async () => {
    const { data } = await imported();
    expect([data.count, data.shape, data.classes]).toEqual([20, [8, 8, 1], ["even", "odd"]]);
    const found = greys(data);
    expect([...found].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at * 10));
    expect(found.map((grey) => (grey / 10) % 2)).toEqual([...data.labels!]);
    // Any part of it holds both classes.
    expect(new Set(data.labels!.subarray(0, 8))).toEqual(new Set([0, 1]));
  });

  it("come out the same every time, and from a moved folder too", async () => {
    const first = await imported();
    rmSync(place.directory, { recursive: true });
    const again = await imported();
    expect([again.filled.content, greys(again.data)]).toEqual([first.filled.content, greys(first.data)]);
    renameSync(source, join(root, "moved"));
    rmSync(place.directory, { recursive: true });
    const moved = await imported({ source: join(root, "moved") });
    expect([moved.filled.content, moved.data.hash]).toEqual([first.filled.content, first.data.hash]);
  });

  it("are filtered by class, capped and mirrored", async () => {
    expect((await imported({ classes: "odd" })).data.classes).toEqual(["odd"]);
    expect((await imported({ examples: 5 })).data.count).toBe(5);
    write("odd/left.png", png(8, 99));
    const half = new Uint8Array(2 * 64);
    for (let y = 0; y < 8; y++) half.fill(200, y * 8, y * 8 + 4);
    const path = join(root, "half.npy");
    writeFileSync(path, npy("|u1", [2, 8, 8], half));
    const { data } = await imported({ source: path, mirror: true, classes: "" });
    expect(data.count).toBe(4);
    const rows = data.examples.kind === "bytes" ? [...data.examples.data] : [];
    const lit = [0, 1, 2, 3].map((row) => [rows[row * 64], rows[row * 64 + 7]]);
    expect(lit.filter(([left, right]) => left !== right)).toEqual([
      [200, 0],
      [0, 200],
    ]);
    const refusal = await refusalOf(importing.import(settings({ classes: "even, off" }), place, watch()));
    expect([refusal.code, refusal.path, refusal.hint?.en]).toEqual([
      "bad-input",
      "dataset.classes",
      "Its classes: even, odd.",
    ]);
  });

  it("of EMNIST are turned by themselves, since its files hold rows and columns swapped, and others where asked", async () => {
    // A bar along the first stored row: down the left side of the letter itself.
    const bar = new Uint8Array(2 * 64).fill(255, 0, 8).fill(255, 64, 72);
    const file = "named-by-its-files/emnist-letters-train-images-idx3-ubyte";
    write(file, idx([2, 8, 8], bar));
    const path = dirname(join(source, file));
    const { suggestion } = await inspect(path);
    expect(suggestion).toEqual({ size: 8, colour: "grey", orientation: "transposed" });
    const pixelsOf = ({ examples }: Dataset): number[] =>
      examples.kind === "bytes" ? [...examples.data.slice(0, 64)] : [];
    const rows = bar.slice(0, 64);
    const columns = rows.map((_, at) => rows[(at % 8) * 8 + Math.floor(at / 8)]!);
    const turned = await imported({ source: path, ...suggestion });
    const stored = await imported({ source: path, content: "" });
    expect([pixelsOf(turned.data), pixelsOf(stored.data)]).toEqual([[...columns], [...rows]]);
    expect(turned.data.hash).not.toBe(stored.data.hash);
    expect([turned, stored].map(({ data }) => data.notes?.map(({ en }) => en))).toEqual([
      ["EMNIST's files, told by their name, hold rows and columns swapped; they are swapped back."],
      ["EMNIST's files hold rows and columns swapped, and are used as stored; the orientation can swap them back."],
    ]);
    const seen = await preview(path, pipelineOf(turned.filled), 1, false);
    expect([...seen.after.rgba].filter((_, at) => at % 4 === 0)).toEqual([...columns]);
    // Any other source stays as it is, unless a person says otherwise.
    expect((await inspect(source)).suggestion.orientation).toBe("stored");
    expect(pixelsOf((await imported({ orientation: "transposed" })).data)).toHaveLength(64);
  });

  it("have the hash that they had before there was an orientation", () => {
    const pipeline = pipelineOf(settings());
    const { size, square, channels, mirror, classes, examples } = pipeline;
    const before = JSON.stringify([version, "abc", { size, square, channels, mirror, classes, examples }]);
    expect(packKey("abc", pipeline)).toBe(createHash("sha256").update(before).digest("hex"));
    expect(packKey("abc", pipelineOf(settings({ flip: true })))).toBe(packKey("abc", pipeline));
  });

  it("are shown left for right where training sees them so", async () => {
    const half = new Uint8Array(64);
    for (let y = 0; y < 8; y++) half.fill(200, y * 8, y * 8 + 4);
    const path = join(root, "half.npy");
    writeFileSync(path, npy("|u1", [1, 8, 8], half));
    const fit = pipelineOf(settings());
    const { after, mirrored } = await preview(path, fit, 1, true);
    const greysOf = (atlas: Atlas) => [...atlas.rgba].filter((_, at) => at % 4 === 0);
    expect(greysOf(mirrored!)).toEqual(greysOf(after).map((_, at, all) => all[at - (at % 8) + 7 - (at % 8)]));
    expect((await preview(path, fit, 1, false)).mirrored).toBeNull();
  });

  it("leave nothing behind when the import is cancelled", async () => {
    const cancelling = watch(() => cancelling.cancel.abort());
    const refusal = await refusalOf(importing.import(settings(), place, cancelling));
    expect(refusal.code).toBe("cancelled");
    expect(readdirSync(place.directory)).toEqual([]);
  });

  it("of a packed archive tell how much of it is unpacked, and can be cancelled there", async () => {
    const archive = join(root, "greys.tar.gz");
    writeFileSync(archive, tarGz([0, 1, 2].map((at) => ({ name: `${at % 2}/${at}.png`, bytes: png(8, at) }))));
    const told: [number, number][] = [];
    const unpacking = (...bytes: [number, number]) => void told.push(bytes);
    const filled = await importing.import(settings({ source: archive }), place, { ...watch(), unpacking });
    expect((await images.open(filled as Params, place)).count).toBe(3);
    const size = statSync(archive).size;
    expect(told.at(-1)).toEqual([size, size]);
    const { cancel, ...watched } = watch();
    const stopped = importing.import(settings({ source: archive, size: 16 }), place, {
      ...watched,
      unpacking: () => cancel.abort(),
    });
    expect((await refusalOf(stopped)).code).toBe("cancelled");
  });

  it("are refused where they change in the middle of the import", async () => {
    const refusal = await refusalOf(
      importing.import(
        settings(),
        place,
        watch(() => write("odd/new.png", png(8, 1))),
      ),
    );
    expect([refusal.code, refusal.message]).toEqual(["bad-file", `${source} changed while it was imported.`]);
  });

  it("are not imported again while the cache has them, and are where their source is gone", async () => {
    const { filled, data } = await imported();
    let pictures = 0;
    await importing.import(
      settings(),
      place,
      watch((done) => (pictures = done)),
    );
    expect(pictures).toBe(0);
    rmSync(source, { recursive: true });
    expect(await importing.isReady(filled, place)).toBe(true);
    const gone = await images.open(filled, place);
    expect([gone.hash, gone.notes?.map(({ en }) => en)]).toEqual([
      data.hash,
      [`${source} is not there any more; the pictures come from the cache.`],
    ]);
    const refusal = await refusalOf(importing.isReady(settings({ size: 16 }), place));
    expect([refusal.code, refusal.path]).toEqual(["not-found", "dataset.source"]);
  });

  it("say that their source has changed: from the cache as they were, else not at all", async () => {
    const { filled, data } = await imported();
    write("odd/1.png", png(8, 77));
    const before = await images.open(filled, place);
    expect([greys(before), before.notes?.[0]?.en]).toEqual([
      greys(data),
      `${source} may have changed since it was imported; the pictures as they were then are used.`,
    ]);
    rmSync(place.directory, { recursive: true });
    const refusal = await refusalOf(importing.import(filled, place, watch()));
    expect([refusal.code, refusal.path]).toEqual(["conflict", "dataset.content"]);
    expect(refusal.message).toContain("does not hold the same pictures any more");
  });

  it("are imported anew where the cache is damaged", async () => {
    const { filled } = await imported();
    const [pack] = readdirSync(place.directory).filter((name) => name.length === 64);
    writeFileSync(join(place.directory, pack!, "pixels"), new Uint8Array(5));
    expect(await importing.isReady(filled, place)).toBe(false);
    expect((await imported()).data.count).toBe(20);
  });

  it("are no data before they are chosen", async () => {
    const refusal = await refusalOf(importing.isReady(images.params.parse({}) as Params, place));
    expect([refusal.code, refusal.path, refusal.message]).toEqual([
      "bad-input",
      "dataset.source",
      "No pictures are chosen yet.",
    ]);
  });
});

describe("rows of a file", () => {
  it("stay in the file where they are more than may be held in memory, and are the same", async () => {
    const held = (await imported()).data;
    process.env.SADDLE_DATA_MEMORY = "0";
    try {
      const { data } = await imported({ range: "[0,1]" });
      if (data.examples.kind !== "file" || held.examples.kind !== "bytes") throw new Error("held otherwise");
      expect(data.examples.rows.slice(0, data.count)).toEqual(new Uint8Array(held.examples.data));
    } finally {
      delete process.env.SADDLE_DATA_MEMORY;
    }
  });

  it("are those that lie in memory, by index, one after another and asked for beforehand", async () => {
    const path = join(root, "rows");
    const all = Uint8Array.from({ length: 50 * 7 }, (_, at) => (at * 31) % 256);
    writeFileSync(path, all);
    const rows = new RowFile(path, 7, null);
    rows.prefetch([3, 4]);
    const wanted = [49, 0, 0, 17];
    const expected = wanted.flatMap((index) => [...all.subarray(index * 7, index * 7 + 7)]);
    expect([...(await rows.read(wanted))]).toEqual(expected);
    expect([rows.byteLength, [...rows.slice(2, 4)]]).toEqual([350, [...all.subarray(14, 28)]]);
    expect((await refusalOf(rows.read([50]))).code).toBe("bad-file");
    rows.close();
  });
});

describe("figures of the data", () => {
  it("are means, deviations, histogram, classes and duplicates in closed form", async () => {
    const { data } = await imported();
    const { channels, histogram, classCounts, duplicates, pictures } = await describeData(data);
    // Greys 0, 10, …, 190: mean 95, deviation 10·√((20² − 1)/12).
    expect(channels[0]!.mean).toBeCloseTo(95, 9);
    expect(channels[0]!.deviation).toBeCloseTo(10 * Math.sqrt(399 / 12), 9);
    expect([histogram[0], histogram[5], histogram[190], classCounts, duplicates]).toEqual([64, 0, 64, [10, 10], 0]);
    expect([...pictures.rgba.subarray(0, 4)]).toEqual([95, 95, 95, 255]);
    write("odd/again.png", readFileSync(join(source, "odd/1.png")));
    expect((await describeData((await imported()).data)).duplicates).toBe(1);
  });

  it("find the nearest neighbours in Euclidean distance, itself first", async () => {
    const { data } = await imported();
    const own = greys(data).indexOf(100);
    const { indices, distances } = await nearest(data, new Uint8Array(64).fill(100), 3);
    expect(indices[0]).toBe(own);
    // Each of 64 pixels differs by 10.
    expect([...distances]).toEqual([0, 80, 80]);
  });
});
