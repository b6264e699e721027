import { Slider } from "@mantine/core";
import { IconZoomReset } from "@tabler/icons-react";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Checkpoint, Edit } from "../../../shared/domain/run";
import { ChartPanel } from "../../charts/ChartPanel";
import type { ExportContext } from "../../charts/export";
import { resetZoom, useHover, useZoom } from "../../charts/hover";
import type { Mark } from "../../charts/Overlay";
import { durationLabel, stepLabel } from "../../charts/ticks";
import { useLocalized } from "../../i18n";
import { useColumns } from "../../stores/history";
import { useProjectFields, useRunFields } from "../../stores/project";
import { useLanguage, useView } from "../../stores/settings";
import { moveTimeline, useShownStep } from "../../stores/timeline";
import { useCatalog } from "../../stores/trainer";
import { IconButton } from "../../ui/IconButton";
import { trainFigures } from "./figures";

const highestSmoothing = 0.99;

const seek = (step: number): void => moveTimeline({ type: "seek", step });

const none: readonly never[] = [];

/** Checkpoints and live edits of a run, as marks on the charts. */
function useMarks(checkpoints: readonly Checkpoint[] = none, edits: readonly Edit[] = none): readonly Mark[] {
  const { t } = useTranslation("train");
  return useMemo(
    () => [
      ...checkpoints.map(({ step }): Mark => ({ step, kind: "checkpoint", label: t("mark.checkpoint") })),
      ...edits.map(({ step, path, value }): Mark => ({ step, kind: "edit", label: `${path} = ${value}` })),
    ],
    [checkpoints, edits, t],
  );
}

/** The step under the cross-hair and its training time. */
function HoverReadout({ run }: { run: string | null }): ReactElement {
  const { t } = useTranslation("train");
  const { step } = useShownStep();
  const hovered = useHover((store) => store.step);
  const columns = useColumns(run);
  const shown = hovered ?? step;
  const index = columns.indexAt(shown);
  return (
    <span className="sd-train-readout" data-hover={hovered !== null}>
      {t("chart.step", { step: stepLabel(shown) })}
      {index >= 0 && <span> · {durationLabel(columns.seconds[index]!)}</span>}
    </span>
  );
}

/** What the recipe's plug-ins measure, one chart under the other over the same steps. One a run: keyed by it. */
export function ChartColumn(): ReactElement | null {
  const { t } = useTranslation("train");
  const project = useProjectFields("name", "recipe");
  const run = useRunFields("id", "recipe", "checkpoints", "edits");
  const recipe = run?.recipe ?? project?.recipe ?? null;
  const catalog = useCatalog();
  const language = useLanguage();
  const localized = useLocalized();
  const figures = useMemo(
    () => (catalog === null || recipe === null ? [] : trainFigures(catalog, recipe, (text) => text[language])),
    [catalog, recipe, language],
  );
  const marks = useMarks(run?.checkpoints, run?.edits);
  const zoom = useZoom((store) => store.window);
  const [kept, keep] = useView<number>("chart.smoothing", 0.9);
  const [smoothing, setSmoothing] = useState(kept);
  useEffect(() => setSmoothing(kept), [kept]);
  const shownRun = run?.id ?? null;
  useEffect(() => resetZoom, []);
  if (project === null || recipe === null) return null;
  const source = { project: project.name, run: run?.id ?? "–", recipe: recipe.id, seed: recipe.seed };
  const exportContext: ExportContext = {
    ...source,
    run: run?.id ?? "",
    caption: { subtitle: t("chart.subtitle", source), stepName: t("unit.step") },
  };
  return (
    <div className="sd-train-charts">
      <div className="sd-train-bar">
        <HoverReadout run={shownRun} />
        {zoom !== null && (
          <IconButton label={t("chart.resetZoom")} size={22} onClick={resetZoom}>
            <IconZoomReset size={15} stroke={1.7} />
          </IconButton>
        )}
        <span className="sd-train-smoothing">
          <span aria-hidden>{t("chart.smoothing")}</span>
          <Slider
            className="sd-train-slider"
            size={3}
            min={0}
            max={highestSmoothing}
            step={0.01}
            value={smoothing}
            onChange={setSmoothing}
            onChangeEnd={keep}
            label={null}
            thumbSize={12}
            thumbLabel={t("chart.smoothing")}
          />
          <output>{smoothing.toFixed(2)}</output>
        </span>
      </div>
      {figures.map(({ spec, note }) => (
        <ChartPanel
          key={spec.id}
          spec={spec}
          run={shownRun}
          smoothing={smoothing}
          marks={marks}
          caption={localized(note)}
          exportContext={exportContext}
          onPick={seek}
        />
      ))}
    </div>
  );
}
