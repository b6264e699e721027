import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { connectLive } from "../../stores/live";
import { useActiveRun, useProject } from "../../stores/project";
import { SettingsPanel } from "../settings";
import { ChartColumn } from "./ChartColumn";
import { CoveragePanel } from "./CoveragePanel";
import { Gallery } from "./Gallery";
import "./train.css";

/** Charts, pictures and mode coverage of the run, at the step of the timeline. */
export default function TrainPage(): ReactElement | null {
  const { t } = useTranslation("train");
  const project = useProject();
  const run = useActiveRun();
  useEffect(connectLive, []);
  if (project === null) return null;
  return (
    <div className="sd-train">
      <h1 className="sd-hidden-title">{t("title")}</h1>
      <ChartColumn key={run?.id} project={project} run={run} />
      <div className="sd-train-pictures">
        <Gallery project={project} run={run} />
        <CoveragePanel run={run} />
      </div>
      <SettingsPanel />
    </div>
  );
}
