/** What all charts share while the pointer is on one of them: the step under it, and the zoom. */
import { create } from "zustand";

/** The step under the pointer, or null. */
export const useHover = create<{ step: number | null }>(() => ({ step: null }));

/** The steps that the charts are zoomed to; null shows the whole run. */
export const useZoom = create<{ window: readonly [number, number] | null }>(() => ({ window: null }));

export const resetZoom = (): void => useZoom.setState({ window: null });
