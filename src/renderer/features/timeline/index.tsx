import { Button, Select } from "@mantine/core";
import { IconGitBranch, IconPlayerRecordFilled } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../../../shared/domain/run";
import { branchFrom } from "../../app/commands";
import { request } from "../../bridge";
import { stepLabel } from "../../charts/ticks";
import { useActiveRun, useProject } from "../../stores/project";
import { moveTimeline, useShownStep } from "../../stores/timeline";
import { attempt } from "../../ui/notices";
import { checkpointAt } from "./marks";
import { Track } from "./Track";
import "./timeline.css";

/** Which run is shown, where there are several; each says what it branched from. */
function RunChoice({ runs, active }: { runs: readonly RunSummary[]; active: RunSummary }): ReactElement {
  const { t } = useTranslation("train");
  const numberOf = (id: string): number => runs.findIndex((run) => run.id === id) + 1;
  const options = runs.map((run, index) => ({
    value: run.id,
    label:
      run.parent === null
        ? t("timeline.run", { number: index + 1 })
        : t("timeline.branch", {
            number: index + 1,
            parent: numberOf(run.parent.run),
            step: stepLabel(run.parent.step),
          }),
  }));
  return (
    <Select
      className="sd-timeline-runs"
      aria-label={t("timeline.runs")}
      data={options}
      value={active.id}
      comboboxProps={{ width: 230, position: "top-start" }}
      onChange={(id) => {
        if (id !== null && id !== active.id) void attempt(request("run.select", { run: id }));
      }}
    />
  );
}

function TimelineOf({ runs, run }: { runs: readonly RunSummary[]; run: RunSummary }): ReactElement {
  const { t } = useTranslation("train");
  const shown = useShownStep();
  const checkpoint = checkpointAt(run.checkpoints, shown.step);
  return (
    <>
      {runs.length > 1 && <RunChoice runs={runs} active={run} />}
      <span className="sd-timeline-step" data-timeline-step={shown.step}>
        {t("chart.step", { step: stepLabel(shown.step) })}
        <small>{t("timeline.of", { end: stepLabel(shown.end) })}</small>
      </span>
      <Track run={run} shown={shown} />
      <button
        type="button"
        className="sd-timeline-live"
        aria-pressed={shown.live}
        onClick={() => moveTimeline({ type: "live" })}
      >
        <IconPlayerRecordFilled size={9} aria-hidden />
        {t("timeline.live")}
      </button>
      <Button
        className="sd-timeline-branch"
        variant="default"
        size="compact-xs"
        leftSection={<IconGitBranch size={14} stroke={1.7} />}
        disabled={checkpoint === null || run.state === "loading"}
        title={
          checkpoint === null
            ? t("timeline.branchNone")
            : t("timeline.branchHelp", { step: stepLabel(checkpoint.step) })
        }
        onClick={() => {
          if (checkpoint !== null) void branchFrom(run.id, checkpoint.step);
        }}
      >
        {checkpoint === null
          ? t("timeline.branchHere")
          : t("timeline.branchFrom", { step: stepLabel(checkpoint.step) })}
      </Button>
    </>
  );
}

/** The slider under every page that shows a run: step N of this run. */
export default function Timeline(): ReactElement | null {
  const { t } = useTranslation("train");
  const project = useProject();
  const run = useActiveRun();
  if (project === null) return null;
  return (
    <div className="sd-timeline-bar">
      {run === null ? (
        <p className="sd-timeline-empty">{t("timeline.empty")}</p>
      ) : (
        <TimelineOf runs={project.runs} run={run} />
      )}
    </div>
  );
}
