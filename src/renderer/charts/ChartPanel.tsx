import { Menu } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useView } from "../stores/settings";
import { attempt } from "../ui/notices";
import { Panel } from "../ui/Panel";
import type { MetricColumns } from "./columns";
import { type ExportContext, exportChart } from "./export";
import { allowsLogarithm, type FigureSpec, plot } from "./figure";
import { useZoom } from "./hover";
import { Legend } from "./Legend";
import { LineChart } from "./LineChart";
import { type Mark, Overlay } from "./Overlay";
import { MovingAverage } from "./smooth";
import "./charts.css";

interface ChartPanelProps {
  spec: FigureSpec;
  columns: MetricColumns;
  /** Weight of the past in the moving average, in [0, 1). */
  smoothing: number;
  marks: readonly Mark[];
  /** The step that is shown, and whether it is the latest. */
  step: number;
  live: boolean;
  /** How to read it, in a sentence. */
  caption: string;
  exportContext: ExportContext;
  onPick: (step: number) => void;
}

/** Most records drawn of one series and of two. */
const drawnRecords = (series: number): number => (series > 1 ? 360 : 240);

/** One moving average a metric, begun anew when the run or the weight changes. */
function useAverages(spec: FigureSpec, columns: MetricColumns, beta: number): Map<string, MovingAverage> | null {
  return useMemo(() => {
    // The columns decide too: an average goes on only with the run that it began with.
    if (beta === 0 || columns === null) return null;
    return new Map(spec.series.map(({ metric }) => [metric, new MovingAverage(beta)]));
  }, [spec, columns, beta]);
}

/** A chart with title, legend, menu and the sentence that says how to read it. */
export function ChartPanel(props: ChartPanelProps): ReactElement {
  const { spec, columns, caption } = props;
  const { t } = useTranslation("train");
  const { ref, width, height } = useElementSize();
  const [logarithmic, setLogarithmic] = useView<boolean>(`chart.${spec.id}.log`, false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const zoom = useZoom((store) => store.window);
  const averages = useAverages(spec, columns, props.smoothing);
  const limit = drawnRecords(spec.series.length);

  // The columns grow in place: their length is what changes.
  const length = columns.length;
  const plotted = useMemo(
    () => (length < 0 ? null : plot(spec, columns, averages, { hidden, logarithmic, window: zoom, limit })),
    [spec, columns, length, averages, hidden, logarithmic, zoom, limit],
  );

  const toggle = (metric: string): void => {
    const next = new Set(hidden);
    if (!next.delete(metric)) next.add(metric);
    setHidden(next);
  };
  const save = (kind: "csv" | "svg" | "png"): void => {
    void attempt(
      exportChart(kind, { spec, columns, averages, hidden, logarithmic, window: zoom }, props.exportContext),
    );
  };

  return (
    <Panel
      title={spec.title}
      className="sd-chart-panel"
      actions={
        <Legend
          series={spec.series}
          unit={spec.unit}
          columns={columns}
          step={props.step}
          hidden={hidden}
          onToggle={toggle}
        />
      }
      menu={
        <>
          {allowsLogarithm(spec) && (
            <Menu.CheckboxItem
              checked={logarithmic}
              checkIcon={<IconCheck size={14} aria-hidden />}
              closeMenuOnClick
              onChange={setLogarithmic}
            >
              {t("chart.logarithmic")}
            </Menu.CheckboxItem>
          )}
          <Menu.Label>{t("chart.export")}</Menu.Label>
          <Menu.Item onClick={() => save("csv")}>{t("chart.csv")}</Menu.Item>
          <Menu.Item onClick={() => save("svg")}>{t("chart.svg")}</Menu.Item>
          <Menu.Item onClick={() => save("png")}>{t("chart.png")}</Menu.Item>
        </>
      }
    >
      <div className="sd-chart" ref={ref} role="img" aria-label={`${spec.title}. ${caption}`} data-chart={spec.id}>
        {plotted !== null && width > 80 && height > 50 && (
          <>
            <div className="sd-chart-lines">
              <LineChart
                spec={spec}
                plotted={plotted}
                hidden={hidden}
                logarithmic={logarithmic}
                width={Math.round(width)}
                height={Math.round(height)}
              />
            </div>
            <Overlay
              plotted={plotted}
              columns={columns}
              marks={props.marks}
              shownStep={props.live ? null : props.step}
              width={Math.round(width)}
              onPick={props.onPick}
            />
          </>
        )}
      </div>
      <p className="sd-chart-caption">{caption}</p>
    </Panel>
  );
}
