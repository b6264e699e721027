/** How fast the recipes train on this machine, as far as it is known; the lab measures and remembers. */
import { create } from "zustand";
import type { Speeds } from "../../shared/domain/speed";
import { on, request } from "../bridge";
import { attempt } from "../ui/notices";

/** Null until the lab has told. */
export const useSpeeds = create<{ speeds: Speeds | null }>(() => ({ speeds: null }));

let following = false;

/** Begins to follow what the lab knows. */
export function followSpeeds(): void {
  if (following) return;
  following = true;
  on("speeds.changed", (speeds) => useSpeeds.setState({ speeds }));
  // Where it cannot be asked, the next change tells.
  request("speeds.get", {}).then(
    (speeds) => useSpeeds.setState((store) => (store.speeds === null ? { speeds } : store)),
    () => undefined,
  );
}

/** Resolves when all recipes are measured, or that was ended. @param again also those that are known */
export const measureSpeeds = (again: boolean): Promise<unknown> => attempt(request("speeds.measure", { again }));

export const stopMeasuring = (): Promise<unknown> => attempt(request("speeds.stopMeasuring", {}));
