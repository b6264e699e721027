import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { ErrorValue } from "../../shared/contract/errors";
import { useLocalized } from "../i18n";

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertOctagon };

/** A message with its hint below, in the language that is shown; never a stack. */
export function ErrorText(props: { error: ErrorValue; level: "info" | "warning" | "error" }): ReactElement {
  const localized = useLocalized();
  const Icon = icons[props.level];
  const { message, hint } = props.error;
  return (
    <div className={`sd-error-text sd-level-${props.level}`}>
      <Icon size={17} stroke={1.8} aria-hidden />
      <div>
        <div className="sd-error-message">{localized(message)}</div>
        {hint !== undefined && <div className="sd-error-hint">{localized(hint)}</div>}
      </div>
    </div>
  );
}
