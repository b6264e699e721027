import type { ReactElement, ReactNode } from "react";
import type { ErrorValue } from "../../shared/contract/errors";
import { ErrorText } from "./ErrorText";

/** An error in its place on a page, with what can be done about it as buttons. */
export function ErrorNotice(props: {
  error: ErrorValue;
  level?: "info" | "warning" | "error";
  children?: ReactNode;
}): ReactElement {
  const level = props.level ?? "error";
  return (
    <div className={`sd-notice sd-notice-${level}`} role={level === "info" ? "status" : "alert"}>
      <ErrorText error={props.error} level={level} />
      {props.children !== undefined && <div className="sd-notice-actions">{props.children}</div>}
    </div>
  );
}
