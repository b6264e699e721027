/** What a source is and which settings fit it, from a look at some of its pictures. */
import type { Inspection } from "../../../shared/contract/data";
import type { Atlas } from "../../../shared/domain/picture";
import { say } from "../../../shared/domain/text";
import { withMirrored } from "./import/importer";
import { decodePicture, type Picture } from "./pictures/decode";
import { type Fit, fitPicture } from "./pictures/fit";
import type { UnpackingWatch } from "./sources/bytes";
import { isEmnist } from "./sources/idxPairs";
import { openSource } from "./sources/open";
import { empty, type Images, type Source } from "./sources/source";

/** Pictures that are looked at. */
const looked = 32;

/** Sides that a DCGAN takes, and one that most pictures fill. */
const usualSizes = [28, 32, 64] as const;
const least = 8;
const most = 256;

/** @throws SaddleError `not-found`, `bad-file` */
export async function inspect(path: string, watch?: UnpackingWatch): Promise<Inspection> {
  const source = await openSource(path, watch);
  try {
    const { kind, title, training, test, classes, notes } = source;
    const pictures = await somePictures(source, looked);
    if (pictures.length === 0)
      throw empty(
        path,
        say("none of those looked at can be decoded", "살펴본 파일 가운데 디코딩할 수 있는 것이 없습니다"),
      );
    const [first] = pictures;
    const alike = pictures.every(({ width, height }) => width === first!.width && height === first!.height);
    const colours = pictures.some(({ channels }) => channels === 3);
    return {
      kind,
      title,
      count: training.count,
      testCount: test?.count ?? 0,
      shape: alike ? [first!.height, first!.width, colours ? 3 : 1] : null,
      classes: classes === null ? null : [...classes],
      notes: [...notes],
      suggestion: {
        size: sizeFor(pictures),
        colour: colours ? "colour" : "grey",
        orientation: isEmnist(source, path) ? "transposed" : "stored",
      },
    };
  } finally {
    await source.close();
  }
}

/** Small squares stay as they are; larger pictures become the largest usual size that most of them fill. */
function sizeFor(pictures: readonly Picture[]): number {
  const [{ width, height }] = pictures as [Picture, ...Picture[]];
  const alike = pictures.every((each) => each.width === width && each.height === height);
  if (alike && width === height && width >= least && width <= 64) return width;
  const sides = pictures.map((each) => Math.min(each.width, each.height)).sort((a, b) => a - b);
  const median = sides[Math.floor(sides.length / 2)]!;
  return [...usualSizes].reverse().find((size) => size <= median && size !== 28) ?? Math.max(least, Math.min(most, 32));
}

/** Evenly spread over the training set; what cannot be decoded is passed over. */
async function somePictures({ training }: Pick<Source, "training">, wanted: number): Promise<Picture[]> {
  const pictures: Picture[] = [];
  const step = Math.max(1, Math.floor(training.count / wanted));
  for (let at = 0; at < training.count && pictures.length < wanted; at += step) {
    const picture = await pictureAt(training, at);
    if (picture !== null) pictures.push(picture);
  }
  return pictures;
}

async function pictureAt(images: Images, at: number): Promise<Picture | null> {
  if (images.form === "array") {
    const [height, width, channels] = images.shape;
    const stride = height * width * channels;
    return {
      width,
      height,
      channels: channels as 1 | 3,
      pixels: images.pixels.subarray(at * stride, (at + 1) * stride),
    };
  }
  try {
    return decodePicture(await images.files[at]!.read());
  } catch {
    return null;
  }
}

/** Side of the thumbnails that show a picture as it was, pixels. */
const thumbnail = 96;

/**
 * Some pictures as they are and as they will be.
 * @param mirrors whether training sees them left for right too
 */
export async function preview(
  path: string,
  fit: Fit,
  count: number,
  mirrors: boolean,
  watch?: UnpackingWatch,
): Promise<{ before: Atlas; after: Atlas; mirrored: Atlas | null }> {
  const source = await openSource(path, watch);
  try {
    const pictures = await somePictures(source, count);
    if (pictures.length === 0)
      throw empty(
        path,
        say("none of those looked at can be decoded", "살펴본 파일 가운데 디코딩할 수 있는 것이 없습니다"),
      );
    const whole: Fit = { size: thumbnail, square: "pad", channels: 3 };
    const fitted = pictures.map((picture) => fitPicture(picture, fit));
    return {
      before: atlasOf(
        pictures.map((picture) => fitPicture(picture, whole)),
        thumbnail,
        3,
      ),
      after: atlasOf(fitted, fit.size, fit.channels),
      mirrored: mirrors
        ? atlasOf(
            fitted.map((rows) => withMirrored(rows, fit).subarray(rows.length)),
            fit.size,
            fit.channels,
          )
        : null,
    };
  } finally {
    await source.close();
  }
}

function atlasOf(rows: readonly Uint8Array[], size: number, channels: 1 | 3): Atlas {
  const bytes = new Uint8Array(rows.length * size * size * channels);
  rows.forEach((row, at) => {
    bytes.set(row, at * row.length);
  });
  return bytesToAtlas(bytes, [size, size, channels], rows.length);
}

/** Pictures of bytes side by side, row after row. @param bytes `[count, height, width, channels]` */
export function bytesToAtlas(
  bytes: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  columns: number,
): Atlas {
  const size = height * width * channels;
  const count = bytes.length / size;
  const stride = columns * width * 4;
  const rgba = new Uint8Array(Math.ceil(count / columns) * height * stride);
  const step = channels === 3 ? 1 : 0;
  let from = 0;
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * width * 4;
    const top = Math.floor(picture / columns) * height;
    for (let y = 0; y < height; y++) {
      let to = (top + y) * stride + left;
      for (let x = 0; x < width; x++, from += channels, to += 4) {
        rgba[to] = bytes[from]!;
        rgba[to + 1] = bytes[from + step]!;
        rgba[to + 2] = bytes[from + 2 * step]!;
        rgba[to + 3] = 255;
      }
    }
  }
  return { width, height, columns, count, rgba };
}
