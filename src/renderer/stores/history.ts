/**
 * The metrics of each run of the open project: the recorded history and the live frames, joined
 * without gap or overlap. Kept outside React; views read it on the beat of the paint clock.
 */
import { create } from "zustand";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import type { HistoryColumns } from "../../shared/domain/run";
import { request } from "../bridge";
import { MetricColumns } from "../charts/columns";

/** A frame's metrics, and which opening of the run they are from. */
export interface LiveMetrics extends HistoryColumns {
  generation: number;
}

/** What is known of one run. Replaced, never changed, except that `columns` grows. */
export interface RunHistory {
  readonly columns: MetricColumns;
  /** Frames of an older generation are stale; -1 before the first frame. */
  readonly generation: number;
  readonly status: "unread" | "loading" | "ready" | "failed";
}

export const unread = (): RunHistory => ({ columns: new MetricColumns(), generation: -1, status: "unread" });

/**
 * Takes in a live frame. Where records between it and the one before are missing (the window was away for so long that
 * the trainer let go of them), the recorded history must be read again.
 * A newer generation means that the run was opened again, maybe at an earlier step: what was known
 * after that step is gone, and the recorded history must be read again.
 * @returns the history (the same object where it only grew) and whether to read it again
 */
export function accept(history: RunHistory, frame: LiveMetrics): { history: RunHistory; reload: boolean } {
  if (frame.generation < history.generation) return { history, reload: false };
  if (frame.generation > history.generation) {
    const start = frame.step[0] ?? Infinity;
    const columns = MetricColumns.from(upTo(history.columns, start));
    columns.append(frame);
    // The first generation seen is no rewind: there was nothing before it.
    const reload = history.generation >= 0;
    return { history: { ...history, columns, generation: frame.generation }, reload };
  }
  const last = history.columns.lastStep;
  const [first] = frame.step;
  const reload = last !== null && first !== undefined && first > last + stride(history.columns, frame.step);
  history.columns.append(frame);
  return { history, reload };
}

/** The records before `step`. */
function upTo(columns: MetricColumns, step: number): HistoryColumns {
  let end = columns.indexAt(step) + 1;
  if (end > 0 && columns.step[end - 1] === step) end -= 1;
  const values: Record<string, Float32Array> = {};
  for (const name of columns.names) values[name] = columns.values(name)!.subarray(0, end);
  return { step: columns.step.subarray(0, end), seconds: columns.seconds.subarray(0, end), values };
}

/**
 * Joins the recorded history with the live records that came meanwhile: the recorded ones as they
 * are, then the live ones after the last of them.
 * @returns the joined columns, and whether records between the two are missing (they are on their
 *   way to the record: read it again a little later)
 */
export function join(recorded: HistoryColumns, live: MetricColumns): { columns: MetricColumns; gap: boolean } {
  const columns = MetricColumns.from(recorded);
  const last = columns.lastStep;
  const rest = live.after(last ?? -Infinity);
  const next = rest.step[0];
  const gap = next !== undefined && next > (last ?? 0) + stride(columns, rest.step);
  columns.append(rest);
  return { columns, gap };
}

/** The usual distance between two records, steps. */
function stride(recorded: MetricColumns, live: Float64Array): number {
  const steps = recorded.length >= 2 ? recorded.step.subarray(-16) : live.subarray(0, 16);
  let widest = 1;
  for (let index = 1; index < steps.length; index += 1) widest = Math.max(widest, steps[index]! - steps[index - 1]!);
  return widest;
}

const histories = new Map<string, RunHistory>();
/** Most runs that are kept besides each other; the least lately read goes first. */
const mostRuns = 6;
const retryDelay = 1300;
const mostRetries = 3;

interface HistoryStore {
  /** Grows when a history was read or replaced (not when it only grew). */
  revision: number;
  error: ErrorValue | null;
}

export const useHistoryStore = create<HistoryStore>(() => ({ revision: 0, error: null }));

const changed = (error: ErrorValue | null = null): void =>
  useHistoryStore.setState((state) => ({ revision: state.revision + 1, error }));

/** What is known of a run so far. */
export function historyOf(run: string): RunHistory {
  return histories.get(run) ?? unread();
}

/** The columns of a run; empty where nothing is known. */
export const columnsOf = (run: string | null): MetricColumns =>
  run === null ? noColumns : (histories.get(run)?.columns ?? noColumns);
const noColumns = new MetricColumns();

/** Hears of another history in place of the one before; that one only grew, the beat tells. */
export function useColumns(run: string | null): MetricColumns {
  useHistoryStore((store) => store.revision);
  return columnsOf(run);
}

/** Takes in a live frame; see {@link accept}. */
export function takeMetrics(run: string, frame: LiveMetrics): void {
  const before = historyOf(run);
  const { history, reload } = accept(before, frame);
  if (history !== before) keep(run, history);
  if (!histories.has(run)) keep(run, history);
  if (reload) void readHistory(run);
}

function keep(run: string, history: RunHistory): void {
  histories.delete(run);
  histories.set(run, history);
  for (const other of histories.keys()) {
    if (histories.size <= mostRuns) break;
    histories.delete(other);
  }
}

/** Forgets everything, when another project was opened. */
export function forgetHistories(): void {
  histories.clear();
  changed();
}

/** Reads the recorded history of a run and joins it with what came live. */
export async function readHistory(run: string, attempt = 0): Promise<void> {
  const asked = historyOf(run);
  keep(run, { ...asked, status: asked.status === "ready" ? "ready" : "loading" });
  try {
    const recorded = await request("run.history", { run });
    const now = histories.get(run);
    // Another project, or a rewind that reads by itself, came in between.
    if (now === undefined || (now.generation !== asked.generation && asked.generation >= 0)) return;
    const { columns, gap } = join(recorded, now.columns);
    keep(run, { ...now, columns, status: "ready" });
    changed();
    if (gap && attempt < mostRetries) setTimeout(() => void readHistory(run, attempt + 1), retryDelay);
  } catch (thrown) {
    const now = histories.get(run);
    if (now !== undefined) keep(run, { ...now, status: "failed" });
    changed(toErrorValue(thrown));
  }
}

/** Reads the history of a run that was not read yet; one that could not be read is not asked for again. */
export function needHistory(run: string): void {
  if (historyOf(run).status === "unread") void readHistory(run);
}
