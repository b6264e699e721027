import { Button, Select } from "@mantine/core";
import { IconGitBranch, IconPlayerRecordFilled } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { branchFrom } from "../../app/commands";
import { request } from "../../bridge";
import { stepLabel } from "../../charts/ticks";
import { useActiveRun, useEveryRun, useProjectPart, useRunPart } from "../../stores/project";
import { moveTimeline, useShownPart, useShownStep } from "../../stores/timeline";
import { attempt } from "../../ui/notices";
import { checkpointAt } from "./marks";
import { Track } from "./Track";
import "./timeline.css";

/** Which run is shown, where there are several; each says what it branched from. */
function RunChoice({ active }: { active: string }): ReactElement {
  const { t } = useTranslation("train");
  const ids = useEveryRun("id");
  const parents = useEveryRun("parent");
  const options = ids.map((id, index) => {
    const parent = parents[index] ?? null;
    const number = index + 1;
    const label =
      parent === null
        ? t("timeline.run", { number })
        : t("timeline.branch", { number, parent: ids.indexOf(parent.run) + 1, step: stepLabel(parent.step) });
    return { value: id, label };
  });
  return (
    <Select
      className="sd-timeline-runs"
      aria-label={t("timeline.runs")}
      data={options}
      value={active}
      comboboxProps={{ width: 230, position: "top-start" }}
      onChange={(id) => {
        if (id !== null && id !== active) void attempt(request("run.select", { run: id }));
      }}
    />
  );
}

/** Moves on every beat: nothing but words and the slider. */
function Position(): ReactElement | null {
  const { t } = useTranslation("train");
  const run = useActiveRun();
  const shown = useShownStep();
  if (run === null) return null;
  return (
    <>
      <span className="sd-timeline-step" data-timeline-step={shown.step}>
        {t("chart.step", { step: stepLabel(shown.step) })}
        <small>{t("timeline.of", { end: stepLabel(shown.end) })}</small>
      </span>
      <Track run={run} shown={shown} />
    </>
  );
}

function LiveButton(): ReactElement {
  const { t } = useTranslation("train");
  const live = useShownPart((shown) => shown.live);
  return (
    <button
      type="button"
      className="sd-timeline-live"
      aria-pressed={live}
      onClick={() => moveTimeline({ type: "live" })}
    >
      <IconPlayerRecordFilled size={9} aria-hidden />
      {t("timeline.live")}
    </button>
  );
}

/** Starts a run from the last checkpoint before the step that is shown. */
function BranchButton({ run }: { run: string }): ReactElement {
  const { t } = useTranslation("train");
  const loading = useRunPart((active) => active?.state === "loading");
  const checkpoints = useRunPart((active) => active?.checkpoints) ?? [];
  const from = useShownPart(({ step }) => checkpointAt(checkpoints, step)?.step ?? null);
  const step = from === null ? "" : stepLabel(from);
  return (
    <Button
      className="sd-timeline-branch"
      variant="default"
      size="compact-xs"
      leftSection={<IconGitBranch size={14} stroke={1.7} />}
      disabled={from === null || loading}
      title={from === null ? t("timeline.branchNone") : t("timeline.branchHelp", { step })}
      onClick={() => {
        if (from !== null) void branchFrom(run, from);
      }}
    >
      {from === null ? t("timeline.branchHere") : t("timeline.branchFrom", { step })}
    </Button>
  );
}

/** The slider under every page that shows a run: step N of this run. */
export default function Timeline(): ReactElement | null {
  const { t } = useTranslation("train");
  const several = useProjectPart((project) => (project?.runs.length ?? 0) > 1);
  const run = useRunPart((active) => active?.id ?? null);
  return (
    <div className="sd-timeline-bar">
      {run === null ? (
        <p className="sd-timeline-empty">{t("timeline.empty")}</p>
      ) : (
        <>
          {several && <RunChoice active={run} />}
          <Position />
          <LiveButton />
          <BranchButton run={run} />
        </>
      )}
    </div>
  );
}
