import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { ErrorValue } from "../../shared/contract/errors";
import { useLanguage } from "../stores/settings";

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertOctagon };

/**
 * A message with its hint below; never a stack. What other processes say comes in English: in Korean it stands
 * under a line that tells which kind of fault it is.
 */
export function ErrorText(props: { error: ErrorValue; level: "info" | "warning" | "error" }): ReactElement {
  const { t } = useTranslation("common");
  const language = useLanguage();
  const Icon = icons[props.level];
  const { code, message, hint } = props.error;
  const headed = language === "ko" && !/[가-힣]/.test(message);
  return (
    <div className={`sd-error-text sd-level-${props.level}`}>
      <Icon size={17} stroke={1.8} aria-hidden />
      <div>
        {headed && <div className="sd-error-message">{t(`fault.${code}`)}</div>}
        <div className={headed ? "sd-error-detail" : "sd-error-message"}>{message}</div>
        {hint !== undefined && <div className="sd-error-hint">{hint}</div>}
      </div>
    </div>
  );
}
