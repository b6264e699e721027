/** What a worker thread does with pictures: the same code in the thread and, where there is none, outside. */
import { reasonOf } from "../../../../shared/contract/errors";
import type { Localized } from "../../../../shared/domain/text";
import { decodePicture } from "../pictures/decode";
import { type Fit, fitPicture } from "../pictures/fit";

export type PictureTask =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly fit: Fit }
  | {
      readonly kind: "array";
      readonly shape: readonly [number, number, number];
      /** `[count, height, width, channels]` */
      readonly pixels: Uint8Array;
      readonly fit: Fit;
    };

export interface PictureResult {
  /** `[count, size, size, channels]`; null where it is no picture that can be used. */
  readonly pixels: Uint8Array | null;
  readonly reason: Localized | null;
}

export function workOn(task: PictureTask): PictureResult {
  const { fit } = task;
  try {
    if (task.kind === "file") return { pixels: owned(fitPicture(decodePicture(task.bytes), fit)), reason: null };
    const [height, width, channels] = task.shape;
    const stride = height * width * channels;
    const size = fit.size * fit.size * fit.channels;
    const pixels = new Uint8Array((task.pixels.length / stride) * size);
    for (let from = 0, to = 0; from < task.pixels.length; from += stride, to += size) {
      const picture = { width, height, channels: channels as 1 | 3, pixels: task.pixels.subarray(from, from + stride) };
      pixels.set(fitPicture(picture, fit), to);
    }
    return { pixels, reason: null };
  } catch (thrown) {
    return { pixels: null, reason: reasonOf(thrown) };
  }
}

/** Its own memory, so that it can go to another thread. */
const owned = (bytes: Uint8Array): Uint8Array => (bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
