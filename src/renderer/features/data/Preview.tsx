import { Button, Loader } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ErrorValue, toErrorValue } from "../../../shared/contract/errors";
import type { RequestRoutes } from "../../../shared/contract/requests";
import type { OutputOf } from "../../../shared/contract/route";
import type { PluginSettings } from "../../../shared/domain/recipe";
import { request } from "../../bridge";
import { importNow, useDataStore } from "../../stores/data";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { Panel } from "../../ui/Panel";
import { Picture } from "./Figures";

const shown = 8;
const settleDelay = 300;

/** Some pictures of the source as they are, and as the settings make them. */
export function Preview({ dataset, ready }: { dataset: PluginSettings; ready: boolean }): ReactElement {
  const { t } = useTranslation("data");
  const busy = useDataStore((store) => store.busy || store.progress !== null);
  const key = JSON.stringify(dataset);
  const [answer, setAnswer] = useState<OutputOf<RequestRoutes, "data.preview"> | null>(null);
  const [error, setError] = useState<ErrorValue | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      request("data.preview", { dataset: JSON.parse(key) as PluginSettings, count: shown }).then(
        (made) => {
          if (!current) return;
          setAnswer(made);
          setError(null);
        },
        (thrown: unknown) => current && setError(toErrorValue(thrown)),
      );
    }, settleDelay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return (
    <Panel
      title={t("preview")}
      note={ready ? undefined : t("notImported")}
      className="sd-data-preview"
      actions={
        ready ? undefined : (
          <Button size="compact-sm" data-action="import" disabled={busy} onClick={() => void importNow(dataset)}>
            {t("import")}
          </Button>
        )
      }
    >
      {error !== null && <ErrorNotice level="warning" error={error} />}
      {answer === null && error === null && (
        <div className="sd-data-reading" role="status">
          <Loader size="xs" />
          {t("reading")}
        </div>
      )}
      {answer !== null && error === null && (
        <div className="sd-data-before">
          {Array.from({ length: answer.before.count }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a picture is its place
            <div key={at}>
              <Picture atlas={answer.before} at={at} label={t("before")} size="small" />
              <Picture atlas={answer.after} at={at} label={t("after")} size="large" />
              {answer.mirrored !== null && (
                <Picture atlas={answer.mirrored} at={at} label={t("mirrored")} size="large" />
              )}
            </div>
          ))}
        </div>
      )}
      {(dataset.flip === true || dataset.mirror === true) && (
        <p className="sd-data-hint">{t(dataset.flip === true ? "flips" : "mirrors")}</p>
      )}
    </Panel>
  );
}
