/** A picture of any size to a square one: cut or padded, resized with antialiasing, grey or in colour. */
import type { Picture } from "./decode";

export interface Fit {
  /** Side of the result, pixels. */
  readonly size: number;
  /** Cut the longer side, or pad the shorter one with black. */
  readonly square: "crop" | "pad";
  readonly channels: 1 | 3;
}

/** @returns `[size, size, channels]` */
export function fitPicture(picture: Picture, { size, square, channels }: Fit): Uint8Array {
  const coloured = channels === 1 ? grey(picture) : colour(picture);
  const { width, height } = picture;
  if (width === size && height === size) return coloured;
  if (square === "crop") {
    const side = Math.min(width, height);
    const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
    return resize(coloured, width, channels, { left, top, width: side, height: side }, size, size);
  }
  const scale = size / Math.max(width, height);
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const inner = resize(coloured, width, channels, { left: 0, top: 0, width, height }, across, down);
  if (across === size && down === size) return inner;
  const out = new Uint8Array(size * size * channels);
  const [left, top] = [Math.floor((size - across) / 2), Math.floor((size - down) / 2)];
  for (let y = 0; y < down; y++) {
    out.set(inner.subarray(y * across * channels, (y + 1) * across * channels), ((top + y) * size + left) * channels);
  }
  return out;
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

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Which input values make an output value, and by how much. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[outputs, most]` */
  readonly weights: Float32Array;
  readonly most: number;
}

/**
 * A triangle as wide as two output pixels (or two input pixels, where the picture grows): the
 * antialiased bilinear filter of Pillow and of torchvision.
 */
function tapsOf(inputs: number, outputs: number): Taps {
  const scale = inputs / outputs;
  const support = Math.max(1, scale);
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Float32Array(outputs * most);
  for (let out = 0; out < outputs; out++) {
    const centre = (out + 0.5) * scale;
    const begin = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(inputs, Math.floor(centre + support + 0.5));
    let sum = 0;
    for (let i = begin; i < end; i++) {
      const weight = Math.max(0, 1 - Math.abs((i + 0.5 - centre) / support));
      weights[out * most + i - begin] = weight;
      sum += weight;
    }
    for (let i = 0; i < end - begin; i++) weights[out * most + i]! /= sum;
    first[out] = begin;
    count[out] = end - begin;
  }
  return { first, count, weights, most };
}

const kept = new Map<string, Taps>();

/** The pictures of one source mostly have few sizes. */
function taps(inputs: number, outputs: number): Taps {
  const key = `${inputs} ${outputs}`;
  const found = kept.get(key);
  if (found) return found;
  if (kept.size > 64) kept.clear();
  const made = tapsOf(inputs, outputs);
  kept.set(key, made);
  return made;
}

/** Rows first, then columns; values are rounded between the two as Pillow does. */
function resize(
  pixels: Uint8Array,
  stride: number,
  channels: number,
  box: Box,
  width: number,
  height: number,
): Uint8Array {
  const across = taps(box.width, width);
  const rows = new Uint8Array(box.height * width * channels);
  for (let y = 0; y < box.height; y++) {
    const row = ((box.top + y) * stride + box.left) * channels;
    for (let x = 0; x < width; x++) {
      const count = across.count[x]!;
      const from = row + across.first[x]! * channels;
      const weight = x * across.most;
      const to = (y * width + x) * channels;
      if (channels === 3) {
        let [r, g, b] = [0.5, 0.5, 0.5];
        for (let i = 0, at = from; i < count; i++, at += 3) {
          const w = across.weights[weight + i]!;
          r += w * pixels[at]!;
          g += w * pixels[at + 1]!;
          b += w * pixels[at + 2]!;
        }
        rows[to] = r;
        rows[to + 1] = g;
        rows[to + 2] = b;
      } else {
        let sum = 0.5;
        for (let i = 0; i < count; i++) sum += across.weights[weight + i]! * pixels[from + i]!;
        rows[to] = sum;
      }
    }
  }
  const down = taps(box.height, height);
  const line = width * channels;
  const out = new Uint8Array(height * line);
  const sums = new Float32Array(line);
  for (let y = 0; y < height; y++) {
    sums.fill(0.5);
    for (let i = 0; i < down.count[y]!; i++) {
      const w = down.weights[y * down.most + i]!;
      const from = (down.first[y]! + i) * line;
      for (let x = 0; x < line; x++) sums[x]! += w * rows[from + x]!;
    }
    out.set(sums, y * line);
  }
  return out;
}
