/** Everything that reads bytes from outside, each with sound files to damage. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readSettings } from "../../../src/main/lab/settings";
import { checkHistory } from "../../../src/main/project/historyFormat";
import { Journal } from "../../../src/main/project/journal";
import { readWindowState } from "../../../src/main/shell/windowState";
import { debFiles } from "../../../src/main/trainer/datasets/download/deb";
import { decodePicture } from "../../../src/main/trainer/datasets/pictures/decode";
import { type PictureFormat, pictureFormat } from "../../../src/main/trainer/datasets/pictures/header";
import { arrange } from "../../../src/main/trainer/datasets/sources/arrange";
import { openSource } from "../../../src/main/trainer/datasets/sources/open";
import { SaddleError } from "../../../src/shared/contract/errors";
import { decodePoints, encodePoints, type PointsRecord } from "../../../src/shared/formats/points";
import { decodeSafetensors, encodeSafetensors } from "../../../src/shared/formats/safetensors";
import { filesBelow, recordedProject } from "../project/support";
import { cifarBatch, idx, npy, png, tar, tarGz, zip } from "../trainer/datasets/makeFiles";

export interface Parser {
  /** Sound files; each of them is damaged. */
  readonly samples: readonly Uint8Array[];
  /** Reads a file to its end. Whatever it throws but a {@link SaddleError} is a fault. */
  read(bytes: Uint8Array, sample: number): Promise<void>;
  /** Whether it answers what is damaged with a value of its own instead of refusing it. */
  readonly forgiving?: boolean;
  /** Whether one file takes as long as many of another parser. */
  readonly slow?: boolean;
}

/** Where parsers keep their files; the test takes it away. */
export const root = mkdtempSync(join(tmpdir(), "saddle-fuzz-"));

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 37) % 256);
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** A file of data as a person chooses it, and every picture in it. */
function source(name: string, sample: Uint8Array): Parser {
  const path = join(root, name);
  return {
    samples: [sample],
    async read(bytes) {
      writeFileSync(path, bytes);
      const { training, close } = await openSource(path);
      try {
        if (training.form === "array") {
          const [height, width, channels] = training.shape;
          must(training.pixels.length === training.count * height * width * channels, "pixels and shape differ");
          return;
        }
        for (const file of training.files) {
          try {
            decodePicture(await file.read());
          } catch (error) {
            if (!(error instanceof SaddleError)) throw error;
          }
        }
      } finally {
        await close();
      }
    },
  };
}

const twoPictures = () => [
  { name: "a/1.png", bytes: png(8, 1) },
  { name: "b/2.png", bytes: png(8, 2) },
];

const fixture = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, "../../fixtures", name), "utf8"));

function pictures(format: PictureFormat): Parser {
  const { files } = fixture("pictures.json") as { files: { file: string }[] };
  const all = files.map(({ file }) => Uint8Array.from(Buffer.from(file, "base64")));
  return {
    samples: all.filter((bytes) => pictureFormat(bytes) === format),
    async read(bytes) {
      const { width, height, channels, pixels } = decodePicture(bytes);
      must(pixels.length === width * height * channels, "pixels and shape differ");
    },
  };
}

/** A journal on the disk, one of whose files was damaged while nobody looked. */
async function journal(): Promise<Parser> {
  const kept = join(root, "kept");
  const recorded = await recordedProject(kept);
  const { id } = recorded;
  await recorded.close({ keep: true });
  const names = (await filesBelow(kept)).filter((name) => !name.endsWith("lock"));
  const samples = await Promise.all(names.map(async (name) => Uint8Array.from(await readFile(join(kept, name)))));
  const place = join(root, "journals");
  return {
    samples,
    async read(bytes, sample) {
      await rm(place, { recursive: true, force: true });
      await cp(kept, place, { recursive: true });
      writeFileSync(join(place, names[sample]!), bytes);
      await Journal.list(place);
      const opened = await Journal.recover(place, id);
      await opened.close({ keep: false });
    },
    // What is damaged of a run is left out, with a notice, and the rest is recovered.
    forgiving: true,
    slow: true,
  };
}

async function project(): Promise<Parser> {
  const recorded = await recordedProject(join(root, "made"));
  const original = join(root, "whole.saddle");
  await recorded.pack(original);
  await recorded.close({ keep: false });
  const [path, place] = [join(root, "damaged.saddle"), join(root, "opened")];
  return {
    samples: [Uint8Array.from(await readFile(original))],
    async read(bytes) {
      writeFileSync(path, bytes);
      const opened = await Journal.openFile(place, path);
      await opened.close({ keep: false });
      must((await readdir(place)).length === 0, "something was left behind");
    },
  };
}

async function history(): Promise<Parser> {
  const recorded = await recordedProject(join(root, "histories"));
  await recorded.close({ keep: true });
  const files = (await filesBelow(join(root, "histories"))).filter((name) => name.endsWith("history.bin"));
  must(files.length > 0, "no history was recorded");
  const path = join(root, "history");
  return {
    samples: await Promise.all(
      files.map(async (name) => Uint8Array.from(await readFile(join(root, "histories", name)))),
    ),
    async read(bytes) {
      writeFileSync(path, bytes);
      await checkHistory(path, "history");
    },
  };
}

const plane: PointsRecord = {
  dimensions: 2,
  bounds: [
    [-1, 1],
    [-2, 2],
  ],
  data: Float32Array.of(0, 0, 1, 1),
  generated: Float32Array.of(3, 4, 5, 6),
  logits: Float32Array.of(1, 2, 3, 4),
  density: null,
  descent: Float32Array.of(7, 8),
  lattice: { dimensions: 2, latentSize: 2, z: Float32Array.of(-1, 1), x: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
};

export const parsers: Readonly<Record<string, () => Parser | Promise<Parser>>> = {
  idx: () => source("idx", idx([3, 9, 9], counting(243))),
  "idx.gz": () => source("idx.gz", gzipSync(idx([3, 9, 9], counting(243)))),
  cifar: () => source("data_batch_1.bin", cifarBatch([[3], [7]])),
  tar: () => source("pictures.tar", tar(twoPictures())),
  "tar.gz": () => source("cifar.tar.gz", tarGz([{ name: "data_batch_1.bin", bytes: cifarBatch([[3]]) }])),
  npy: () =>
    source(
      "a.npy",
      npy("<f4", [2, 3, 3], new Uint8Array(Float32Array.from({ length: 18 }, (_, at) => at / 18).buffer)),
    ),
  npz: async () =>
    source(
      "a.npz",
      await zip([
        { name: "x_train.npy", bytes: npy("|u1", [2, 4, 4], counting(32)) },
        { name: "y_train.npy", bytes: npy("|u1", [2], Uint8Array.of(0, 1)) },
      ]),
    ),
  zip: async () => source("pictures.zip", await zip(twoPictures())),
  safetensors: () =>
    source(
      "a.safetensors",
      encodeSafetensors({
        metadata: {},
        tensors: [{ name: "images", type: "U8", shape: [2, 4, 4], data: counting(32) }],
      }),
    ),
  "labels.csv": () => ({
    samples: [
      text('file,label,split\r\n1.png,cat,train\r\n2.png,"a, dog",test\r\n'),
      text("name;class\n1.png;0\n2.png;1\n"),
    ],
    async read(bytes) {
      const { labels, test } = arrange(["1.png", "2.png"], { name: "labels.csv", text: Buffer.from(bytes).toString() });
      must(labels.length === 2 && test.length === 2, "names and labels differ in number");
    },
  }),
  png: () => pictures("png"),
  jpeg: () => pictures("jpeg"),
  gif: () => pictures("gif"),
  bmp: () => pictures("bmp"),
  webp: () => pictures("webp"),
  deb: () => ({
    samples: [Uint8Array.from(Buffer.from((fixture("deb.json") as { deb: string }).deb, "base64"))],
    async read(bytes) {
      await debFiles(bytes, "a.deb", 10_000, () => true);
    },
  }),
  checkpoint: () => ({
    samples: [
      encodeSafetensors({
        metadata: { step: "3" },
        tensors: [
          { name: "g/w", type: "F32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
          { name: "g/b", type: "I32", shape: [1], data: Int32Array.of(7) },
        ],
      }),
    ],
    async read(bytes) {
      decodeSafetensors(bytes, "checkpoint");
    },
  }),
  points: () => ({ samples: [encodePoints(plane)], read: async (bytes) => void decodePoints(bytes, "points") }),
  project,
  journal,
  history,
  "settings.json": () => ({
    samples: [text(JSON.stringify({ language: "ko", theme: "dark" }))],
    async read(bytes) {
      writeFileSync(join(root, "settings.json"), bytes);
      must(typeof (await readSettings(root)).value === "object", "there are no settings");
    },
    forgiving: true,
  }),
  "window.json": () => ({
    samples: [text(JSON.stringify({ x: 1, y: 2, width: 1200, height: 800, maximized: false }))],
    async read(bytes) {
      writeFileSync(join(root, "window.json"), bytes);
      readWindowState(root);
    },
    forgiving: true,
  }),
};
