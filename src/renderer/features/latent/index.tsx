import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowsHorizontal } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { ProjectState } from "../../../shared/domain/project";
import { isLoaded, type RunSummary } from "../../../shared/domain/run";
import { stepLabel } from "../../charts/ticks";
import { useGalleryParts } from "../../stores/model";
import { go } from "../../stores/navigation";
import { useActiveRun, useProject } from "../../stores/project";
import { useShownStep } from "../../stores/timeline";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { BigPicture } from "./BigPicture";
import { possible, useChoice } from "./choice";
import { EndPanel } from "./EndPanel";
import { PlaneView, usePlane } from "./plane";
import { Strip } from "./Strip";
import { useGrids, usePath } from "./usePath";
import "./latent.css";

function LatentOf({ project, run }: { project: ProjectState; run: RunSummary }): ReactElement {
  const { t } = useTranslation("latent");
  const { end, live } = useShownStep();
  const { mode, position, view, ...ends } = useChoice();
  const parts = useGalleryParts();
  const [a, b] = [possible(ends.a, parts), possible(ends.b, parts)];
  const able = isLoaded(run.state);
  const planar = parts.includes("reconstructions") && run.recipe.model.latentSize === 2;
  const onPlane = planar && view === "plane";
  const grids = useGrids(able && !onPlane, parts, end);
  const path = usePath(able && !onPlane ? { a, b, mode, position } : null, end);
  const plane = usePlane(able && onPlane, end);
  const asked = onPlane ? [plane] : [path, grids.preview, grids.example];
  const error = able ? (asked.find((each) => each.error !== null)?.error ?? null) : null;
  const step = path.picture === null ? "" : stepLabel(path.picture.step);
  if (!able && path.picture === null && plane.picture === null) {
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
  const head = (
    <>
      <h1 className="sd-latent-title">{t("title")}</h1>
      {planar && (
        <SegmentedControl
          className="sd-latent-views"
          size="xs"
          aria-label={t("view.name")}
          value={onPlane ? "plane" : "path"}
          data={(["plane", "path"] as const).map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(value) => useChoice.setState({ view: value as "plane" | "path" })}
        />
      )}
      {error !== null && (
        <div className="sd-latent-error">
          <ErrorNotice error={error} />
        </div>
      )}
    </>
  );
  if (onPlane) {
    return (
      <div className="sd-plane">
        {head}
        {plane.picture !== null && (
          <PlaneView project={project.name} plane={plane.picture} generates={parts.includes("samples")} />
        )}
      </div>
    );
  }
  return (
    <div className="sd-latent" data-views={planar}>
      {head}
      <EndPanel end="a" point={a} grids={grids} parts={parts} />
      <BigPicture
        picture={path.picture}
        mode={mode}
        position={position}
        codes={!parts.includes("samples")}
        note={step === "" ? "" : live ? t("weights", { step }) : t("weightsNow", { step })}
      />
      <EndPanel end="b" point={b} grids={grids} parts={parts} />
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
