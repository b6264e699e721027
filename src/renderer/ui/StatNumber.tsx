import type { ReactElement, ReactNode } from "react";

/** A figure with its name; tabular, so that it does not dance while it changes. */
export function StatNumber(props: {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  /** Longest text that is expected, in characters, to hold the place. */
  width?: number;
  title?: string;
}): ReactElement {
  return (
    <div className="sd-stat" title={props.title}>
      <span className="sd-stat-label">{props.label}</span>
      <span className="sd-stat-value" style={props.width === undefined ? undefined : { minWidth: `${props.width}ch` }}>
        {props.value}
        {props.unit !== undefined && <span className="sd-stat-unit">{props.unit}</span>}
      </span>
    </div>
  );
}
