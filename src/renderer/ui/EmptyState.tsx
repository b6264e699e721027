import type { ReactElement, ReactNode } from "react";

/** What stands where nothing is yet: why, and what to do. */
export function EmptyState(props: {
  icon?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
}): ReactElement {
  return (
    <div className="sd-empty">
      {props.icon !== undefined && <div className="sd-empty-icon">{props.icon}</div>}
      <div className="sd-empty-title">{props.title}</div>
      {props.text !== undefined && <div className="sd-empty-text">{props.text}</div>}
      {props.action}
    </div>
  );
}
