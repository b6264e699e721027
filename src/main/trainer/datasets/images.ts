/**
 * A person's own pictures: a folder, a zip or tar of them, IDX and CIFAR files, arrays of NumPy and
 * safetensors. They are imported once (cut square, resized, made grey or not) and kept in the cache by
 * their content, so that a run goes on although its source has moved.
 */
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { field } from "../../../shared/domain/plugin";
import { type Localized, say } from "../../../shared/domain/text";
import type { DataPlace, Dataset } from "../dataset";
import { availableMemory } from "../memory";
import type { DatasetPlugin } from "../plugin";
import { importSource } from "./import/importer";
import {
  type FoundPack,
  findPack,
  type Pipeline,
  packKey,
  pixelsFile,
  readLabels,
  rememberContent,
  rowBytes,
  seenContent,
} from "./import/pack";
import { RowFile } from "./import/rows";
import { pixelRange, pixelRanges } from "./pixelRange";
import { fingerprint } from "./sources/open";
import { unreadable } from "./sources/source";

/** Held-out pictures and those that a classifier learns from are never more than this in memory, bytes. */
const mostBeside = 256 * 2 ** 20;
/** Data up to this size is held in memory: SADDLE_DATA_MEMORY in MiB, and never more than a quarter of what is free. */
function mostInMemory(): number {
  const wanted = Number(process.env.SADDLE_DATA_MEMORY || 1024);
  return Math.min((wanted >= 0 ? wanted : 1024) * 2 ** 20, availableMemory() / 4);
}

const params = z.strictObject({
  source: field(z.string().max(4096).default(""), {
    title: { en: "Source", ko: "출처 Source" },
    help: {
      en: "A folder, zip or tar of pictures, an IDX or CIFAR file, .npy, .npz or safetensors",
      ko: "이미지 폴더, zip, tar, IDX나 CIFAR 파일, .npy, .npz, safetensors",
    },
  }),
  size: field(z.int().min(8).max(256).default(32), {
    title: { en: "Size", ko: "크기 Size" },
    help: {
      en: "Side of the square that each picture becomes; a DCGAN takes 28, 32 or 64",
      ko: "이미지를 맞출 정사각형의 한 변. DCGAN은 28, 32, 64를 받습니다",
    },
    unit: "px",
  }),
  colour: field(z.enum(["colour", "grey"]).default("colour"), {
    title: { en: "Colour", ko: "색 Colour" },
    help: { en: "Three channels, or one", ko: "채널 세 개 또는 한 개" },
    choices: { colour: { en: "RGB", ko: "RGB 컬러" }, grey: { en: "Greyscale", ko: "흑백 Greyscale" } },
  }),
  square: field(z.enum(["crop", "pad"]).default("crop"), {
    title: { en: "Square", ko: "정사각형 맞춤 Square" },
    help: { en: "What happens to the longer side", ko: "긴 변을 맞추는 방법" },
    choices: {
      crop: { en: "Cut the longer side", ko: "긴 변 자르기" },
      pad: { en: "Pad the shorter side with black", ko: "짧은 변을 검정으로 채우기" },
    },
  }),
  orientation: field(z.enum(["stored", "transposed"]).default("stored"), {
    title: { en: "Orientation", ko: "방향 Orientation" },
    help: {
      en: "EMNIST's files hold each picture with rows and columns swapped",
      ko: "EMNIST 파일에는 행과 열이 뒤바뀐 이미지가 들어 있습니다",
    },
    choices: {
      stored: { en: "As stored", ko: "저장된 대로" },
      transposed: { en: "Swap rows and columns", ko: "행과 열 바꾸기" },
    },
    advanced: true,
  }),
  range: pixelRange("[-1,1]"),
  flip: field(z.boolean().default(false), {
    title: { en: "Flip at random", ko: "무작위 좌우 반전 Flip" },
    help: {
      en: "Mirrors each picture with probability ½ whenever it is drawn into a batch; not for letters and digits",
      ko: "이미지가 배치에 뽑힐 때마다 ½의 확률로 좌우를 뒤집습니다. 글자와 숫자에는 맞지 않습니다",
    },
  }),
  mirror: field(z.boolean().default(false), {
    title: { en: "Mirror images", ko: "좌우 반전 Mirror" },
    help: {
      en: "Each picture also left for right: twice the examples; not for letters and digits",
      ko: "이미지를 좌우로 뒤집은 것도 함께 씁니다. 예제가 두 배가 되며, 글자와 숫자에는 맞지 않습니다",
    },
  }),
  classes: field(z.string().max(4096).default(""), {
    title: { en: "Classes", ko: "클래스 Classes" },
    help: {
      en: "Only these, with commas between them; empty takes all",
      ko: "쓸 클래스만 쉼표로 나누어 적습니다. 비우면 모두 씁니다",
    },
    advanced: true,
  }),
  examples: field(z.int().min(1).max(10_000_000).default(1_000_000), {
    title: { en: "Training examples", ko: "학습 예제 수 Training examples" },
    help: {
      en: "At most so many pictures, drawn from all of them in a fixed way",
      ko: "쓸 이미지의 최대 수. 전체에서 항상 같은 방식으로 뽑습니다",
    },
    unit: "images",
    advanced: true,
  }),
  content: field(
    z
      .string()
      .regex(/^([0-9a-f]{64})?$/)
      .default(""),
    {
      title: { en: "Content", ko: "내용 Content" },
      help: {
        en: "SHA-256 of the pictures, filled in by importing them; empty takes what the source holds now",
        ko: "이미지의 SHA-256. 가져올 때 채워지며, 비우면 출처의 현재 내용을 씁니다",
      },
      advanced: true,
    },
  ),
});
export type Params = z.output<typeof params>;

export const pipelineOf = ({ size, square, colour, orientation, mirror, classes, examples }: Params): Pipeline => ({
  size,
  square,
  channels: colour === "grey" ? 1 : 3,
  mirror,
  ...(orientation === "transposed" ? { transpose: true } : {}),
  classes: classes
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== ""),
  examples,
});

const shapeOf = ({ size, colour }: Params): readonly [number, number, number] => [
  size,
  size,
  colour === "grey" ? 1 : 3,
];

/** What the source holds now, as far as it was seen before; null where it was not, or is not there. */
async function contentNow(source: string, directory: string): Promise<string | null> {
  try {
    return await seenContent(directory, await fingerprint(resolve(source)));
  } catch {
    return null;
  }
}

async function find(settings: Params, { directory }: DataPlace): Promise<FoundPack | null> {
  const content = settings.content === "" ? await contentNow(settings.source, directory) : settings.content;
  return content === null ? null : findPack(directory, packKey(content, pipelineOf(settings)));
}

/** What is wrong with a source before anything is read of it. */
async function mustBeThere({ source }: Params): Promise<void> {
  if (source.trim() === "") {
    throw new SaddleError("bad-input", say("No pictures are chosen yet.", "아직 이미지를 고르지 않았습니다."), {
      path: "dataset.source",
      hint: say(
        "Drop a folder or file on the window, or choose one on the Data page.",
        "폴더나 파일을 창에 놓거나 데이터 페이지에서 고르세요.",
      ),
    });
  }
  const fault = await stat(source).then(
    () => null,
    (cause: unknown) => unreadable(source, cause),
  );
  if (fault === null) return;
  if (fault.code !== "not-found") throw fault;
  throw new SaddleError("not-found", say(`${source} does not exist.`, `없는 경로입니다: ${source}.`), {
    path: "dataset.source",
    hint: say(
      "It was moved or deleted, and the cache does not have it; choose the data anew.",
      "옮겨지거나 지워졌고 캐시에도 없습니다. 데이터를 다시 고르세요.",
    ),
  });
}

/** Opened last: a dataset is opened for each check of a recipe. */
let kept: { key: string; dataset: Dataset; file: RowFile | null } | null = null;

export const images: DatasetPlugin<typeof params> = {
  id: "images",
  title: { en: "My own pictures", ko: "내 이미지" },
  reference: "folders, zip, tar, IDX, CIFAR, NumPy, safetensors",
  params,

  async open(settings, place = { directory: "", workers: null }) {
    const found = await find(settings, place);
    if (found === null) {
      await mustBeThere(settings);
      throw new SaddleError(
        "conflict",
        say("The pictures are not imported yet.", "아직 이미지를 가져오지 않았습니다."),
        {
          path: "dataset.source",
          hint: say("Import them first.", "먼저 가져오세요."),
        },
      );
    }
    const notes = [...found.pack.notes, ...(await sourceNotes(settings, found, place))];
    const key = `${found.folder} ${settings.range} ${settings.flip}`;
    if (kept?.key !== key) {
      const opened = await openPack(found, settings, place);
      // A run that is going still reads the file of the one before; it is closed with the process.
      kept = { key, ...opened };
    }
    return { ...kept.dataset, notes };
  },

  importing: {
    counts: "pictures",
    async isReady(settings, place) {
      if ((await find(settings, place)) !== null) return true;
      await mustBeThere(settings);
      return false;
    },

    async import(settings, place, { signal, progress, unpacking }) {
      const found = await find(settings, place);
      if (found !== null) return { ...settings, content: found.pack.content };
      await mustBeThere(settings);
      const path = resolve(settings.source);
      const seen = await fingerprint(path);
      const { pack } = await importSource(path, pipelineOf(settings), {
        directory: place.directory,
        worker: place.workers?.picture ?? null,
        signal,
        progress: ({ done, total, secondsLeft }) => progress(done, total, secondsLeft),
        ...(unpacking ? { unpacking } : {}),
      });
      if ((await fingerprint(path)) !== seen) {
        throw new SaddleError(
          "bad-file",
          say(`${path} changed while it was imported.`, `가져오는 동안 바뀌었습니다: ${path}.`),
          { hint: say("Wait until nothing writes to it, then try again.", "쓰기가 끝난 뒤 다시 시도하세요.") },
        );
      }
      await rememberContent(place.directory, seen, pack.content);
      if (settings.content !== "" && settings.content !== pack.content) {
        const [was, is] = [settings.content.slice(0, 12), pack.content.slice(0, 12)];
        throw new SaddleError(
          "conflict",
          say(
            `${path} does not hold the same pictures any more: their SHA-256 was ${was}…, and is ${is}… now.`,
            `${path}: 내용이 달라졌습니다. SHA-256이 ${was}…에서 ${is}…(으)로 바뀌었습니다.`,
          ),
          {
            path: "dataset.content",
            hint: say(
              "Choose the data anew to train on what it holds now, or bring the old pictures back.",
              "지금 내용으로 학습하려면 데이터를 다시 고르고, 아니면 예전 이미지를 되돌리세요.",
            ),
          },
        );
      }
      return { ...settings, content: pack.content };
    },

    form: (settings) => ({ space: "images", shape: shapeOf(settings), range: pixelRanges[settings.range] }),
  },
};

/** That the source is gone, or holds something else by now; the pictures as they were are in the cache. */
async function sourceNotes(settings: Params, { pack }: FoundPack, { directory }: DataPlace): Promise<Localized[]> {
  const { source } = settings;
  try {
    const now = await seenContent(directory, await fingerprint(resolve(source)));
    if (now === pack.content) return [];
    return [
      say(
        `${source} may have changed since it was imported; the pictures as they were then are used.`,
        `${source}: 가져온 뒤에 바뀌었을 수 있습니다. 그때의 이미지를 씁니다.`,
      ),
    ];
  } catch {
    return [
      say(
        `${source} is not there any more; the pictures come from the cache.`,
        `${source}: 더 이상 없습니다. 캐시에 있는 이미지를 씁니다.`,
      ),
    ];
  }
}

async function openPack(
  found: FoundPack,
  settings: Params,
  place: DataPlace,
): Promise<{ dataset: Dataset; file: RowFile | null }> {
  const { folder, pack } = found;
  const { count, testCount } = pack;
  const path = join(folder, pixelsFile);
  const width = rowBytes(pack.pipeline);
  const bytes = (count + testCount) * width;
  const labels = await readLabels(found);
  const inMemory = bytes <= mostInMemory();
  const file = inMemory ? null : new RowFile(path, width, place.workers?.row ?? null);
  const all = inMemory ? await readFile(path) : null;
  const beside = (begin: number, wanted: number): { count: number; pixels: Uint8Array; labels: Uint8Array | null } => {
    const rows = all === null ? Math.min(wanted, Math.max(1, Math.floor(mostBeside / width))) : wanted;
    const pixels = all?.subarray(begin * width, (begin + rows) * width) ?? file!.slice(begin, begin + rows);
    return { count: rows, pixels, labels: labels?.subarray(begin, begin + rows) ?? null };
  };
  const learned = file === null || labels === null ? null : beside(0, count);
  const dataset: Dataset = {
    title: pack.title,
    space: "images",
    count,
    shape: shapeOf(settings),
    range: pixelRanges[settings.range],
    ...(settings.flip ? { flips: true } : {}),
    hash: packKey(pack.content, pack.pipeline),
    classes: pack.classes,
    examples: file === null ? { kind: "bytes", data: all!.subarray(0, count * width) } : { kind: "file", rows: file },
    region: null,
    labels: labels?.subarray(0, count) ?? null,
    ...(learned === null ? {} : { labelled: { ...learned, labels: learned.labels! } }),
    test: testCount === 0 ? null : beside(count, testCount),
    skipped: { count: pack.skippedCount, files: pack.skipped },
  };
  return { dataset, file };
}
