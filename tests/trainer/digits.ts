/** A tiny labelled dataset as the four IDX files that the plug-in `mnist` reads. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Square pictures: the digit's number is told by which two of its pixels are white. */
function part(count: number, side: number): { images: Uint8Array; labels: Uint8Array } {
  const header = (type: number[], ...sizes: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    bytes.set(type);
    for (const [i, size] of sizes.entries()) bytes.writeUInt32BE(size, 4 + 4 * i);
    return bytes;
  };
  const pixels = Buffer.alloc(count * side * side);
  const labels = Buffer.alloc(count);
  for (let i = 0; i < count; i++) {
    labels[i] = i % 10;
    pixels.fill(255, i * side * side + (i % 10) * 6, i * side * side + (i % 10) * 6 + 2);
  }
  return {
    images: Buffer.concat([header([0, 0, 8, 3], count, side, side), pixels]),
    labels: Buffer.concat([header([0, 0, 8, 1], count), labels]),
  };
}

/** @param side of the pictures in pixels, at least 8 */
export function writeDigits(
  folder: string,
  { training, test, side = 8 }: { training: number; test: number; side?: number },
): void {
  for (const [name, count] of [
    ["train", training],
    ["t10k", test],
  ] as const) {
    const { images, labels } = part(count, side);
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), images);
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), labels);
  }
}
