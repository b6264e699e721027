/**
 * Arrays of numbers as pictures: which of a file's arrays hold pictures and which labels, how their
 * axes lie, and what their black and white are. What is decided is told as notes.
 */
import { type Localized, say } from "../../../../shared/domain/text";
import { type ArrayImages, classesOf, empty, mostArrayBytes, mostClasses, refusal } from "./source";

/** One array, its values not yet read. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** False of floating-point numbers. */
  readonly whole: boolean;
  /** All values. @throws SaddleError `bad-file` */
  read(): Promise<Values>;
}

export interface Values {
  readonly length: number;
  at(index: number): number;
  /** The values as they lie there, where they are bytes. */
  readonly bytes: Uint8Array | null;
}

export interface ReadArrays {
  readonly classes: string[] | null;
  readonly training: ArrayImages;
  readonly test: ArrayImages | null;
  readonly notes: Localized[];
}

const isTest = (name: string): boolean => /(^|[^a-z])(test|val|valid|validation|t10k)([^a-z]|$)/i.test(name);
const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);

type Layout = "interleaved" | "planar";
interface Plan {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Null where a flat row could be either, and the pictures decide. */
  readonly layout: Layout | null;
}

/** Null for shapes that are no pictures. */
function planOf(shape: readonly number[]): Plan | null {
  const [, a = 0, b = 0, c = 0] = shape;
  if (shape.length === 4) {
    // Grey or RGB in either place before RGBA, whose 4 is often a side.
    for (const known of [[1, 3], [4]]) {
      if (known.includes(c)) return { height: a, width: b, channels: c, layout: "interleaved" };
      if (known.includes(a)) return { height: b, width: c, channels: a, layout: "planar" };
    }
  }
  if (shape.length === 3) return { height: a, width: b, channels: 1, layout: "interleaved" };
  if (shape.length !== 2) return null;
  for (const channels of [1, 3]) {
    const side = Math.sqrt(a / channels);
    if (Number.isInteger(side) && side >= 2) {
      return { height: side, width: side, channels, layout: channels === 1 ? "interleaved" : null };
    }
  }
  return null;
}

const sideBounds = { least: 2, most: 4096 };

/** @throws SaddleError `bad-file` where there are no pictures, or labels do not fit them */
export async function readArrays(path: string, arrays: readonly NamedArray[]): Promise<ReadArrays> {
  const pictures = arrays.filter(({ shape }) => {
    const plan = planOf(shape);
    return (
      plan !== null && [plan.height, plan.width].every((side) => side >= sideBounds.least && side <= sideBounds.most)
    );
  });
  // More values first: a small square matrix is more likely something else.
  const largest = (candidates: readonly NamedArray[]) =>
    [...candidates].sort((a, b) => product(b.shape) - product(a.shape))[0];
  const training = largest(pictures.filter(({ name }) => !isTest(name))) ?? largest(pictures);
  const shown = arrays
    .map(({ name, shape }) => `${name} [${shape.join(", ")}]`)
    .join(", ")
    .slice(0, 300);
  if (training === undefined) {
    throw refusal(
      path,
      say("shape", "형상"),
      say(`no array is one of pictures: ${shown}`, `이미지 배열이 없습니다: ${shown}`),
      say(
        "Pictures are [count, height, width], [count, height, width, channels], [count, channels, height, width] or flat squares.",
        "이미지의 형상은 [count, height, width], [count, height, width, channels], [count, channels, height, width]이거나 펼친 정사각형이어야 합니다.",
      ),
    );
  }
  const test = largest(
    pictures.filter(
      (each) => each !== training && isTest(each.name) && same(each.shape.slice(1), training.shape.slice(1)),
    ),
  );
  const notes: Localized[] = [];
  const first = await toImages(path, training, notes);
  const held = test === undefined ? null : await toImages(path, test, null);
  const labelled = await labelsOf(path, arrays, training);
  const heldLabels = test === undefined ? null : await labelsOf(path, arrays, test);
  return {
    classes: labelled === null ? null : classesOf(labelled, heldLabels),
    training: { ...first, labels: labelled },
    test: held === null ? null : { ...held, labels: labelled === null ? null : heldLabels },
    notes,
  };
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** Labels of an array of pictures: whole numbers, one each, of the same split. */
async function labelsOf(path: string, arrays: readonly NamedArray[], pictures: NamedArray): Promise<Uint8Array | null> {
  const count = pictures.shape[0]!;
  const looksLike = ({ name }: NamedArray): boolean => /label|target|class|(^|[^a-z])y([^a-z]|$)/i.test(name);
  const flat = arrays.filter(
    (each) =>
      each !== pictures &&
      each.whole &&
      (each.shape.length === 1 || (each.shape.length === 2 && each.shape[1] === 1)) &&
      isTest(each.name) === isTest(pictures.name),
  );
  const chosen =
    flat.find((each) => looksLike(each) && each.shape[0] === count) ?? flat.find(({ shape }) => shape[0] === count);
  if (chosen === undefined) {
    const lone = flat.find(looksLike);
    if (lone === undefined) return null;
    throw refusal(
      path,
      say(`array ${lone.name}`, `배열 ${lone.name}`),
      say(`${lone.shape[0]} labels for ${count} pictures`, `이미지 ${count}장에 레이블이 ${lone.shape[0]}개입니다`),
    );
  }
  const values = await chosen.read();
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = values.at(i);
    if (!Number.isInteger(label) || label < 0 || label >= mostClasses) {
      throw refusal(
        path,
        say(`array ${chosen.name}, value ${i}`, `배열 ${chosen.name}, 값 ${i}`),
        say(
          `label ${label} is outside 0 to ${mostClasses - 1}`,
          `레이블 ${label}: 0~${mostClasses - 1}의 범위를 벗어났습니다`,
        ),
      );
    }
    labels[i] = label;
  }
  return labels;
}

async function toImages(path: string, array: NamedArray, notes: Localized[] | null): Promise<ArrayImages> {
  const plan = planOf(array.shape)!;
  const count = array.shape[0]!;
  const { height, width, channels } = plan;
  if (count === 0) throw empty(path, say(`array ${array.name} has no rows`, `배열 ${array.name}에 행이 없습니다`));
  const kept = channels === 1 ? 1 : 3;
  const bytes = count * height * width * kept;
  if (bytes > mostArrayBytes) {
    const [mebibytes, allowed] = [Math.ceil(bytes / 2 ** 20), Math.floor(mostArrayBytes / 2 ** 20)];
    throw refusal(
      path,
      say(`array ${array.name}`, `배열 ${array.name}`),
      say(
        `its pictures take ${mebibytes} MiB, more than the ${allowed} MiB allowed`,
        `이미지가 ${mebibytes} MiB로 허용된 ${allowed} MiB를 넘습니다`,
      ),
      say("Make the pictures smaller or fewer, or save them as files.", "이미지를 줄이거나 파일로 저장하세요."),
    );
  }
  const values = await array.read();
  const scale = scaleOf(path, array, values, notes);
  const layout = plan.layout ?? smootherLayout(values, plan, count);
  const shape = [height, width, kept] as const;
  if (values.bytes !== null && scale.unit && layout === "interleaved" && channels === kept) {
    return { form: "array", count, shape, pixels: values.bytes, labels: null };
  }
  const pixels = new Uint8Array(bytes);
  const plane = height * width;
  const stride = plane * channels;
  const at = (image: number, pixel: number, channel: number): number =>
    scale.of(values.at(image * stride + (layout === "planar" ? channel * plane + pixel : pixel * channels + channel)));
  let to = 0;
  for (let image = 0; image < count; image++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      const opacity = channels === 4 ? at(image, pixel, 3) / 255 : 1;
      for (let channel = 0; channel < kept; channel++) {
        // What is transparent shows white paper.
        pixels[to++] = Math.round(at(image, pixel, channel) * opacity + 255 * (1 - opacity));
      }
    }
  }
  return { form: "array", count, shape, pixels, labels: null };
}

/** Neighbours in a picture are alike: of both ways to lay out a flat row, the one in which they are. */
function smootherLayout(values: Values, { height, width, channels }: Plan, count: number): Layout {
  const plane = height * width;
  let [interleaved, planar] = [0, 0];
  for (let image = 0; image < Math.min(count, 64); image++) {
    const start = image * plane * channels;
    for (let channel = 0; channel < channels; channel++) {
      for (let pixel = 0; pixel + width + 1 < plane; pixel++) {
        for (const other of [pixel + width, ...(pixel % width === width - 1 ? [] : [pixel + 1])]) {
          interleaved += Math.abs(
            values.at(start + other * channels + channel) - values.at(start + pixel * channels + channel),
          );
          planar += Math.abs(values.at(start + channel * plane + other) - values.at(start + channel * plane + pixel));
        }
      }
    }
  }
  return planar < interleaved ? "planar" : "interleaved";
}

interface Scale {
  /** Whether values are bytes already. */
  readonly unit: boolean;
  of(value: number): number;
}

/** What becomes black (0) and white (255): told by the type, then by the least and the greatest value. */
function scaleOf(path: string, array: NamedArray, values: Values, notes: Localized[] | null): Scale {
  if (values.bytes !== null) return { unit: true, of: (value) => value };
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values.at(i);
    if (!Number.isFinite(value)) {
      throw refusal(
        path,
        say(`array ${array.name}, value ${i}`, `배열 ${array.name}, 값 ${i}`),
        say(`it is ${value}`, `값이 ${value}입니다`),
        say("Replace it before saving, for example by np.nan_to_num.", "np.nan_to_num 등으로 바꾼 뒤 저장하세요."),
      );
    }
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const [low, high] = whole(array.whole, least, greatest);
  notes?.push(
    say(
      `Values of ${array.name} reach from ${short(least)} to ${short(greatest)}; ${short(low)} is taken as black and ${short(high)} as white.`,
      `${array.name} 값의 범위: ${short(least)}~${short(greatest)}. 검정은 ${short(low)}, 흰색은 ${short(high)}입니다.`,
    ),
  );
  const factor = 255 / (high - low);
  return { unit: false, of: (value) => Math.min(255, Math.max(0, Math.round((value - low) * factor))) };
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** The usual range that holds all values, or the values' own. */
function whole(isWhole: boolean, least: number, greatest: number): [number, number] {
  if (isWhole) {
    if (least >= 0 && greatest <= 1) return [0, 1];
    if (least >= 0 && greatest <= 255) return [0, 255];
    if (least >= 0 && greatest <= 65_535) return [0, 65_535];
  } else {
    if (least >= 0 && greatest <= 1) return [0, 1];
    if (least >= -1 && greatest <= 1) return [-1, 1];
    if (least >= 0 && greatest <= 255) return [0, 255];
  }
  return greatest > least ? [least, greatest] : [least - 1, least + 1];
}
