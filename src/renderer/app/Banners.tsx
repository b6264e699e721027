import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../../shared/domain/run";
import { inBoth } from "../i18n";
import { useActiveRun, useProjectPart, useRunState } from "../stores/project";
import { greetTrainer, useTrainer } from "../stores/trainer";
import { ErrorNotice } from "../ui/ErrorNotice";
import { count } from "../ui/format";
import { branchFrom, commands, playPause, restart, useBusy } from "./commands";

/** The last checkpoint before a run went wrong, or null. */
function lastCheckpoint(run: RunSummary): number | null {
  return run.checkpoints.reduce<number | null>((last, { step }) => (last === null || step > last ? step : last), null);
}

function DivergedBanner(): ReactElement | null {
  const { t } = useTranslation("common");
  const run = useActiveRun();
  if (run === null) return null;
  const step = lastCheckpoint(run);
  return (
    <ErrorNotice
      error={{
        code: "diverged",
        message: run.problem ?? inBoth("diverged.message"),
        hint: inBoth("diverged.hint"),
      }}
    >
      {step !== null && (
        <Button data-action="branch" onClick={() => void branchFrom(run.id, step)}>
          {t("diverged.back", { step: count(step) })}
        </Button>
      )}
      <Button variant="default" data-action="restart" onClick={() => void restart()}>
        {t("diverged.restart")}
      </Button>
    </ErrorNotice>
  );
}

function FailedBanner(): ReactElement | null {
  const { t } = useTranslation("common");
  const busy = useBusy((store) => store.transport);
  const run = useActiveRun();
  if (run === null) return null;
  const step = lastCheckpoint(run);
  return (
    <ErrorNotice
      error={{
        code: "trainer-died",
        message: run.problem ?? inBoth("failed.message"),
        hint: step === null ? inBoth("failed.hintNone") : inBoth("failed.hint", { step: count(step) }),
      }}
    >
      <Button data-action="resume" loading={busy} onClick={() => void playPause()}>
        {step === null ? t("failed.again") : t("failed.resume", { step: count(step) })}
      </Button>
    </ErrorNotice>
  );
}

function TrainerBanner(): ReactElement | null {
  const { t } = useTranslation("common");
  const status = useTrainer((store) => store.status);
  const error = useTrainer((store) => store.error);
  if (status === "restarting") {
    return (
      <ErrorNotice
        level="warning"
        error={error ?? { code: "trainer-died", message: inBoth("trainer.restartingMessage") }}
      />
    );
  }
  if (status !== "failed") return null;
  return (
    <ErrorNotice error={error ?? { code: "trainer-died", message: inBoth("trainer.failedMessage") }}>
      <Button variant="default" onClick={() => void greetTrainer()}>
        {t("trainer.again")}
      </Button>
    </ErrorNotice>
  );
}

function RecoveredBanner(props: { id: string }): ReactElement | null {
  const { t } = useTranslation("common");
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (dismissed === props.id) return null;
  return (
    <ErrorNotice
      level="info"
      error={{ code: "internal", message: inBoth("recovered.message"), hint: inBoth("recovered.hint") }}
    >
      <Button onClick={commands.save}>{t("command.save")}</Button>
      <Button variant="default" onClick={() => setDismissed(props.id)}>
        {t("recovered.later")}
      </Button>
    </ErrorNotice>
  );
}

/** What went wrong with the run or the trainer, above the page, with the way on. */
export function Banners(): ReactElement {
  const state = useRunState();
  const recovered = useProjectPart((project) => (project?.recovered === true && project.dirty ? project.id : null));
  return (
    <div className="sd-banners">
      <TrainerBanner />
      {state === "diverged" && <DivergedBanner />}
      {state === "failed" && <FailedBanner />}
      {recovered !== null && <RecoveredBanner id={recovered} />}
    </div>
  );
}
