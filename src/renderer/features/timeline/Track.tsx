import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, type ReactElement, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RunSummary } from "../../../shared/domain/run";
import { stepLabel } from "../../charts/ticks";
import { moveTimeline, type TimelineRange, type TimelineState } from "../../stores/timeline";
import { tickPositions } from "./marks";

/** Recorded samples that Page Up and Page Down go over. */
const page = 10;
/** Closest that two tick marks are drawn, pixels. */
const closest = 3;

/** The slider: what is left of the thumb has happened at the step that is shown. */
export function Track({ run, shown }: { run: RunSummary; shown: TimelineRange & TimelineState }): ReactElement {
  const { t } = useTranslation("train");
  const { ref, width } = useElementSize();
  const track = useRef<HTMLDivElement>(null);
  const { start, end, recorded, step, live } = shown;
  const span = Math.max(1, end - start);
  const part = live ? 1 : Math.min(1, Math.max(0, (step - start) / span));
  const ticks = useMemo(
    () => tickPositions(recorded, start, end, closest / Math.max(1, width)),
    [recorded, start, end, width],
  );
  const path = ticks.map((position) => `M${(position * width).toFixed(1)} 0V5`).join("");

  const seek = (event: PointerEvent): void => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    const position = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    moveTimeline({ type: "seek", step: start + position * span });
  };
  const press = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    seek(event);
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
  };
  const key = (event: KeyboardEvent): void => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => moveTimeline({ type: "move", by: -1 }),
      ArrowDown: () => moveTimeline({ type: "move", by: -1 }),
      ArrowRight: () => moveTimeline({ type: "move", by: 1 }),
      ArrowUp: () => moveTimeline({ type: "move", by: 1 }),
      PageDown: () => moveTimeline({ type: "move", by: -page }),
      PageUp: () => moveTimeline({ type: "move", by: page }),
      Home: () => moveTimeline({ type: "start" }),
      End: () => moveTimeline({ type: "live" }),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  return (
    <div
      className="sd-track"
      role="slider"
      tabIndex={0}
      aria-label={t("timeline.name")}
      aria-valuemin={start}
      aria-valuemax={end}
      aria-valuenow={step}
      aria-valuetext={
        live ? t("timeline.liveText", { step: stepLabel(step) }) : t("chart.step", { step: stepLabel(step) })
      }
      data-live={live}
      onPointerDown={press}
      onPointerMove={drag}
      onKeyDown={key}
    >
      <div className="sd-track-room" ref={track}>
        <div className="sd-track-line" ref={ref}>
          <div className="sd-track-done" style={{ transform: `scaleX(${part})` }} />
        </div>
        <svg className="sd-track-ticks" width={width} height={5} aria-hidden>
          <path d={path} stroke="currentColor" fill="none" />
        </svg>
        {run.checkpoints
          .filter((checkpoint) => checkpoint.step >= start && checkpoint.step <= end)
          .map((checkpoint) => (
            <span
              key={checkpoint.step}
              className="sd-track-checkpoint"
              data-kind={checkpoint.kind}
              title={t("timeline.checkpoint", { step: stepLabel(checkpoint.step) })}
              style={{ left: `${((checkpoint.step - start) / span) * 100}%` }}
            />
          ))}
        {run.edits
          .filter((edit) => edit.step >= start && edit.step <= end)
          .map((edit) => (
            <span
              key={`${edit.step}${edit.path}`}
              className="sd-track-edit"
              title={`${edit.path} = ${edit.value} · ${stepLabel(edit.step)}`}
              style={{ left: `${((edit.step - start) / span) * 100}%` }}
            />
          ))}
        <div className="sd-track-thumb" style={{ transform: `translateX(${part * width}px)` }} />
      </div>
    </div>
  );
}
