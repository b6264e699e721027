import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { BackendId } from "../../shared/contract/trainer";
import { useLocalized } from "../i18n";
import { useProjectFields, useRunState } from "../stores/project";
import { useTrainer } from "../stores/trainer";
import { AppMenu } from "./AppMenu";
import { RunProgress, RunReadout } from "./RunReadout";
import { StateMark } from "./StateMark";
import { Transport } from "./Transport";

/** `TensorFlow 2.21.0 · CPU · 2 threads` takes the room of three figures; its middle says enough. */
const shortTitle = (title: string): string =>
  title
    .split(" · ")
    .slice(0, 2)
    .join(" · ")
    .replace(/ \d[\d.]*/, "");

const shortNames: Readonly<Record<BackendId, string>> = {
  "tensorflow-cuda": "CUDA",
  "tensorflow-cpu": "CPU",
  webgpu: "WebGPU",
  wasm: "WASM",
};

function Backend(): ReactElement | null {
  const { t } = useTranslation("common");
  const localized = useLocalized();
  const hello = useTrainer((store) => store.hello);
  const status = useTrainer((store) => store.status);
  const text = t(`trainer.${status}`);
  return (
    <Tooltip label={hello === null ? text : localized(hello.backendTitle)} disabled={hello === null}>
      <span className="sd-backend" data-status={status}>
        {hello !== null && status === "ready" ? (
          <>
            <span className="sd-backend-long">{shortTitle(localized(hello.backendTitle))}</span>
            <span className="sd-backend-short">{shortNames[hello.backend]}</span>
          </>
        ) : (
          text
        )}
      </span>
    </Tooltip>
  );
}

/** Project, state and transport of the run, its figures, and what it runs on. */
export function TopBar(): ReactElement {
  const { t } = useTranslation("common");
  const project = useProjectFields("name", "path", "dirty");
  const state = useRunState();
  return (
    <header className="sd-topbar">
      {project === null ? (
        <span className="sd-project sd-no-project">{t("noProject")}</span>
      ) : (
        <>
          <div className="sd-project" title={project.path ?? t("neverSaved")}>
            <span className="sd-project-name">{project.name}</span>
            {project.dirty && <span className="sd-dirty" role="img" aria-label={t("unsaved")} title={t("unsaved")} />}
          </div>
          <StateMark state={state} />
          <Transport state={state} />
          <RunReadout />
        </>
      )}
      <div className="sd-topbar-end">
        <Backend />
        <AppMenu />
      </div>
      <RunProgress />
    </header>
  );
}
