/**
 * The recorded samples of the step that the timeline shows. Pictures are read from the project one
 * at a time, the latest wish first; the last ones stay in memory, so that dragging back is instant.
 */
import { useEffect } from "react";
import { create } from "zustand";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import { request } from "../bridge";
import { type AtlasPicture, fromAtlas } from "../charts/pixels";
import { useLive } from "./live";
import { useProjectStore, useRunFields } from "./project";
import { recordedIndex, useShownPart } from "./timeline";

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

interface SamplesStore {
  /** The picture that is shown, and of which run. */
  shown: { run: string; picture: AtlasPicture } | null;
  loading: boolean;
  error: ErrorValue | null;
}

export const useSamplesStore = create<SamplesStore>(() => ({ shown: null, loading: false, error: null }));

interface Wish {
  run: string;
  step: number;
}
/** Bitmaps that fall out are left to the collector: one may still be on its way to a canvas. */
const cache = new RecentlyUsed<AtlasPicture>(96);
let wish: Wish | null = null;
let neighbours: Wish[] = [];
let reading = false;

const keyOf = ({ run, step }: Wish): string => `${run}/${step}`;

let project: string | null = null;
useProjectStore.subscribe((state) => {
  const id = state.project?.id ?? null;
  if (id === project) return;
  project = id;
  cache.clear();
  wish = null;
  neighbours = [];
  useSamplesStore.setState({ shown: null, loading: false, error: null });
});

async function read(wanted: Wish): Promise<AtlasPicture | null> {
  const { samples } = await request("run.samplesAt", wanted);
  if (samples === null) return null;
  const bytes = new Uint8Array(samples.png.length);
  bytes.set(samples.png);
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  return { step: samples.step, layout: samples.layout, image };
}

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
      const picture = cache.get(key) ?? (await read(next));
      if (project !== from) break;
      if (picture !== null) cache.set(key, picture);
      if (shown !== null) {
        useSamplesStore.setState({
          shown: picture === null ? null : { run: next.run, picture },
          loading: wish !== null,
          error: null,
        });
      }
    } catch (thrown) {
      neighbours = [];
      if (shown !== null) useSamplesStore.setState({ loading: false, error: toErrorValue(thrown) });
    }
  }
  reading = false;
  if (wish !== null) void work();
}

/** Shows the samples recorded at or before `step`, and reads the ones around it for later. */
export function showSamples(run: string, recorded: readonly number[], step: number): void {
  const at = recordedIndex(recorded, step);
  const target = recorded[at];
  if (target === undefined) {
    wish = null;
    useSamplesStore.setState({ shown: null, loading: false, error: null });
    return;
  }
  neighbours = [at + 1, at - 1, at + 2, at - 2]
    .map((index) => recorded[index])
    .filter((near) => near !== undefined)
    .map((near) => ({ run, step: near }))
    .filter((near) => cache.get(keyOf(near)) === undefined);
  const known = cache.get(keyOf({ run, step: target }));
  if (known !== undefined) {
    wish = null;
    useSamplesStore.setState({ shown: { run, picture: known }, loading: false, error: null });
  } else {
    wish = { run, step: target };
    useSamplesStore.setState({ loading: true });
  }
  void work();
}

let lastLive: { frame: object; picture: AtlasPicture } | null = null;

/** The samples at the step of the timeline: the live ones at its end, recorded ones before. */
export function useSamples(): { picture: AtlasPicture | null; loading: boolean; error: ErrorValue | null } {
  const run = useRunFields("id", "sampleSteps");
  const live = useShownPart((timeline) => timeline.live);
  const target = useShownPart(({ recorded, step }) => recorded[recordedIndex(recorded, step)]);
  const frame = useLive((store) => store.samples);
  const { shown, loading, error } = useSamplesStore();
  const fromFrame = live && run !== null && frame !== null && frame.run === run.id;
  const recorded = run?.sampleSteps;
  const id = run?.id ?? null;
  useEffect(() => {
    if (id !== null && recorded !== undefined && !fromFrame) showSamples(id, recorded, target ?? -1);
  }, [id, recorded, target, fromFrame]);
  if (fromFrame) {
    if (lastLive?.frame !== frame) lastLive = { frame, picture: fromAtlas(frame.step, frame.atlas) };
    return { picture: lastLive.picture, loading: false, error: null };
  }
  if (run === null || shown?.run !== run.id) return { picture: null, loading, error };
  return { picture: shown.picture, loading, error };
}
