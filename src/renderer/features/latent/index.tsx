import { Button } from "@mantine/core";
import { IconArrowsHorizontal } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { ProjectState } from "../../../shared/domain/project";
import { isLoaded, type RunSummary } from "../../../shared/domain/run";
import { stepLabel } from "../../charts/ticks";
import { go } from "../../stores/navigation";
import { useActiveRun, useProject } from "../../stores/project";
import { useShownStep } from "../../stores/timeline";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { BigPicture } from "./BigPicture";
import { useChoice } from "./choice";
import { EndPanel } from "./EndPanel";
import { Strip } from "./Strip";
import { usePath, usePreview } from "./usePath";
import "./latent.css";

function LatentOf({ project, run }: { project: ProjectState; run: RunSummary }): ReactElement {
  const { t } = useTranslation("latent");
  const { end, live } = useShownStep();
  const { a, b, mode, position } = useChoice();
  const able = isLoaded(run.state);
  const preview = usePreview(able, end);
  const path = usePath(able ? { a, b, mode, position } : null, end);
  const error = able ? (path.error ?? preview.error) : null;
  const step = path.picture === null ? "" : stepLabel(path.picture.step);
  if (!able && path.picture === null) {
    return (
      <EmptyState
        icon={<IconArrowsHorizontal size={32} stroke={1.3} />}
        title={t("resting.title")}
        text={t(run.state === "loading" ? "resting.loading" : "resting.text")}
        action={
          <Button variant="default" onClick={() => go("train")}>
            {t("toTrain")}
          </Button>
        }
      />
    );
  }
  return (
    <div className="sd-latent">
      <h1 className="sd-latent-title">{t("title")}</h1>
      {error !== null && (
        <div className="sd-latent-error">
          <ErrorNotice error={error} />
        </div>
      )}
      <EndPanel end="a" point={a} preview={preview.picture} />
      <BigPicture
        picture={path.picture}
        mode={mode}
        position={position}
        note={step === "" ? "" : live ? t("weights", { step }) : t("weightsNow", { step })}
      />
      <EndPanel end="b" point={b} preview={preview.picture} />
      {path.picture !== null && (
        <Strip
          project={project.name}
          picture={path.picture}
          position={position}
          onPosition={(next) => useChoice.setState({ position: Math.round(next * 100) / 100 })}
        />
      )}
    </div>
  );
}

/** Two points of the latent space and what the generator makes of the way between them. */
export default function LatentPage(): ReactElement | null {
  const { t } = useTranslation("latent");
  const project = useProject();
  const run = useActiveRun();
  if (project === null) return null;
  if (run === null) {
    return (
      <EmptyState
        icon={<IconArrowsHorizontal size={32} stroke={1.3} />}
        title={t("empty.title")}
        text={t("empty.text")}
        action={<Button onClick={() => go("train")}>{t("toTrain")}</Button>}
      />
    );
  }
  return <LatentOf key={run.id} project={project} run={run} />;
}
