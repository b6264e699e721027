/** Points as a picture for a file: a cloud in the plane, a histogram on a line. */
import type { Atlas } from "../../shared/domain/picture";

const side = 640;
/** Of a dot, pixels. */
const radius = 2.5;
/** Darkness that one dot adds, so that dense places are darker. */
const ink = 0.6;
const bars = 80;

/**
 * @param values `[count, dimensions]`, one or two dimensions; what is not finite or outside is not drawn
 * @param range least and most of each axis
 * @returns one grey picture on white, the second dimension upwards
 */
export function toScatter(values: Float32Array, dimensions: number, [least, most]: readonly [number, number]): Atlas {
  const light = new Float32Array(side * side).fill(1);
  const across = (value: number): number => ((value - least) / (most - least)) * side;
  if (dimensions === 1) {
    const counts = new Uint32Array(bars);
    for (const value of values) {
      const bar = Math.floor((across(value) / side) * bars);
      if (bar >= 0 && bar < bars) counts[bar]! += 1;
    }
    const highest = Math.max(1, ...counts);
    const width = side / bars;
    counts.forEach((count, bar) => {
      const top = Math.round(side - (count / highest) * (side - 20));
      for (let y = top; y < side; y++) light.fill(0.25, y * side + bar * width, y * side + (bar + 1) * width - 1);
    });
  } else {
    for (let i = 0; i < values.length; i += 2) {
      const [x, y] = [across(values[i]!), side - across(values[i + 1]!)];
      if (!(x >= 0 && x < side && y >= 0 && y < side)) continue;
      for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(side - 1, y + radius); row++) {
        for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(side - 1, x + radius); column++) {
          // Its edge fades over a pixel.
          const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
          light[row * side + column]! *= 1 - ink * cover;
        }
      }
    }
  }
  const rgba = new Uint8Array(side * side * 4).fill(255);
  light.forEach((value, pixel) => {
    rgba.fill(Math.round(value * 255), pixel * 4, pixel * 4 + 3);
  });
  return { width: side, height: side, columns: 1, count: 1, rgba };
}
