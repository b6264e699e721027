import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { connectLive } from "../../stores/live";
import { useProjectPart, useRunPart } from "../../stores/project";
import { useRecipeCheck } from "../../stores/recipeCheck";
import { NetworksPanel } from "../networks/NetworksPanel";
import { SettingsPanel } from "../settings";
import { ChartColumn } from "./ChartColumn";
import { CoveragePanel } from "./CoveragePanel";
import { DensityView } from "./DensityView";
import { Gallery } from "./Gallery";
import { HeldOutPanel } from "./HeldOutPanel";
import "./train.css";

/** Charts, pictures and mode coverage of the run, at the step of the timeline. */
export default function TrainPage(): ReactElement | null {
  const { t } = useTranslation("train");
  const open = useProjectPart((project) => project !== null);
  const run = useRunPart((active) => active?.id ?? null);
  const points = useRunPart((active) => active?.space === "points");
  const drawn = useRecipeCheck(({ check }) => check !== null && check.networks.length > 0);
  useEffect(connectLive, []);
  if (!open) return null;
  return (
    <div className="sd-train">
      <h1 className="sd-hidden-title">{t("title")}</h1>
      <ChartColumn key={run} />
      <div className="sd-train-pictures">
        {run === null && drawn ? (
          <NetworksPanel />
        ) : (
          <>
            {points ? <DensityView /> : <Gallery />}
            <HeldOutPanel />
            <CoveragePanel />
          </>
        )}
      </div>
      <SettingsPanel />
    </div>
  );
}
