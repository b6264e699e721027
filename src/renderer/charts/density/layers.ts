/** What a view of points is made of; the same for the window, for SVG and for PNG. */
import { cellAt, type PointsRecord, sideOf } from "../../../shared/formats/points";
import type { PlotBox } from "../scales";
import { kernelDensity, optimalDiscriminator, sigmoid } from "./estimate";

export const planeLayers = ["data", "generated", "discriminator", "half", "arrows", "lattice"] as const;
export const lineLayers = ["data", "generated", "discriminator", "optimum", "lattice"] as const;
export type Layer = (typeof planeLayers)[number] | (typeof lineLayers)[number];

/** Colours as values, since a canvas knows no variables. */
export interface DensityColours {
  readonly surface: string;
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly data: string;
  readonly generator: string;
  readonly discriminator: string;
}

export interface DensityLook {
  readonly colours: DensityColours;
  readonly hidden: ReadonlySet<Layer>;
  readonly box: PlotBox;
}

/** The layers that there is something of in a record. */
export function layersOf(record: PointsRecord): readonly Layer[] {
  const { dimensions, logits, descent, lattice } = record;
  const all: readonly Layer[] = dimensions === 1 ? lineLayers : planeLayers;
  return all.filter((layer) => {
    if (layer === "discriminator" || layer === "half" || layer === "optimum") return logits !== null;
    if (layer === "arrows") return descent !== null;
    // On a line, arrows from a plane of z would cross everywhere.
    return layer !== "lattice" || (lattice !== null && lattice.dimensions <= dimensions);
  });
}

/** The curves of a record on a line, `[side]` each. */
export interface Curves {
  readonly side: number;
  readonly data: ArrayLike<number>;
  readonly generated: ArrayLike<number>;
  readonly discriminator: ArrayLike<number> | null;
  readonly optimum: ArrayLike<number>;
}

const curvesOfRecords = new WeakMap<PointsRecord, Curves>();

export function curvesOf(record: PointsRecord): Curves {
  const known = curvesOfRecords.get(record);
  if (known) return known;
  const bounds = record.bounds[0]!;
  const values = record.density ?? record.logits;
  const side = values ? sideOf(record, values) : 256;
  const data = record.density ?? kernelDensity(record.data, bounds, side);
  const generated = kernelDensity(record.generated, bounds, side);
  const discriminator = record.logits && Float64Array.from(record.logits, sigmoid);
  const curves = { side, data, generated, discriminator, optimum: optimalDiscriminator(data, generated) };
  curvesOfRecords.set(record, curves);
  return curves;
}

/** Index of the cell that a value lies in; −1 outside. */
export function cellOf([least, most]: readonly [number, number], side: number, value: number): number {
  const index = Math.floor(((value - least) / (most - least)) * side);
  return index >= 0 && index < side ? index : -1;
}

/** D at a point; null outside of the region, or without a D. */
export function discriminatorAt(record: PointsRecord, point: readonly number[]): number | null {
  const { logits, bounds } = record;
  if (!logits) return null;
  const side = sideOf(record, logits);
  let cell = 0;
  for (let d = bounds.length - 1; d >= 0; d--) {
    const index = cellOf(bounds[d]!, side, point[d]!);
    if (index < 0) return null;
    cell = cell * side + index;
  }
  return sigmoid(logits[cell]!);
}

/** Generated points that the view does not show. */
export function outside({ generated, bounds, dimensions }: PointsRecord): number {
  let count = 0;
  for (let i = 0; i < generated.length; i += dimensions) {
    const within = bounds.every(([least, most], d) => generated[i + d]! >= least && generated[i + d]! <= most);
    if (!within) count++;
  }
  return count;
}

const shortest = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : "NaN");

/** Everything that a record shows, one row a point or cell: what it is, where, and its value. */
export function densityCsv(record: PointsRecord): string {
  const { dimensions, bounds, data, generated, logits, descent } = record;
  const axes = ["x", "y"].slice(0, dimensions);
  const lines = [["what", ...axes, "value", ...axes.map((axis) => `d${axis}`)].join(",")];
  const empty = axes.map(() => "");
  const rows = (what: string, values: Float32Array, moves: Float32Array | null): void => {
    for (let i = 0; i < values.length; i += dimensions) {
      const place = axes.map((_, d) => shortest(values[i + d]!));
      const move = moves && i < moves.length ? axes.map((_, d) => shortest(moves[i + d]!)) : empty;
      lines.push([what, ...place, "", ...move].join(","));
    }
  };
  rows("data", data, null);
  rows("generated", generated, descent);
  const grid = (what: string, values: ArrayLike<number>, side: number): void => {
    for (let cell = 0; cell < values.length; cell++) {
      const place = axes.map((_, d) => shortest(cellAt(bounds[d]!, side, Math.floor(cell / side ** d) % side)));
      lines.push([what, ...place, shortest(values[cell]!), ...empty].join(","));
    }
  };
  if (logits) grid("D", Float64Array.from(logits, sigmoid), sideOf(record, logits));
  if (dimensions === 1) {
    const { side, data: p, generated: q, optimum } = curvesOf(record);
    grid("p_data", p, side);
    grid("p_g", q, side);
    grid("D*", optimum, side);
  }
  return `${lines.join("\r\n")}\r\n`;
}
