/** IDX files of pictures with the IDX files of their labels and of the held-out ones, found by their names and headers. */
import { basename, dirname } from "node:path";
import { say } from "../../../../shared/domain/text";
import { parseIdxHeader, readIdxFile } from "../idx";
import { knownIdx } from "../knownIdx";
import { isGzip, sha256, unpackedHead } from "./bytes";
import { type ArrayImages, refusal, type Source } from "./source";

export { matchIdx as match } from "../idx";

export interface IdxCandidate {
  readonly path: string;
  /** The first bytes of the file. */
  readonly head: Uint8Array;
}

interface Known extends IdxCandidate {
  readonly name: string;
  readonly dimensions: readonly number[];
}

/**
 * Whether it is a set of EMNIST, told by the names of files or folder. Its IDX files hold every picture with rows
 * and columns swapped (Cohen et al. 2017 converted them from MATLAB, which stores columns first).
 */
export const isEmnist = ({ kind, title }: Pick<Source, "kind" | "title">, path: string): boolean =>
  kind === "idx" &&
  [title, basename(path), basename(dirname(path))].some((name) => /(^|[^a-z])emnist([^a-z]|$)/i.test(name));

const isTest = (name: string): boolean => /(^|[^a-z])(t10k|test|val|valid|validation)([^a-z]|$)/i.test(name);

/** The name without what tells pictures from labels and one split from the other. */
const stem = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.gz$/, "")
    .replace(/images?|labels?|idx\d/g, "")
    .replace(/t10k|train(ing)?|test|validation|valid|val/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

export interface IdxData {
  readonly title: string;
  /** Names of the classes where the content is known; null where they are numbers. */
  readonly classes: readonly string[] | null;
  readonly training: ArrayImages;
  readonly test: ArrayImages | null;
  readonly content: string;
}

/**
 * @param chosen the file that a person named; without it the one training set among the candidates
 * @throws SaddleError `bad-file` where they do not belong together, or there are several sets
 */
export async function readIdx(
  candidates: readonly IdxCandidate[],
  place: string,
  chosen: string | null,
): Promise<IdxData> {
  const known: Known[] = [];
  for (const candidate of candidates) {
    const start = isGzip(candidate.head) ? await unpackedHead(candidate.head, candidate.path) : candidate.head;
    const name = basename(candidate.path);
    try {
      known.push({ ...candidate, name, dimensions: parseIdxHeader(start, candidate.path).dimensions });
    } catch (thrown) {
      if (candidate.path === chosen || candidates.length === 1) throw thrown;
    }
  }
  const images = known.filter(({ dimensions }) => dimensions.length === 3 || dimensions.length === 4);
  const asked = chosen === null ? null : known.find(({ path }) => path === chosen);
  if (asked && !images.includes(asked)) {
    throw refusal(
      asked.path,
      say("dimensions", "차원"),
      say("these are labels, not pictures", "이미지가 아니라 레이블입니다"),
      choosePictures,
    );
  }
  const training = asked ?? onlyOne(images, place);
  const labelsOf = (pictures: Known): Known | undefined => {
    const fitting = known.filter(
      ({ name, dimensions }) =>
        dimensions.length === 1 && stem(name) === stem(pictures.name) && isTest(name) === isTest(pictures.name),
    );
    return fitting.find(({ dimensions }) => dimensions[0] === pictures.dimensions[0]) ?? fitting[0];
  };
  const test = isTest(training.name)
    ? undefined
    : images.find((each) => each !== training && isTest(each.name) && stem(each.name) === stem(training.name));
  const first = await readPair(training, labelsOf(training));
  const held = test === undefined ? null : await readPair(test, labelsOf(test));
  if (held !== null && held.images.shape.join() !== first.images.shape.join()) {
    const [a, b] = [first.images.shape.join(" × "), held.images.shape.join(" × ")];
    throw refusal(
      test!.path,
      say("dimensions", "차원"),
      say(`pictures of ${b}, the training pictures are ${a}`, `이미지가 ${b}인데 학습 이미지는 ${a}입니다`),
    );
  }
  const hashes = [...first.hashes, ...(held?.hashes ?? [])];
  const found = knownIdx(hashes);
  return {
    title: found?.title ?? (stem(training.name) === "" ? basename(place) : stem(training.name)),
    classes: found?.classes ?? null,
    training: first.images,
    test: held?.images ?? null,
    content: sha256(Buffer.from(hashes.join("\n"))),
  };
}

const choosePictures = say("Choose the file of pictures or its folder.", "이미지 파일이나 그 폴더를 고르세요.");

function onlyOne(images: readonly Known[], place: string): Known {
  const training = images.filter(({ name }) => !isTest(name));
  const usable = training.length > 0 ? training : images;
  if (usable.length === 1) return usable[0]!;
  if (usable.length === 0) {
    throw refusal(
      place,
      say("files", "파일"),
      say("no IDX file in it holds pictures", "이미지가 든 IDX 파일이 없습니다"),
    );
  }
  const names = usable
    .map(({ name }) => name)
    .join(", ")
    .slice(0, 400);
  throw refusal(
    place,
    say("files", "파일"),
    say(`there are ${usable.length} training sets: ${names}`, `학습 집합이 ${usable.length}개 있습니다: ${names}`),
    say("Choose one of these files instead of the folder.", "폴더 대신 이 파일 가운데 하나를 고르세요."),
  );
}

async function readPair(
  pictures: Known,
  labels: Known | undefined,
): Promise<{ images: ArrayImages; hashes: string[] }> {
  const rank = pictures.dimensions.length;
  const file = await readIdxFile(pictures.path, { type: "uint8", dimensions: rank });
  const [count = 0, height = 0, width = 0, channels = 1] = file.dimensions;
  if (channels !== 1 && channels !== 3) {
    throw refusal(
      pictures.path,
      say("dimension 4", "차원 4"),
      say(`${channels} channels, not 1 or 3`, `채널이 ${channels}개입니다 (1개나 3개여야 합니다)`),
    );
  }
  const hashes = [sha256(file.bytes)];
  let classes: Uint8Array | null = null;
  if (labels !== undefined) {
    const read = await readIdxFile(labels.path, { type: "uint8", dimensions: 1 });
    if (read.dimensions[0] !== count) {
      throw refusal(
        labels.path,
        say("byte 4, dimension 1", "바이트 4, 차원 1"),
        say(
          `${read.dimensions[0]} labels for ${count} pictures`,
          `이미지 ${count}장에 레이블이 ${read.dimensions[0]}개입니다`,
        ),
      );
    }
    classes = read.data;
    hashes.push(sha256(read.bytes));
  }
  return {
    images: { form: "array", count, shape: [height, width, channels], pixels: file.data, labels: classes },
    hashes,
  };
}
