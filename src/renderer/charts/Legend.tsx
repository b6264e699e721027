import { type ReactElement, useEffect, useRef } from "react";
import { colour, dashes } from "../app/palette";
import type { MetricColumns } from "./columns";
import type { Owner, SeriesSpec } from "./figure";
import { useHover } from "./hover";
import { valueLabel } from "./ticks";

/** A short piece of the line, with its colour and dashes. */
export function Swatch({ owner }: { owner: Owner }): ReactElement {
  return (
    <svg className="sd-swatch" width={20} height={8} aria-hidden>
      <line
        x1={0}
        x2={20}
        y1={4}
        y2={4}
        stroke={colour(owner)}
        strokeWidth={2}
        strokeDasharray={owner === "value" ? "none" : dashes[owner]}
      />
    </svg>
  );
}

interface LegendProps {
  series: readonly SeriesSpec[];
  unit: string;
  columns: MetricColumns;
  /** The step whose values are read out while the pointer is elsewhere. */
  step: number;
  hidden: ReadonlySet<string>;
  onToggle: (metric: string) => void;
}

/** Names of the lines with their values under the cross-hair; a press switches a line off and on. */
export function Legend({ series, unit, columns, step, hidden, onToggle }: LegendProps): ReactElement {
  const values = useRef<Array<HTMLElement | null>>([]);

  // Written past React: the pointer moves often, and only these few texts change.
  useEffect(() => {
    const write = (hovered: { step: number | null }): void => {
      const index = columns.indexAt(hovered.step ?? step);
      series.forEach(({ metric }, place) => {
        const element = values.current[place];
        if (element) element.textContent = valueLabel(index < 0 ? null : columns.values(metric)?.[index]);
      });
    };
    write(useHover.getState());
    return useHover.subscribe(write);
  });

  return (
    <div className="sd-legend">
      {series.map(({ metric, label, owner }, place) => (
        <button
          key={metric}
          type="button"
          className="sd-legend-item"
          aria-pressed={!hidden.has(metric)}
          onClick={() => onToggle(metric)}
        >
          <Swatch owner={owner} />
          <span className="sd-legend-label">{label}</span>
          <span
            className="sd-legend-value"
            data-metric={metric}
            ref={(element) => {
              values.current[place] = element;
            }}
          />
          {unit !== "" && <span className="sd-legend-unit">{unit}</span>}
        </button>
      ))}
    </div>
  );
}
