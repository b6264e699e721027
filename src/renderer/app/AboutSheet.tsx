import { Modal } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useSettingsStore } from "../stores/settings";
import { SaddleMark } from "../ui/SaddleMark";
import { useSheets } from "./commands";

export function AboutSheet(): ReactElement {
  const { t } = useTranslation("common");
  const opened = useSheets((sheets) => sheets.about);
  const info = useSettingsStore((store) => store.info);
  return (
    <Modal
      opened={opened}
      onClose={() => useSheets.setState({ about: false })}
      title={t("about.title")}
      closeButtonProps={{ "aria-label": t("close") }}
      size={420}
    >
      <div className="sd-about">
        <SaddleMark size={64} />
        <div>
          <strong>Saddle {info?.version}</strong>
          <p>{t("about.what")}</p>
          <p>{t("about.why")}</p>
        </div>
      </div>
    </Modal>
  );
}
