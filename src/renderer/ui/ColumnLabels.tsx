import type { ReactElement } from "react";

/** Pixels that the row takes, with the gap below it. */
export const columnLabelHeight = 20;

/** What each column of a grid of pictures shows, as a row above it. */
export function ColumnLabels({ labels, title }: { labels: readonly string[]; title: string }): ReactElement {
  return (
    <ol
      className="sd-column-labels"
      aria-label={title}
      style={{ gridTemplateColumns: `repeat(${labels.length}, 1fr)`, height: columnLabelHeight }}
    >
      {labels.map((label) => (
        <li key={label} title={label}>
          {label}
        </li>
      ))}
    </ol>
  );
}
