/** The one timeline: which step of the run everything shows. Live means the latest. */
import { useSyncExternalStore } from "react";
import { create } from "zustand";
import { onBeat, useBeat } from "./beat";
import { columnsOf } from "./history";
import { activeRunOf, useActiveRun, useProjectStore } from "./project";
import { usePace } from "./trainer";

export interface TimelineState {
  /** True while the latest step is shown, whatever it becomes. */
  readonly live: boolean;
  /** The step that is shown while not live. */
  readonly step: number;
}

export interface TimelineRange {
  readonly start: number;
  readonly end: number;
  /** Steps with recorded samples, ascending. */
  readonly recorded: readonly number[];
}

export type TimelineAction =
  /** The slider is dragged or a chart was clicked; at the end it is live. */
  | { type: "seek"; step: number }
  /** To the recorded sample `by` places after (or before) the step that is shown. */
  | { type: "move"; by: number }
  | { type: "start" }
  | { type: "live" };

export const liveTimeline: TimelineState = { live: true, step: 0 };

/** Index of the latest of `steps` that is not after `step`; -1 where there is none. */
export function recordedIndex(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function reduce(state: TimelineState, action: TimelineAction, range: TimelineRange): TimelineState {
  switch (action.type) {
    case "live":
      return liveTimeline;
    case "start":
      return { live: false, step: Math.max(range.start, range.recorded[0] ?? range.start) };
    case "seek": {
      const step = Math.round(Math.min(range.end, Math.max(range.start, action.step)));
      return step >= range.end ? liveTimeline : { live: false, step };
    }
    case "move": {
      const shown = state.live ? range.end : state.step;
      const at = recordedIndex(range.recorded, shown);
      // Going back from between two samples lands on the one before, not on the one before that.
      const offset = action.by < 0 && at >= 0 && range.recorded[at]! < shown ? 1 : 0;
      const target = at + action.by + offset;
      if (target >= range.recorded.length) return liveTimeline;
      const step = range.recorded[Math.max(0, target)];
      return step === undefined ? state : { live: false, step };
    }
  }
}

export const useTimeline = create<TimelineState>(() => liveTimeline);

const noSteps: readonly number[] = [];

/** Range of the active run as it is now. */
export function rangeNow(): TimelineRange {
  const run = activeRunOf(useProjectStore.getState().project);
  if (run === null) return { start: 0, end: 0, recorded: noSteps };
  const { pace } = usePace.getState();
  const columns = columnsOf(run.id);
  const end = Math.max(run.step, columns.lastStep ?? 0, pace?.run === run.id ? pace.step : 0);
  const first = columns.firstStep ?? run.parent?.step ?? 0;
  return { start: first <= 1 ? 0 : first, end, recorded: run.sampleSteps };
}

export function moveTimeline(action: TimelineAction): void {
  useTimeline.setState(reduce(useTimeline.getState(), action, rangeNow()));
}

// Another run, or another project, is shown from its end.
let followed: string | null = null;
useProjectStore.subscribe(({ project }) => {
  const shown = project === null ? null : `${project.id}/${project.activeRun}`;
  if (shown === followed) return;
  followed = shown;
  useTimeline.setState(liveTimeline);
});

/** The step that is shown, and the range it is in. */
export function shownStepNow(): TimelineRange & TimelineState {
  const { live, step } = useTimeline.getState();
  const range = rangeNow();
  return { ...range, live, step: live ? range.end : Math.min(step, range.end) };
}

const subscribe = (listener: () => void): (() => void) => {
  const ends = [onBeat(listener), useTimeline.subscribe(listener), useProjectStore.subscribe(listener)];
  return () => {
    for (const end of ends) end();
  };
};

/**
 * What follows from the step that is shown: painted again when that is another.
 * @param part gives the same value, or the same object, as long as nothing is to be painted
 */
export const useShownPart = <T>(part: (shown: TimelineRange & TimelineState) => T): T =>
  useSyncExternalStore(subscribe, () => part(shownStepNow()));

/** The step that is shown, and the range it is in; changes on every beat. For what is cheap to paint. */
export function useShownStep(): TimelineRange & TimelineState {
  useBeat();
  useActiveRun();
  useTimeline();
  return shownStepNow();
}
