/** What a view of points shows at a step: the record that is kept and sent in the place of pictures. */
import { cellAt, encodePoints, type Lattice } from "../../shared/formats/points";
import type { Dataset, Region } from "./dataset";
import { rowsOf } from "./engine/engine";
import { randomWords } from "./engine/random";
import type { OpenRun } from "./run";

const generatedPoints = 1_000;
const dataPoints = 600;
/** Cells of a side of the grid on which D is read. */
const sides = { 1: 256, 2: 64 } as const;
const arrows = 200;
/** Values of each coordinate of z, and how far they reach: nearly all of a normal, all of U(−√3, √3). */
const latticeSides = { 1: 121, 2: 21 } as const;
const latticeReach = { gaussian: 2.5, uniform: Math.sqrt(3) } as const;

/** Middles of a grid's cells, `[cells, dimensions]`, the first coordinate changing fastest. */
export function cellsOf(bounds: Region["bounds"], side: number): Float32Array {
  const dimensions = bounds.length;
  const cells = new Float32Array(side ** dimensions * dimensions);
  for (let cell = 0; cell < side ** dimensions; cell++) {
    for (let d = 0; d < dimensions; d++) {
      cells[cell * dimensions + d] = cellAt(bounds[d]!, side, Math.floor(cell / side ** d) % side);
    }
  }
  return cells;
}

function densityOf({ bounds, density }: Region, cells: Float32Array): Float32Array | null {
  if (!density) return null;
  const dimensions = bounds.length;
  const values = new Float32Array(cells.length / dimensions);
  for (let i = 0; i < values.length; i++) values[i] = density(cells.subarray(i * dimensions, (i + 1) * dimensions));
  return values;
}

/**
 * Orthonormal directions through z's space, `[count, latentSize]`, the same for every run. Each has every count-th
 * coordinate of z for itself, all of one size with signs of their own: so a uniform prior's cube is left by no path
 * that stays within the length √latentSize.
 */
export function sliceDirections(count: number, latentSize: number): Float32Array {
  const words = randomWords({ seed: 0, stream: "lattice", step: 0 }, latentSize);
  const directions = new Float32Array(count * latentSize);
  for (let i = 0; i < latentSize; i++) {
    const own = Math.ceil((latentSize - (i % count)) / count);
    directions[(i % count) * latentSize + i] = (words[i]! & 1 ? 1 : -1) / Math.sqrt(own);
  }
  return directions;
}

/** The coordinates of z as directions, `[size, size]`. */
const axes = (size: number): Float32Array =>
  Float32Array.from({ length: size ** 2 }, (_, at) => Number(at % (size + 1) === 0));

/**
 * A grid of z and where G puts it: of the whole of z, or where z has more dimensions than the data, on a slice through
 * it. There the corners have z's usual length √latentSize, which it has under either prior, both of unit variance.
 */
async function latticeOf(run: OpenRun): Promise<Lattice> {
  const { latentSize } = run;
  const whole = latentSize <= 2;
  const dimensions = (whole ? latentSize : Math.min(latentSize, run.dataset.region!.bounds.length)) as 1 | 2;
  const side = latticeSides[dimensions];
  const reach = whole ? latticeReach[run.prior] : Math.sqrt(latentSize / dimensions);
  const along = Float32Array.from({ length: side }, (_, i) => (2 * reach * i) / (side - 1) - reach);
  const directions = whole ? axes(latentSize) : sliceDirections(dimensions, latentSize);
  const count = side ** dimensions;
  const latents = new Float32Array(count * latentSize);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) {
      const value = along[Math.floor(i / side ** d) % side]!;
      for (let c = 0; c < latentSize; c++) latents[i * latentSize + c]! += value * directions[d * latentSize + c]!;
    }
  }
  return { dimensions, latentSize, z: along, x: await run.generate(latents) };
}

/** The first examples: they were drawn independently, so any are as good. */
const someData = ({ examples, count }: Dataset, dimensions: number): Float32Array =>
  Float32Array.from(rowsOf(examples, dimensions, 0, Math.min(count, dataPoints)));

/**
 * The record of the present step, as a file (`shared/formats/points.ts`).
 * @param run on points, which have a region
 */
export async function recordPoints(run: OpenRun): Promise<Uint8Array> {
  const { dataset } = run;
  const region = dataset.region!;
  const dimensions = region.bounds.length as 1 | 2;
  const cells = cellsOf(region.bounds, sides[dimensions]);
  // The same z every time, so that the points move with the weights and not with the draw.
  const generated = await run.sample(generatedPoints, run.seed);
  return encodePoints({
    dimensions,
    bounds: region.bounds,
    data: someData(dataset, dimensions),
    generated,
    // A score of another kind has no ½, and no ground that could be read as a probability.
    logits: run.judgesByProbability ? await run.discriminate(cells) : null,
    density: densityOf(region, cells),
    descent: await run.descend(generated.slice(0, arrows * dimensions)),
    lattice: await latticeOf(run),
  });
}
