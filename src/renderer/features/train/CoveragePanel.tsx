import { Progress, Tooltip } from "@mantine/core";
import { IconChartHistogram } from "@tabler/icons-react";
import { memo, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Coverage, CoverageReference, MixtureReference } from "../../../shared/domain/run";
import type { Localized } from "../../../shared/domain/text";
import { stepLabel, valueLabel } from "../../charts/ticks";
import { useLocalized } from "../../i18n";
import { useLive } from "../../stores/live";
import { useGalleryParts } from "../../stores/model";
import { useRunFields, useRunPart } from "../../stores/project";
import { useShownPart } from "../../stores/timeline";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { CoverageBars } from "./CoverageBars";
import { coverageAt, newer } from "./coverageAt";

/** One figure with its name; the tooltip says what it means. */
function Figure(props: { id: string; name: string; help: string; children: ReactNode }): ReactElement {
  return (
    <Tooltip label={props.help} position="left" withArrow>
      <div className="sd-coverage-figure" data-figure={props.id}>
        <dt>{props.name}</dt>
        <dd>{props.children}</dd>
      </div>
    </Tooltip>
  );
}

const Figures = memo(function Figures({
  coverage,
  reference,
}: {
  coverage: Coverage;
  reference: CoverageReference;
}): ReactElement {
  const { t } = useTranslation("train");
  const localized = useLocalized();
  if ("deviations" in reference) return <ModeFigures coverage={coverage} reference={reference} />;
  const accuracy = `${(reference.accuracy * 100).toFixed(1)} %`;
  return (
    <dl className="sd-coverage-figures">
      <Figure
        id="covered"
        name={t("coverage.covered")}
        help={t("coverage.coveredHelp", { percent: Math.round(reference.threshold * 100) })}
      >
        {coverage.covered} / {reference.classes.length}
      </Figure>
      <Figure id="kl" name="KL" help={t("coverage.klHelp")}>
        {valueLabel(coverage.kl)} <small>{t("unit.nats")}</small>
      </Figure>
      <Figure id="total" name="N" help={t("coverage.totalHelp")}>
        {stepLabel(coverage.total)}
      </Figure>
      <Figure
        id="unsure"
        name={t("coverage.unsure")}
        help={t("coverage.unsureHelp", { percent: Math.round(reference.confidence * 100) })}
      >
        {stepLabel(coverage.unsure)}
      </Figure>
      <Figure
        id="accuracy"
        name={t("coverage.accuracy")}
        help={t("coverage.accuracyHelp", { classifier: localized(reference.classifier) })}
      >
        {accuracy}
      </Figure>
    </dl>
  );
});

/** Of points, against the mixture that they were drawn from. */
function ModeFigures({ coverage, reference }: { coverage: Coverage; reference: MixtureReference }): ReactElement {
  const { t } = useTranslation("train");
  const good = 1 - coverage.unsure / Math.max(1, coverage.total);
  return (
    <dl className="sd-coverage-figures">
      <Figure
        id="covered"
        name={t("coverage.modes")}
        help={t("coverage.modesHelp", { deviations: reference.deviations })}
      >
        {coverage.covered} / {reference.classes.length}
      </Figure>
      <Figure
        id="high-quality"
        name={t("coverage.highQuality")}
        help={t("coverage.highQualityHelp", { deviations: reference.deviations })}
      >
        {(good * 100).toFixed(good > 0 && good < 0.1 ? 1 : 0)} %
      </Figure>
      <Figure id="kl" name="KL" help={t("coverage.modesKlHelp")}>
        {valueLabel(coverage.kl)} <small>{t("unit.nats")}</small>
      </Figure>
      <Figure id="total" name="N" help={t("coverage.pointsHelp")}>
        {stepLabel(coverage.total)}
      </Figure>
    </dl>
  );
}

/** What stands in the panel until there is something to count. */
function Waiting({ reason }: { reason: Localized | undefined }): ReactElement {
  const localized = useLocalized();
  const started = useRunPart((run) => run !== null);
  const { t } = useTranslation("train");
  const fraction = useLive((store) => store.tasks.classifier);
  const parts = useGalleryParts();
  if (!parts.includes("samples")) {
    return (
      <EmptyState
        icon={<IconChartHistogram size={26} stroke={1.3} />}
        title={t("coverage.noPrior")}
        text={t("coverage.noPriorText")}
      />
    );
  }
  if (reason !== undefined) {
    return (
      <EmptyState
        icon={<IconChartHistogram size={26} stroke={1.3} />}
        title={t("coverage.none")}
        text={localized(reason)}
      />
    );
  }
  if (fraction !== undefined) {
    return (
      <div className="sd-coverage-task">
        <span>{t("coverage.training", { percent: Math.round(fraction * 100) })}</span>
        <Progress value={fraction * 100} size={4} color="ink" aria-label={t("coverage.trainingLabel")} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<IconChartHistogram size={26} stroke={1.3} />}
      title={t("coverage.empty")}
      text={started ? t("coverage.waiting") : undefined}
    />
  );
}

/** How many of the generated pictures fall into each class of the data, at the step that is shown. */
export function CoveragePanel(): ReactElement {
  const { t } = useTranslation("train");
  const run = useRunFields("id", "space", "coverage", "coverageReference");
  const live = useShownPart((timeline) => timeline.live);
  const frame = useLive((store) => (run?.space === "points" ? store.points : store.samples));
  const recorded = useShownPart(({ step }) => coverageAt(run?.coverage ?? [], step));
  const latest = live && run !== null && frame?.run === run.id ? frame.coverage : null;
  const coverage = newer(recorded, latest);
  const uncounted = run !== null && frame?.run === run.id ? frame.uncounted : undefined;
  const reference = run?.coverageReference ?? null;
  const samples = useGalleryParts().includes("samples");
  return (
    <Panel
      title={t("coverage.title")}
      className="sd-coverage"
      note={coverage === null ? undefined : t("chart.step", { step: stepLabel(coverage.step) })}
      actions={
        coverage !== null && (
          <span className="sd-coverage-legend" aria-hidden>
            <i data-of="generated" />
            {t("coverage.generated")}
            <i data-of="data" />
            {t("coverage.data")}
          </span>
        )
      }
    >
      {coverage === null || reference === null ? (
        <Waiting reason={uncounted} />
      ) : (
        <div className="sd-coverage-view">
          <CoverageBars coverage={coverage} reference={reference} />
          <Figures coverage={coverage} reference={reference} />
        </div>
      )}
      {samples && uncounted === undefined && (
        <p className="sd-chart-caption">{t(run?.space === "points" ? "coverage.modesCaption" : "coverage.caption")}</p>
      )}
    </Panel>
  );
}
