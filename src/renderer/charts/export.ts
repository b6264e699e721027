/** Saving charts and pictures through the main process, which asks where. */
import { request } from "../bridge";
import type { MetricColumns } from "./columns";
import { toCsv } from "./csv";
import { type FigureCaption, toPng, toSvg } from "./drawing";
import { averagesOf, type FigureSpec, plot } from "./figure";
import { exportName } from "./names";

/** Where an exported figure comes from. */
export interface ExportContext {
  readonly project: string;
  readonly run: string;
  readonly recipe: string;
  readonly seed: number;
  readonly caption: FigureCaption;
}

export interface ChartOnScreen {
  readonly spec: FigureSpec;
  readonly columns: MetricColumns;
  /** Weight of the past in the moving average, in [0, 1). */
  readonly smoothing: number;
  readonly hidden: ReadonlySet<string>;
  readonly logarithmic: boolean;
  readonly window: readonly [number, number] | null;
}

/** Paper is finer than the screen. */
const recordsOnPaper = 1600;

export async function exportChart(
  kind: "csv" | "svg" | "png",
  chart: ChartOnScreen,
  context: ExportContext,
): Promise<void> {
  const { spec, columns, smoothing, hidden, logarithmic, window } = chart;
  const suggestedName = exportName(context.project, spec.id, columns.lastStep ?? 0, kind);
  if (kind === "csv") {
    const names = spec.series.map(({ metric }) => metric);
    await save(suggestedName, kind, new TextEncoder().encode(toCsv(columns, names, context)));
    return;
  }
  const plotted = plot(spec, columns, averagesOf(spec, smoothing), {
    hidden,
    logarithmic,
    window,
    limit: recordsOnPaper,
  });
  const drawing = { spec, plotted, hidden, caption: context.caption };
  const bytes = kind === "svg" ? new TextEncoder().encode(toSvg(drawing)) : await toPng(drawing);
  await save(suggestedName, kind, bytes);
}

export async function save(
  suggestedName: string,
  kind: "csv" | "svg" | "png",
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await request("export.save", { suggestedName, kind, bytes });
}
