/**
 * What was recorded at the step that the timeline shows. Records are read from the project one at a
 * time, the latest wish first; the last ones stay in memory, so that dragging back is instant.
 */
import { useEffect } from "react";
import { create } from "zustand";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import type { RunSummary } from "../../shared/domain/run";
import { useProjectStore } from "./project";
import { recordedIndex } from "./timeline";

/** Keeps the most lately used of a kind; what falls out is let go of. */
export class RecentlyUsed<T> {
  readonly #limit: number;
  readonly #drop: (value: T) => void;
  readonly #kept = new Map<string, T>();

  constructor(limit: number, drop: (value: T) => void = () => undefined) {
    this.#limit = limit;
    this.#drop = drop;
  }

  get(key: string): T | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
    }
    return value;
  }

  set(key: string, value: T): void {
    const before = this.#kept.get(key);
    if (before !== undefined && before !== value) this.#drop(before);
    this.#kept.delete(key);
    this.#kept.set(key, value);
    for (const [oldest, dropped] of this.#kept) {
      if (this.#kept.size <= this.#limit) break;
      this.#kept.delete(oldest);
      this.#drop(dropped);
    }
  }

  clear(): void {
    for (const value of this.#kept.values()) this.#drop(value);
    this.#kept.clear();
  }
}

interface Wish {
  run: string;
  step: number;
}

const keyOf = ({ run, step }: Wish): string => `${run}/${step}`;

export interface Shown<T> {
  readonly value: T | null;
  readonly loading: boolean;
  readonly error: ErrorValue | null;
}

/** Records of one kind. */
export interface Recorded<T> {
  /**
   * The record of a step, while there is nothing newer to show.
   * @param target one of the run's recorded steps; −1 where there is none, null where something newer is shown
   */
  useAt(run: Pick<RunSummary, "id" | "sampleSteps"> | null, target: number | null): Shown<T>;
}

/**
 * @param read the record at a step; null where there is none
 * @param limit how many stay in memory
 */
export function createRecorded<T>(read: (wanted: Wish) => Promise<T | null>, limit: number): Recorded<T> {
  const useStore = create<{ shown: { run: string; value: T } | null; loading: boolean; error: ErrorValue | null }>(
    () => ({ shown: null, loading: false, error: null }),
  );
  /** What falls out is left to the collector: a bitmap may still be on its way to a canvas. */
  const cache = new RecentlyUsed<T>(limit);
  let wish: Wish | null = null;
  let neighbours: Wish[] = [];
  let reading = false;

  let project: string | null = null;
  useProjectStore.subscribe((state) => {
    const id = state.project?.id ?? null;
    if (id === project) return;
    project = id;
    cache.clear();
    wish = null;
    neighbours = [];
    useStore.setState({ shown: null, loading: false, error: null });
  });

  /** Reads what is wished for, then its neighbours, one after the other. */
  async function work(): Promise<void> {
    if (reading) return;
    reading = true;
    const from = project;
    for (;;) {
      const shown = wish;
      const next = shown ?? neighbours.shift();
      if (next === undefined) break;
      wish = null;
      try {
        const key = keyOf(next);
        const value = cache.get(key) ?? (await read(next));
        if (project !== from) break;
        if (value !== null) cache.set(key, value);
        if (shown !== null) {
          useStore.setState({
            shown: value === null ? null : { run: next.run, value },
            loading: wish !== null,
            error: null,
          });
        }
      } catch (thrown) {
        neighbours = [];
        if (shown !== null) useStore.setState({ loading: false, error: toErrorValue(thrown) });
      }
    }
    reading = false;
    if (wish !== null) void work();
  }

  /** Shows the record at or before `step`, and reads the ones around it for later. */
  function show(run: string, steps: readonly number[], step: number): void {
    const at = recordedIndex(steps, step);
    const target = steps[at];
    if (target === undefined) {
      wish = null;
      useStore.setState({ shown: null, loading: false, error: null });
      return;
    }
    neighbours = [at + 1, at - 1, at + 2, at - 2]
      .map((index) => steps[index])
      .filter((near) => near !== undefined)
      .map((near) => ({ run, step: near }))
      .filter((near) => cache.get(keyOf(near)) === undefined);
    const known = cache.get(keyOf({ run, step: target }));
    if (known !== undefined) {
      wish = null;
      useStore.setState({ shown: { run, value: known }, loading: false, error: null });
    } else {
      wish = { run, step: target };
      useStore.setState({ loading: true });
    }
    void work();
  }

  return {
    useAt(run, target) {
      const { shown, loading, error } = useStore();
      const id = run?.id ?? null;
      const steps = run?.sampleSteps ?? null;
      // biome-ignore lint/correctness/useExhaustiveDependencies: `show` is one for each kind and never changes.
      useEffect(() => {
        if (id !== null && steps !== null && target !== null) show(id, steps, target);
      }, [id, steps, target]);
      return { value: shown !== null && shown.run === id ? shown.value : null, loading, error };
    },
  };
}
