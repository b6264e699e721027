import { type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { MetricColumns } from "./columns";
import { useHover, useZoom } from "./hover";
import { plotArea } from "./LineChart";
import { stepLabel } from "./ticks";

/** Something that happened at a step. */
export interface Mark {
  readonly step: number;
  readonly kind: "checkpoint" | "edit";
  /** What happened, in words. */
  readonly label: string;
}

interface OverlayProps {
  /** First and last step of the axis. */
  domain: readonly [number, number];
  columns: MetricColumns;
  marks: readonly Mark[];
  /** The step of the timeline; null while live. */
  shownStep: number | null;
  /** Pixels of the whole chart. */
  width: number;
  onPick: (step: number) => void;
}

/** Shorter drags are clicks, pixels. */
const leastDrag = 6;

/**
 * What lies over the lines: cross-hair, the timeline's step, marks and the zoom's selection. The
 * cross-hair moves without React, so that a moving pointer costs the training nothing.
 */
export function Overlay(props: OverlayProps): ReactElement {
  const { columns, width } = props;
  const [from, to] = props.domain;
  const inner = Math.max(1, width - plotArea.left - plotArea.right);
  const across = (step: number): number => ((step - from) / (to - from)) * inner;
  const within = (step: number): boolean => step >= from && step <= to;
  const hair = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);

  useEffect(() => {
    const place = ({ step }: { step: number | null }): void => {
      const element = hair.current;
      if (element === null) return;
      const visible = step !== null && step >= from && step <= to;
      element.style.display = visible ? "block" : "none";
      if (visible) element.style.transform = `translateX(${((step - from) / (to - from)) * inner}px)`;
    };
    place(useHover.getState());
    return useHover.subscribe(place);
  }, [from, to, inner]);

  const offset = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(inner, Math.max(0, event.clientX - box.left));
  };
  const stepAt = (x: number): number => from + (x / inner) * (to - from);
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const x = offset(event);
    const index = columns.nearest(stepAt(x));
    const step = index < 0 ? null : columns.step[index]!;
    if (step !== useHover.getState().step) useHover.setState({ step });
    if (drag !== null) setDrag({ ...drag, end: x });
  };
  const press = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ start: offset(event), end: offset(event) });
  };
  const release = (): void => {
    if (drag === null) return;
    setDrag(null);
    if (Math.abs(drag.end - drag.start) < leastDrag) {
      props.onPick(Math.round(stepAt(drag.end)));
      return;
    }
    const [first, last] = [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)];
    useZoom.setState({
      window: [Math.round(stepAt(first)), Math.max(Math.round(stepAt(last)), Math.round(stepAt(first)) + 1)],
    });
  };

  return (
    <div
      className="sd-chart-overlay"
      role="none"
      style={{ left: plotArea.left, right: plotArea.right, top: plotArea.top, bottom: plotArea.bottom }}
      onPointerMove={move}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => useHover.setState({ step: null })}
      onDoubleClick={() => useZoom.setState({ window: null })}
    >
      {props.marks
        .filter(({ step }) => within(step))
        .map((mark) => (
          <span
            key={`${mark.kind}${mark.step}${mark.label}`}
            className="sd-chart-mark"
            data-kind={mark.kind}
            style={{ transform: `translateX(${across(mark.step)}px)` }}
            title={`${mark.label} · ${stepLabel(mark.step)}`}
          />
        ))}
      {props.shownStep !== null && within(props.shownStep) && (
        <div className="sd-chart-now" style={{ transform: `translateX(${across(props.shownStep)}px)` }} />
      )}
      <div className="sd-chart-hair" ref={hair} />
      {drag !== null && Math.abs(drag.end - drag.start) >= leastDrag && (
        <div
          className="sd-chart-selection"
          style={{ left: Math.min(drag.start, drag.end), width: Math.abs(drag.end - drag.start) }}
        />
      )}
    </div>
  );
}
