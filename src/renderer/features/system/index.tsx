import { Button, Loader } from "@mantine/core";
import { IconClipboardCheck, IconClipboardText, IconRefresh } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../bridge";
import { useLocalized } from "../../i18n";
import { useSettingsStore } from "../../stores/settings";
import { useTrainer } from "../../stores/trainer";
import { copyText } from "../../ui/copyText";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { attempt } from "../../ui/notices";
import { useRequest } from "../../ui/useRequest";
import { Choices } from "./Choices";
import { Findings } from "./Findings";
import { reportText } from "./report";
import "./system.css";

const askDoctor = () => request("doctor.report", {});

/** What runs where on this machine, and why; and how the lab looks and speaks. */
export default function SystemPage(): ReactElement {
  const { t } = useTranslation("system");
  const localized = useLocalized();
  const info = useSettingsStore((store) => store.info);
  const hello = useTrainer((store) => store.hello);
  const { answer, error, again } = useRequest(askDoctor);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_500);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async (): Promise<void> => {
    const text = reportText(info, hello, answer?.findings ?? []);
    const done = await attempt(copyText(text).then(() => true));
    if (done === true) setCopied(true);
  };

  const versions =
    info === null
      ? []
      : [
          ["Saddle", info.version],
          ["Electron", info.electron],
          ["Chrome", info.chrome],
          ["Node", info.node],
          [t("platform"), info.platform],
        ];

  return (
    <div className="sd-system">
      <div className="sd-system-main">
        <header>
          <div>
            <h1>{t("title")}</h1>
            <p>{hello === null ? t("subtitleWaiting") : t("subtitle", { backend: localized(hello.backendTitle) })}</p>
          </div>
          <div className="sd-system-actions">
            <Button variant="default" leftSection={<IconRefresh size={15} stroke={1.7} />} onClick={again}>
              {t("checkAgain")}
            </Button>
            <Button
              variant="default"
              data-action="copy-report"
              leftSection={
                copied ? <IconClipboardCheck size={15} stroke={1.7} /> : <IconClipboardText size={15} stroke={1.7} />
              }
              onClick={() => void copy()}
            >
              {copied ? t("copied") : t("copy")}
            </Button>
          </div>
        </header>
        {error !== null && <ErrorNotice error={error} />}
        {answer === null && error === null && <Loader />}
        {answer !== null && <Findings findings={answer.findings} />}
      </div>
      <aside>
        <h2>{t("choices")}</h2>
        <Choices />
        <h2>{t("versions")}</h2>
        <dl className="sd-versions">
          {versions.map(([name, version]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{version}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}
