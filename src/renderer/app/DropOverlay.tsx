import { IconFileDownload } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useFileDrop } from "./useWindowEvents";

/** Covers the window while a file hovers over it. */
export function DropOverlay(): ReactElement | null {
  const { t } = useTranslation("common");
  if (!useFileDrop()) return null;
  return (
    <div className="sd-drop" role="status">
      <div className="sd-drop-card">
        <IconFileDownload size={40} stroke={1.3} aria-hidden />
        <strong>{t("drop.title")}</strong>
        <span>{t("drop.text")}</span>
      </div>
    </div>
  );
}
