import { SegmentedControl, Select } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { backendIds } from "../../../shared/contract/trainer";
import { languages, themes } from "../../../shared/domain/settings";
import { useLocalized } from "../../i18n";
import { changeSettings, useSettings } from "../../stores/settings";
import { useTrainer } from "../../stores/trainer";
import { attempt } from "../../ui/notices";

/** Language, theme and backend of the lab. */
export function Choices(): ReactElement {
  const { t } = useTranslation("system");
  const localized = useLocalized();
  const settings = useSettings();
  const hello = useTrainer((store) => store.hello);
  // All can be chosen: one that was not needed may work all the same, and one that does not says why.
  const backends = [
    { value: "auto", label: t("backend.auto") },
    ...backendIds.map((id) => ({ value: id, label: t(`backend.${id}`) })),
  ];
  const amiss = hello?.findings.find(
    ({ id, state }) => id === settings.backend && (state === "unusable" || state === "failed"),
  );
  return (
    <section className="sd-choices" aria-label={t("choices")}>
      <div className="sd-choice">
        <span id="choice-language">{t("common:language.title")}</span>
        <SegmentedControl
          size="xs"
          aria-labelledby="choice-language"
          data-choice="language"
          value={settings.language}
          data={languages.map((language) => ({ value: language, label: t(`common:language.${language}`) }))}
          onChange={(language) => void attempt(changeSettings({ language }))}
        />
      </div>
      <div className="sd-choice">
        <span id="choice-theme">{t("common:theme.title")}</span>
        <SegmentedControl
          size="xs"
          aria-labelledby="choice-theme"
          data-choice="theme"
          value={settings.theme}
          data={themes.map((theme) => ({ value: theme, label: t(`common:theme.${theme}`) }))}
          onChange={(theme) => void attempt(changeSettings({ theme }))}
        />
      </div>
      <div className="sd-choice">
        <span id="choice-backend">{t("backend.title")}</span>
        <Select
          aria-labelledby="choice-backend"
          data-choice="backend"
          value={settings.backend ?? "auto"}
          data={backends}
          onChange={(value) => {
            const backend = backendIds.find((id) => id === value) ?? null;
            void attempt(changeSettings({ backend }));
          }}
        />
      </div>
      <p className="sd-choice-help">{amiss === undefined ? t("backend.help") : localized(amiss.reason)}</p>
    </section>
  );
}
