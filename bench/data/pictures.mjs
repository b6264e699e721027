/**
 * Pictures for the benches of data, made on the spot: the same ones on every machine. They are as busy as photographs
 * (slow shading, edges, grain), so that a JPEG of one is about as long, and takes as long to decode, as one of a photograph.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transformer } from "@napi-rs/image";

/** A number from 0 to 1 for each call. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    // xorshift32 (Marsaglia 2003); zero would stay zero.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}

/** Periodic noise of several octaves, 0 to 255, `[side, side]`. @param {number} seed @param {number} side */
function noise(seed, side) {
  const random = generator(seed);
  const sums = new Float32Array(side * side);
  for (let cell = 64, weight = 1; cell >= 1; cell >>= 1, weight *= 0.56) {
    const across = side / cell;
    const grid = Float32Array.from({ length: across * across }, () => random() - 0.5);
    for (let y = 0; y < side; y++) {
      const [v, b] = [Math.floor(y / cell), (y % cell) / cell];
      const [top, bottom] = [v * across, ((v + 1) % across) * across];
      for (let x = 0; x < side; x++) {
        const [u, a] = [Math.floor(x / cell), (x % cell) / cell];
        const next = (u + 1) % across;
        const upper = grid[top + u] * (1 - a) + grid[top + next] * a;
        const lower = grid[bottom + u] * (1 - a) + grid[bottom + next] * a;
        sums[y * side + x] += weight * (upper * (1 - b) + lower * b);
      }
    }
  }
  return Uint8Array.from(sums, (value) => Math.min(255, Math.max(0, 128 + value * 150)));
}

const side = 512;
/** @type {Uint8Array[] | undefined} */
let kept;
const sheets = () => (kept ??= [1, 2, 3, 4].map((seed) => noise(seed * 7919, side)));

/**
 * One picture.
 * @param {number} number any two differ @param {number} size pixels a side
 * @returns {Uint8Array} `[size, size, 4]`, RGB and full opacity
 */
export function picture(number, size) {
  const random = generator(number * 2_654_435_761 + 1);
  for (let i = 0; i < 8; i++) random();
  const whole = (/** @type {number} */ most) => Math.floor(random() * most);
  const [slow, fine, third, fourth] = sheets();
  const at = [whole(side), whole(side), whole(side), whole(side)];
  const tint = [0.6 + 0.8 * random(), 0.6 + 0.8 * random(), 0.6 + 0.8 * random()];
  const discs = Array.from({ length: 3 }, () => [
    whole(size),
    whole(size),
    (size / 10 + whole(size / 4)) ** 2,
    whole(160) - 80,
  ]);
  const pixels = new Uint8ClampedArray(size * size * 4);
  for (let y = 0, to = 0; y < size; y++) {
    const row = ((y + at[1]) % side) * side;
    const other = ((y + at[3]) % side) * side;
    for (let x = 0; x < size; x++, to += 4) {
      const left = (x + at[0]) % side;
      const right = (x + at[2]) % side;
      let light = slow[row + left] + (fine[other + right] - 128) * 0.5;
      for (const [cx, cy, square, step] of discs) if ((x - cx) ** 2 + (y - cy) ** 2 < square) light += step;
      const hue = third[row + right] - fourth[other + left];
      pixels[to] = light * tint[0] + hue * 0.4;
      pixels[to + 1] = light * tint[1];
      pixels[to + 2] = light * tint[2] - hue * 0.4;
      pixels[to + 3] = 255;
    }
  }
  return new Uint8Array(pixels.buffer);
}

/**
 * A folder of JPEGs (quality 85), a tenth of them in each of ten sub-folders.
 * @param {string} folder @param {number} count @param {number} size pixels a side
 * @returns {Promise<number>} bytes of all files
 */
export async function makeJpegs(folder, count, size) {
  const classes = 10;
  for (let label = 0; label < classes; label++) await mkdir(join(folder, `class${label}`), { recursive: true });
  let bytes = 0;
  const one = async (/** @type {number} */ number) => {
    const jpeg = await Transformer.fromRgbaPixels(picture(number, size), size, size).jpeg(85);
    bytes += jpeg.length;
    await writeFile(join(folder, `class${number % classes}`, `${String(number).padStart(5, "0")}.jpg`), jpeg);
  };
  // A few at a time: they are compressed beside the making of the next ones.
  for (let begin = 0; begin < count; begin += 8) {
    const numbers = Array.from({ length: Math.min(8, count - begin) }, (_, i) => begin + i);
    await Promise.all(numbers.map(one));
  }
  return bytes;
}
