/** Points as pictures: a cloud or histogram for a file, and one point among the data in the place of a generated image. */

import type { Atlas } from "../../shared/domain/picture";
import type { Dataset } from "./dataset";
import { rowsOf } from "./engine/engine";
import { toAtlas } from "./pictures";

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

/** Sides of a picture of one point, pixels. */
const placeSide = 72;
/** RGB, for a ground of either theme: neutral data, a generator's green. */
const dim = [124, 133, 142] as const;
const green = [0, 158, 115] as const;
const dotRadius = 3.4;
const cloudPoints = 800;

/** Lays a colour over a pixel that may be clear in part. */
function paint(rgba: Uint8Array, pixel: number, colour: readonly number[], cover: number): void {
  const at = 4 * pixel;
  const below = (rgba[at + 3]! / 255) * (1 - cover);
  const opaque = cover + below;
  for (let c = 0; c < 3; c++) rgba[at + c] = Math.round((colour[c]! * cover + rgba[at + c]! * below) / opaque);
  rgba[at + 3] = Math.round(opaque * 255);
}

/** Where a point lies in a picture of the dataset's region, pixels; points of a line lie on a line. */
function placeIn({ region, shape }: Dataset, values: ArrayLike<number>, index: number): [x: number, y: number] {
  const dimensions = shape[2];
  const [x, y] = region!.bounds.map(
    ([least, most], d) => ((values[index * dimensions + d]! - least) / (most - least)) * placeSide,
  );
  return [x!, y === undefined ? placeSide / 2 : placeSide - y];
}

/**
 * Pictures of single points, each among some of the data, on a clear ground: the theme is the window's.
 * @param values `[count, dimensions]`; what is not finite or outside is not drawn
 */
function toPlaces(values: Float32Array, dataset: Dataset, columns: number): Atlas {
  const count = values.length / dataset.shape[2];
  const one = new Uint8Array(placeSide * placeSide * 4);
  const shown = Math.min(dataset.count, cloudPoints);
  const cloud = rowsOf(dataset.examples, dataset.shape[2], 0, shown);
  for (let i = 0; i < shown; i++) {
    const [x, y] = placeIn(dataset, cloud, i).map(Math.floor) as [number, number];
    if (x >= 0 && x < placeSide && y >= 0 && y < placeSide) paint(one, y * placeSide + x, dim, 0.8);
  }
  const stride = columns * placeSide;
  const rgba = new Uint8Array(stride * placeSide * Math.ceil(count / columns) * 4);
  for (let i = 0; i < count; i++) {
    const first = Math.floor(i / columns) * placeSide * stride + (i % columns) * placeSide;
    for (let row = 0; row < placeSide; row++) {
      rgba.set(one.subarray(row * placeSide * 4, (row + 1) * placeSide * 4), (first + row * stride) * 4);
    }
    const [x, y] = placeIn(dataset, values, i);
    if (!(x >= 0 && x < placeSide && y >= 0 && y < placeSide)) continue;
    for (let row = 0; row < placeSide; row++) {
      for (let column = 0; column < placeSide; column++) {
        const cover = Math.min(1, Math.max(0, dotRadius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
        if (cover > 0) paint(rgba, first + row * stride + column, green, cover);
      }
    }
  }
  return { width: placeSide, height: placeSide, columns, count, rgba };
}

/** What a model generates of the data, as pictures side by side. @param values `[count, height·width·channels]` */
export const picturesFrom = (dataset: Dataset, values: Float32Array, columns: number): Atlas =>
  dataset.space === "points"
    ? toPlaces(values, dataset, columns)
    : toAtlas(values, dataset.shape, dataset.range, columns);
