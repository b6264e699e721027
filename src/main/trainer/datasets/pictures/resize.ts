/**
 * Resizing with antialiasing: a triangle as wide as two output pixels (or two input pixels, where the picture grows),
 * the bilinear filter of Pillow and of torchvision, in Pillow's fixed-point arithmetic. The loops are WebAssembly.
 */
import { openLoops, type ResizeLoops } from "./resizeLoops";

/** A part of a picture, pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Which input values make each output value, and by how much: rows of `[first, count, weights…]`. */
interface Taps {
  /** `[outputs, 2 + most]` */
  readonly table: Int32Array;
  readonly row: number;
}

/** Fractional bits of a weight: a sum of bytes times weights stays within 32 bits. */
const precision = 22;

function tapsOf(inputs: number, outputs: number): Taps {
  const scale = inputs / outputs;
  const support = Math.max(1, scale);
  const row = 2 + Math.ceil(support) * 2 + 1;
  const table = new Int32Array(outputs * row);
  for (let out = 0; out < outputs; out++) {
    const centre = (out + 0.5) * scale;
    const begin = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(inputs, Math.floor(centre + support + 0.5));
    const weights = Array.from({ length: end - begin }, (_, i) =>
      Math.max(0, 1 - Math.abs((begin + i + 0.5 - centre) / support)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const at = out * row;
    table[at] = begin;
    table[at + 1] = end - begin;
    weights.forEach((weight, i) => {
      table[at + 2 + i] = Math.round((weight / sum) * 2 ** precision);
    });
  }
  return { table, row };
}

const kept = new Map<string, Taps>();

/** Of a table that is kept, bytes: only a picture of millions of pixels a side has more. */
const mostTable = 2 ** 20;

/** The pictures of one source mostly have few sizes. */
function taps(inputs: number, outputs: number): Taps {
  const key = `${inputs} ${outputs}`;
  const found = kept.get(key);
  if (found) return found;
  const made = tapsOf(inputs, outputs);
  if (kept.size > 64) kept.clear();
  if (made.table.byteLength <= mostTable) kept.set(key, made);
  return made;
}

/** The loops read and write up to so many bytes further than they need. */
const beyond = 16;
const page = 65_536;
/** Lines of the picture that lie in the loops' memory together, bytes; more where one output line needs more. */
const mostLines = 8 * 2 ** 20;
/** Beyond this the memory is given back after use, bytes. */
const mostKept = 32 * 2 ** 20;

let loops: ResizeLoops | null = null;

/** @returns its memory, which holds at least so many bytes */
function memoryOf(opened: ResizeLoops, bytes: number): Uint8Array {
  const { memory } = opened;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
  return new Uint8Array(memory.buffer);
}

/**
 * @param pixels `[height, stride, channels]`, one or three channels
 * @param stride width of the whole picture
 * @returns `[height, width, channels]` of the box
 */
export function resize(
  pixels: Uint8Array,
  stride: number,
  channels: 1 | 3,
  box: Box,
  width: number,
  height: number,
): Uint8Array {
  loops ??= openLoops();
  const down = taps(box.height, height);
  const across = taps(box.width, width);
  const line = box.width * channels;
  const firstOf = (y: number): number => down.table[y * down.row]!;
  const endOf = (y: number): number => firstOf(y) + down.table[y * down.row + 1]!;
  const out = new Uint8Array(width * height * channels);
  // Where things lie: both tables, the sum of lines, its pixels, and then lines of the picture.
  const downAt = 0;
  const acrossAt = downAt + down.table.byteLength;
  const sumAt = acrossAt + across.table.byteLength;
  const rowAt = sumAt + line + beyond;
  const linesAt = rowAt + width * channels + beyond;
  let placed = false;
  for (let begin = 0, end = 0; begin < height; begin = end) {
    const top = firstOf(begin);
    end = begin + 1;
    while (end < height && (endOf(end) - top) * line <= mostLines) end++;
    const count = endOf(end - 1) - top;
    const memory = memoryOf(loops, linesAt + count * line + beyond);
    if (!placed) {
      const words = new Int32Array(memory.buffer);
      words.set(down.table, downAt / 4);
      words.set(across.table, acrossAt / 4);
      for (let x = 0; x < width; x++) words[acrossAt / 4 + x * across.row]! *= channels;
      placed = true;
    }
    for (let y = 0; y < count; y++) {
      const from = ((box.top + top + y) * stride + box.left) * channels;
      memory.set(pixels.subarray(from, from + line), linesAt + y * line);
    }
    for (let y = begin; y < end; y++) {
      const at = y * down.row;
      const from = linesAt + (firstOf(y) - top) * line;
      loops.down(from, line, line, downAt + (at + 2) * 4, down.table[at + 1]!, sumAt);
      loops.across(sumAt, channels, acrossAt, across.row * 4, width, rowAt);
      out.set(memory.subarray(rowAt, rowAt + width * channels), y * width * channels);
    }
  }
  if (loops.memory.buffer.byteLength > mostKept) loops = null;
  return out;
}
