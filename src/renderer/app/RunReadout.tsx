import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { PaceFrame } from "../../shared/contract/frames";
import type { RunSummary } from "../../shared/domain/run";
import { useActiveRun } from "../stores/project";
import { usePace } from "../stores/trainer";
import { liveValue } from "../ui/edits";
import { clock, count, rate } from "../ui/format";
import { StatNumber } from "../ui/StatNumber";

/** The pace of this run, where the trainer has one to tell. */
function paceOf(run: RunSummary | null, pace: PaceFrame | null): PaceFrame | null {
  return run !== null && pace !== null && pace.run === run.id ? pace : null;
}

/** How many steps the run was asked for, edits counted. */
function lengthOf(run: RunSummary): number {
  const edited = liveValue(run.edits, "training.steps");
  return typeof edited === "number" ? edited : run.recipe.training.steps;
}

/** Step, epoch, speed and time left of the active run. */
export function RunReadout(): ReactElement | null {
  const { t } = useTranslation("common");
  const run = useActiveRun();
  const pace = paceOf(
    run,
    usePace((store) => store.pace),
  );
  if (run === null) return null;
  const running = run.state === "running";
  const step = running && pace !== null ? Math.max(pace.step, run.step) : run.step;
  const epoch = running && pace !== null ? pace.epoch : run.stepsPerEpoch > 0 ? step / run.stepsPerEpoch : 0;
  const left = running ? (pace?.secondsLeft ?? null) : null;
  return (
    <div className="sd-readout">
      <StatNumber
        label={t("readout.step")}
        value={<span data-readout="step">{count(step)}</span>}
        unit={`/ ${count(lengthOf(run))}`}
      />
      <StatNumber label={t("readout.epoch")} value={epoch.toFixed(1)} width={4} />
      <StatNumber
        label={t("readout.rate")}
        value={<span data-readout="rate">{running && pace !== null ? rate(pace.stepsPerSecond) : "–"}</span>}
        width={4}
      />
      <StatNumber label={t("readout.left")} value={left === null ? "–" : clock(left)} width={4} />
    </div>
  );
}

/** The part of the run that is done, as a hairline under the top bar. */
export function RunProgress(): ReactElement | null {
  const run = useActiveRun();
  const pace = paceOf(
    run,
    usePace((store) => store.pace),
  );
  if (run === null) return null;
  const fraction = Math.min(1, Math.max(pace?.step ?? 0, run.step) / Math.max(1, lengthOf(run)));
  return <div className="sd-progress" style={{ transform: `scaleX(${fraction})` }} aria-hidden />;
}
