/** What a worker thread does with pictures: the same code in the thread and, where there is none, outside. */
import { reasonOf } from "../../../../shared/contract/errors";
import type { Localized } from "../../../../shared/domain/text";
import { decodePicture } from "../pictures/decode";
import { type Fit, fitPicture } from "../pictures/fit";
import { readWholeSync, sha256 } from "../sources/bytes";
import { mostPictureBytes } from "../sources/source";

export type PictureTask =
  | {
      readonly kind: "files";
      /** The bytes of each, or where they lie. */
      readonly from: readonly (Uint8Array | string)[];
      /** For each; null where only the content is of interest. */
      readonly fits: readonly (Fit | null)[];
    }
  | {
      readonly kind: "array";
      readonly shape: readonly [number, number, number];
      /** `[count, height, width, channels]` */
      readonly pixels: Uint8Array;
      readonly fit: Fit;
    };

/** What became of a file, or of all pictures of an array. */
export interface PictureResult {
  /** `[count, size, size, channels]`; null where it is no picture that can be used, or was not asked for. */
  readonly pixels: Uint8Array | null;
  readonly reason: Localized | null;
  /** SHA-256 of a file's bytes; null where they could not be read. */
  readonly hash: string | null;
}

/** Of a task: how many results it has. */
export const resultsOf = (task: PictureTask): number => (task.kind === "files" ? task.from.length : 1);

export const workOn = (task: PictureTask): PictureResult[] =>
  task.kind === "files" ? task.from.map((from, at) => workOnFile(from, task.fits[at] ?? null)) : [workOnArray(task)];

function workOnArray(task: PictureTask & { kind: "array" }): PictureResult {
  const { fit } = task;
  try {
    const [height, width, channels] = task.shape;
    const stride = height * width * channels;
    const size = fit.size * fit.size * fit.channels;
    const pixels = new Uint8Array((task.pixels.length / stride) * size);
    for (let from = 0, to = 0; from < task.pixels.length; from += stride, to += size) {
      const picture = { width, height, channels: channels as 1 | 3, pixels: task.pixels.subarray(from, from + stride) };
      pixels.set(fitPicture(picture, fit), to);
    }
    return { pixels, reason: null, hash: null };
  } catch (thrown) {
    return { pixels: null, reason: reasonOf(thrown), hash: null };
  }
}

function workOnFile(from: Uint8Array | string, fit: Fit | null): PictureResult {
  let hash: string | null = null;
  try {
    const bytes = typeof from === "string" ? readWholeSync(from, mostPictureBytes) : from;
    hash = sha256(bytes);
    return { pixels: fit === null ? null : owned(fitPicture(decodePicture(bytes), fit)), reason: null, hash };
  } catch (thrown) {
    return { pixels: null, reason: reasonOf(thrown), hash };
  }
}

/** Its own memory, so that it can go to another thread. */
const owned = (bytes: Uint8Array): Uint8Array => (bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
