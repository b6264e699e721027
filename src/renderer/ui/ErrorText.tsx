import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { ErrorValue } from "../../shared/contract/errors";

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertOctagon };

/** A message with its hint below; never a stack. */
export function ErrorText(props: { error: ErrorValue; level: "info" | "warning" | "error" }): ReactElement {
  const Icon = icons[props.level];
  return (
    <div className={`sd-error-text sd-level-${props.level}`}>
      <Icon size={17} stroke={1.8} aria-hidden />
      <div>
        <div className="sd-error-message">{props.error.message}</div>
        {props.error.hint !== undefined && <div className="sd-error-hint">{props.error.hint}</div>}
      </div>
    </div>
  );
}
