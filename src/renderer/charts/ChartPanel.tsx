import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../stores/history";
import { useView } from "../stores/settings";
import { attempt } from "../ui/notices";
import { Panel } from "../ui/Panel";
import { type ExportContext, exportChart } from "./export";
import { allowsLogarithm, type FigureSpec } from "./figure";
import { useZoom } from "./hover";
import { Legend } from "./Legend";
import type { Mark } from "./Overlay";
import { Plot } from "./Plot";
import "./charts.css";

interface ChartPanelProps {
  spec: FigureSpec;
  /** Whose history is drawn; null before the first run. */
  run: string | null;
  /** Weight of the past in the moving average, in [0, 1). */
  smoothing: number;
  marks: readonly Mark[];
  /** How to read it, in a sentence. */
  caption: string;
  exportContext: ExportContext;
  onPick: (step: number) => void;
}

/**
 * A chart with title, legend, menu and the sentence that says how to read it. Only its lines and the values of its
 * legend follow the beat; the rest stands still while a run goes on.
 */
export function ChartPanel(props: ChartPanelProps): ReactElement {
  const { spec, run, smoothing, caption } = props;
  const { t } = useTranslation("train");
  const [logarithmic, setLogarithmic] = useView<boolean>(`chart.${spec.id}.log`, false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());

  const toggle = (metric: string): void => {
    const next = new Set(hidden);
    if (!next.delete(metric)) next.add(metric);
    setHidden(next);
  };
  const save = (kind: "csv" | "svg" | "png"): void => {
    const { window } = useZoom.getState();
    const shown = { spec, columns: columnsOf(run), smoothing, hidden, logarithmic, window };
    void attempt(exportChart(kind, shown, props.exportContext));
  };

  return (
    <Panel
      title={spec.title}
      className="sd-chart-panel"
      actions={<Legend series={spec.series} unit={spec.unit} run={run} hidden={hidden} onToggle={toggle} />}
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
      <Plot
        spec={spec}
        run={run}
        smoothing={smoothing}
        hidden={hidden}
        logarithmic={logarithmic}
        marks={props.marks}
        label={`${spec.title}. ${caption}`}
        onPick={props.onPick}
      />
      <p className="sd-chart-caption">{caption}</p>
    </Panel>
  );
}
