import { useElementSize } from "@mantine/hooks";
import { type ReactElement, useMemo } from "react";
import { useColumns } from "../stores/history";
import { useShownStep } from "../stores/timeline";
import type { MetricColumns } from "./columns";
import { averagesOf, type FigureSpec, plot } from "./figure";
import { useZoom } from "./hover";
import { LineChart } from "./LineChart";
import { type Mark, Overlay } from "./Overlay";
import type { MovingAverage } from "./smooth";

/** Most records drawn of one series and of two. */
const drawnRecords = (series: number): number => (series > 1 ? 360 : 240);

/** One moving average a metric, begun anew when the run or the weight changes. */
function useAverages(spec: FigureSpec, columns: MetricColumns, beta: number): Map<string, MovingAverage> | null {
  return useMemo(
    // The columns decide too: an average goes on only with the run that it began with.
    () => (columns === null ? null : averagesOf(spec, beta)),
    [spec, columns, beta],
  );
}

interface PlotProps {
  spec: FigureSpec;
  run: string | null;
  /** Weight of the past in the moving average, in [0, 1). */
  smoothing: number;
  hidden: ReadonlySet<string>;
  logarithmic: boolean;
  marks: readonly Mark[];
  /** Read aloud in place of the picture. */
  label: string;
  onPick: (step: number) => void;
}

/** The lines of a run with what lies over them: the part of a chart that follows the beat. */
export function Plot({ spec, run, smoothing, hidden, logarithmic, ...props }: PlotProps): ReactElement {
  const { ref, width, height } = useElementSize();
  const { step, live } = useShownStep();
  const zoom = useZoom((store) => store.window);
  const columns = useColumns(run);
  const averages = useAverages(spec, columns, smoothing);
  // The columns grow in place: their length is what changes.
  const { length } = columns;
  const plotted = useMemo(() => {
    const view = { hidden, logarithmic, window: zoom, limit: drawnRecords(spec.series.length) };
    return length < 0 ? null : plot(spec, columns, averages, view);
  }, [spec, columns, length, averages, hidden, logarithmic, zoom]);
  return (
    <div className="sd-chart" ref={ref} role="img" aria-label={props.label} data-chart={spec.id}>
      {plotted !== null && width > 80 && height > 50 && (
        <>
          <LineChart spec={spec} plotted={plotted} width={Math.round(width)} height={Math.round(height)} />
          <Overlay
            domain={plotted.x}
            columns={columns}
            marks={props.marks}
            shownStep={live ? null : step}
            width={Math.round(width)}
            onPick={props.onPick}
          />
        </>
      )}
    </div>
  );
}
