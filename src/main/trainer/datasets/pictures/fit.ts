/** A picture of any size to a square one: cut or padded, resized with antialiasing, grey or in colour. */
import type { Picture } from "./decode";
import { type Box, resize } from "./resize";

export interface Fit {
  /** Side of the result, pixels. */
  readonly size: number;
  /** Cut the longer side, or pad the shorter one with black. */
  readonly square: "crop" | "pad";
  readonly channels: 1 | 3;
  /** Swap rows and columns first. */
  readonly transpose?: true | undefined;
}

/** @returns `[size, size, channels]` */
export function fitPicture(stored: Picture, fit: Fit): Uint8Array {
  const picture = fit.transpose === true ? transposed(stored) : stored;
  const { width, height } = picture;
  const { size, square } = fit;
  if (width === size && height === size) return inChannels(picture, fit);
  if (square === "crop") {
    const side = Math.min(width, height);
    const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
    return resized(picture, fit, { left, top, width: side, height: side }, size, size);
  }
  const scale = size / Math.max(width, height);
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const inner = resized(picture, fit, { left: 0, top: 0, width, height }, across, down);
  if (across === size && down === size) return inner;
  const { channels } = fit;
  const out = new Uint8Array(size * size * channels);
  const [left, top] = [Math.floor((size - across) / 2), Math.floor((size - down) / 2)];
  for (let y = 0; y < down; y++) {
    out.set(inner.subarray(y * across * channels, (y + 1) * across * channels), ((top + y) * size + left) * channels);
  }
  return out;
}

/** Made grey before it is resized, as Pillow does it, and coloured afterwards, when it is small. */
function resized(picture: Picture, fit: Fit, box: Box, width: number, height: number): Uint8Array {
  const channels = Math.min(picture.channels, fit.channels) as 1 | 3;
  const pixels = channels === picture.channels ? picture.pixels : grey(picture);
  const small = resize(pixels, picture.width, channels, box, width, height);
  return inChannels({ width, height, channels, pixels: small }, fit);
}

const inChannels = (picture: Picture, { channels }: Fit): Uint8Array =>
  channels === 1 ? grey(picture) : colour(picture);

/** Rows as columns: the pixel at (x, y) comes to (y, x). */
function transposed({ width, height, channels, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (x * height + y) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = pixels[from++]!;
    }
  }
  return { width: height, height: width, channels, pixels: out };
}

/** ITU-R BT.601 luma, as Pillow's "L": (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶. */
function grey({ channels, pixels }: Picture): Uint8Array {
  if (channels === 1) return pixels;
  const out = new Uint8Array(pixels.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = (19_595 * pixels[at]! + 38_470 * pixels[at + 1]! + 7_471 * pixels[at + 2]! + 0x8000) >>> 16;
  }
  return out;
}

function colour({ channels, pixels }: Picture): Uint8Array {
  if (channels === 3) return pixels;
  const out = new Uint8Array(pixels.length * 3);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 3) out[at] = out[at + 1] = out[at + 2] = pixels[i]!;
  return out;
}
