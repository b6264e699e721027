/** The beat on which everything that follows a run is painted; none while the window is hidden. */
import { useEffect, useReducer } from "react";
import { PaintClock } from "../charts/clock";

/** Painted means: a frame was produced after the change, and the main thread is free again. */
const paintClock = new PaintClock({
  now: () => performance.now(),
  later: (work, delay) => void setTimeout(work, delay),
  afterPaint: (work) => void requestAnimationFrame(() => setTimeout(work, 0)),
  hidden: () => document.hidden,
});

let following = false;

function follow(): void {
  if (following) return;
  following = true;
  document.addEventListener("visibilitychange", () => paintClock.wake());
}

/** Calls `painter` on each beat. Returns the function that ends it. */
export function onBeat(painter: () => void): () => void {
  follow();
  return paintClock.onBeat(painter);
}

/** Calls `work` once what changed on a beat has been painted, and when the window is shown again. */
export function onPainted(work: () => void): () => void {
  follow();
  return paintClock.onPainted(work);
}

/** Paints again on each beat, while `active`. Returns a number that grows with each beat. */
export function useBeat(active = true): number {
  const [beat, next] = useReducer((count: number) => count + 1, 0);
  useEffect(() => (active ? onBeat(next) : undefined), [active]);
  return beat;
}

/** There is something new to paint on the next beat. */
export const requestPaint = (): void => paintClock.request();
