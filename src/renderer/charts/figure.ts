/**
 * What one chart shows, apart from how it is painted: the same description goes to the chart in
 * the window, to SVG and to PNG.
 */
import type { MetricColumns } from "./columns";
import { MovingAverage } from "./smooth";
import { thin } from "./thin";
import { linearTicks, logTicks, niceDomain } from "./ticks";

/** Who a line belongs to; decides its colour and its dashes (Fig. 1 of the 2014 paper). */
export type Owner = "data" | "generator" | "discriminator" | "value";

export interface SeriesSpec {
  /** Name of the metric in the history. */
  readonly metric: string;
  readonly label: string;
  readonly owner: Owner;
}

/** A level that theory names, with its label: `log 4`. */
export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
  readonly owner: Owner;
}

export interface FigureSpec {
  /** Part of file names: `losses`. */
  readonly id: string;
  readonly title: string;
  /** Unit of the values, for read-outs: `nats`. Empty for probabilities. */
  readonly unit: string;
  readonly series: readonly SeriesSpec[];
  readonly references: readonly ReferenceLine[];
  /** Fixed range of the vertical axis, where the values have one. */
  readonly range?: readonly [number, number];
}

export interface FigureView {
  /** Metrics that are switched off. */
  readonly hidden: ReadonlySet<string>;
  readonly logarithmic: boolean;
  /** Steps that are shown; null shows the whole run. */
  readonly window: readonly [number, number] | null;
  /** Most records to draw. */
  readonly limit: number;
}

/** One metric at the records that are drawn, `[records]` each; NaN where there is nothing to draw. */
export interface PlottedLine extends SeriesSpec {
  readonly raw: Float32Array;
  /** Null where nothing is smoothed. */
  readonly smooth: Float32Array | null;
}

export interface PlottedFigure {
  /** Steps of the records that are drawn, `[records]`. */
  readonly step: Float64Array;
  /** Series that are switched on and have come. */
  readonly lines: readonly PlottedLine[];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly logarithmic: boolean;
}

/**
 * A fresh moving average of each series; null where nothing is smoothed.
 * @param beta weight of the past, in [0, 1)
 */
export const averagesOf = ({ series }: FigureSpec, beta: number): Map<string, MovingAverage> | null =>
  beta === 0 ? null : new Map(series.map(({ metric }) => [metric, new MovingAverage(beta)]));

/** The range of steps of a run: from 0 where the run starts at its beginning. */
export function stepDomain(columns: MetricColumns): [number, number] {
  const first = columns.firstStep ?? 0;
  const last = columns.lastStep ?? 1;
  const start = first <= 1 ? 0 : first;
  return [start, Math.max(last, start + 1)];
}

/**
 * Picks the records to draw and the axes.
 * @param averages the moving average of each metric, or null for raw values only
 */
export function plot(
  spec: FigureSpec,
  columns: MetricColumns,
  averages: ReadonlyMap<string, MovingAverage> | null,
  view: FigureView,
): PlottedFigure {
  const shown = spec.series.filter(({ metric }) => !view.hidden.has(metric) && columns.values(metric) !== null);
  const x = view.window ?? stepDomain(columns);
  const from = Math.max(0, columns.indexAt(x[0]) - (x[0] === 0 ? 0 : 1));
  const to = Math.min(columns.length, columns.indexAt(x[1]) + 2);
  const raw = shown.map(({ metric }) => columns.values(metric)!);
  const drawable = (value: number) => Number.isFinite(value) && (!view.logarithmic || value > 0);

  const steps = columns.step;
  let least = Infinity;
  let greatest = -Infinity;
  const kept = thin(raw, from, to, view.limit);
  const picked = (values: Float32Array): Float32Array =>
    Float32Array.from(kept, (index) => (drawable(values[index]!) ? values[index]! : Number.NaN));
  const lines = shown.map((series, index): PlottedLine => {
    const values = picked(raw[index]!);
    for (const value of values) {
      // NaN is neither.
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const average = averages?.get(series.metric)?.extend(raw[index]!);
    return { ...series, raw: values, smooth: average ? picked(average) : null };
  });
  for (const { value } of spec.references) {
    if (!drawable(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  const y = yDomain(spec, view, least, greatest);
  return {
    step: Float64Array.from(kept, (index) => steps[index]!),
    lines,
    x: [x[0], x[1]],
    y,
    xTicks: linearTicks(x[0], x[1], 5).filter(Number.isInteger),
    yTicks: view.logarithmic ? logTicks(y[0], y[1]) : linearTicks(y[0], y[1], 4),
    logarithmic: view.logarithmic,
  };
}

function yDomain(spec: FigureSpec, view: FigureView, least: number, greatest: number): [number, number] {
  if (view.logarithmic) return least > 0 && least < greatest ? [least * 0.9, greatest * 1.1] : [0.1, 10];
  if (spec.range !== undefined) return [spec.range[0], spec.range[1]];
  // The saddle value and the lines need air above and below.
  const air = (greatest - least) * 0.04;
  return niceDomain(least - air, greatest + air, 4);
}

/** Whether a logarithmic axis makes sense: not where theory puts all levels below 0, nor for a bound of log p(x). */
export function allowsLogarithm({ id, references }: FigureSpec): boolean {
  return id !== "elbo" && (references.length === 0 || references.some(({ value }) => value > 0));
}
