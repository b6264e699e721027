import { type ReactElement, useEffect, useRef } from "react";
import { onBeat } from "../stores/beat";
import { columnsOf, useHistoryStore } from "../stores/history";
import { shownStepNow, useTimeline } from "../stores/timeline";
import type { Owner, SeriesSpec } from "./figure";
import { useHover } from "./hover";
import { strokeOf } from "./LineChart";
import { valueLabel } from "./ticks";

/** A short piece of the line, with its colour and dashes. */
export function Swatch({ owner }: { owner: Owner }): ReactElement {
  return (
    <svg className="sd-swatch" width={20} height={8} aria-hidden>
      <line x1={0} x2={20} y1={4} y2={4} {...strokeOf(owner)} strokeWidth={2} />
    </svg>
  );
}

interface LegendProps {
  series: readonly SeriesSpec[];
  unit: string;
  /** Whose values are read out: at the step under the pointer, else at the one that is shown. */
  run: string | null;
  hidden: ReadonlySet<string>;
  onToggle: (metric: string) => void;
}

/** Names of the lines with their values under the cross-hair; a press switches a line off and on. */
export function Legend({ series, unit, run, hidden, onToggle }: LegendProps): ReactElement {
  const values = useRef<Array<HTMLElement | null>>([]);

  // Written past React: the pointer and the run move often, and only these few texts change.
  useEffect(() => {
    const write = (): void => {
      const columns = columnsOf(run);
      const index = columns.indexAt(useHover.getState().step ?? shownStepNow().step);
      series.forEach(({ metric }, place) => {
        const element = values.current[place];
        const text = valueLabel(index < 0 ? null : columns.values(metric)?.[index]);
        if (element && element.textContent !== text) element.textContent = text;
      });
    };
    write();
    const ends = [onBeat(write), ...[useHover, useTimeline, useHistoryStore].map((store) => store.subscribe(write))];
    return () => {
      for (const end of ends) end();
    };
  }, [series, run]);

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
