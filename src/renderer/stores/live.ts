/**
 * What comes from the trainer while it works. Frames arrive on a MessagePort, are set aside at
 * once, and reach the views on the beat of the paint clock; they are acknowledged after painting,
 * so that the trainer sends no more than the window can show, and a hidden one nothing.
 */
import { create } from "zustand";
import { portMessage } from "../../shared/contract/bridge";
import {
  type Acknowledgement,
  type Frame,
  frameSchema,
  type PointsFrame,
  type SamplesFrame,
} from "../../shared/contract/frames";
import { acquirePort } from "../bridge";
import { onBeat, onPainted, requestPaint } from "./beat";
import { forgetHistories, needHistory, takeMetrics } from "./history";
import { activeRunOf, useProjectStore } from "./project";
import { usePace } from "./trainer";

interface LiveStore {
  /** The latest samples of the run that trains. */
  samples: SamplesFrame | null;
  /** The same of a run on points. */
  points: PointsFrame | null;
  /** Progress of side tasks of the trainer, 0 to 1; a task that is done is not here. */
  tasks: Readonly<Partial<Record<"classifier" | "dataset", number>>>;
}

export const useLive = create<LiveStore>(() => ({ samples: null, points: null, tasks: {} }));

/** Latest of each kind since the last beat. */
let waiting: Partial<Record<Exclude<Frame["kind"], "metrics">, Frame>> = {};
let port: MessagePort | null = null;
let arrived = -1;
let acknowledged = -1;
/** Newest generation seen of each run. */
const generations = new Map<string, number>();

/** The frame in a message, or null for what is none: its columns and its picture must fit together. */
export function readFrame(data: unknown): Frame | null {
  const parsed = frameSchema.safeParse(data);
  if (!parsed.success) return null;
  const frame = parsed.data;
  if (frame.kind === "metrics") {
    const count = frame.step.length;
    const columns = [frame.seconds, ...Object.values(frame.values)];
    return columns.every((column) => column.length === count) ? frame : null;
  }
  if (frame.kind === "samples") {
    const { width, height, columns, count, rgba } = frame.atlas;
    return rgba.length === width * columns * Math.ceil(count / columns) * height * 4 ? frame : null;
  }
  return frame;
}

/** Whether a frame is of an opening of its run that has been followed by a newer one. */
export function isStale(frame: Pick<Frame, "run" | "generation">, newest: ReadonlyMap<string, number>): boolean {
  return frame.generation < (newest.get(frame.run) ?? -1);
}

function receive(data: unknown): void {
  const frame = readFrame(data);
  if (frame === null) return;
  arrived = Math.max(arrived, frame.sequence);
  if (!isStale(frame, generations)) {
    generations.set(frame.run, frame.generation);
    if (frame.kind === "metrics") takeMetrics(frame.run, frame);
    else waiting[frame.kind] = frame;
  }
  requestPaint();
}

/** Hands what waits to the stores. Runs on every beat, before the views are painted. */
function deliver(): void {
  const { pace, samples, points, task } = waiting;
  waiting = {};
  if (pace?.kind === "pace") usePace.setState({ pace });
  if (samples?.kind === "samples") useLive.setState({ samples });
  if (points?.kind === "points") useLive.setState({ points });
  if (task?.kind === "task") {
    const { [task.task]: _, ...others } = useLive.getState().tasks;
    useLive.setState({ tasks: task.fraction < 1 ? { ...others, [task.task]: task.fraction } : others });
    usePace.setState({ task: task.fraction < 1 ? task : null });
  }
}

function acknowledge(): void {
  if (port === null || arrived <= acknowledged) return;
  acknowledged = arrived;
  port.postMessage({ acknowledged } satisfies Acknowledgement);
}

function attach(next: MessagePort): void {
  port?.close();
  port = next;
  // Each port counts from the beginning; a trainer that was started again counts generations on.
  arrived = -1;
  acknowledged = -1;
  waiting = {};
  useLive.setState({ tasks: {} });
  usePace.setState({ task: null });
  next.onmessage = (event: MessageEvent) => receive(event.data);
}

/** The history of the run that is shown is read; another project begins with nothing known. */
function followProject(): void {
  let shownProject = useProjectStore.getState().project?.id ?? null;
  const follow = (): void => {
    const { project } = useProjectStore.getState();
    if ((project?.id ?? null) !== shownProject) {
      shownProject = project?.id ?? null;
      forgetHistories();
      forgetLive();
    }
    const run = activeRunOf(project);
    if (run !== null) needHistory(run.id);
  };
  useProjectStore.subscribe(follow);
  follow();
}

let connected = false;

/** Asks for the port once; the main process sends another by itself when the trainer was started again. */
export function connectLive(): void {
  if (connected) return;
  connected = true;
  window.addEventListener("message", (event) => {
    const [next] = event.ports;
    if (event.source === window && event.data === portMessage && next !== undefined) attach(next);
  });
  onBeat(deliver);
  onPainted(acknowledge);
  acquirePort();
  followProject();
}

/** Another project was opened: nothing of the old one is shown. */
function forgetLive(): void {
  waiting = {};
  generations.clear();
  useLive.setState({ samples: null, points: null, tasks: {} });
  usePace.setState({ pace: null, task: null });
}
