/** The trainer process: whether it is up, what it runs on, and what plug-ins it knows. */
import { create } from "zustand";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import type { EventPayload } from "../../shared/contract/events";
import type { PaceFrame, TaskFrame } from "../../shared/contract/frames";
import type { TrainerHello } from "../../shared/contract/trainer";
import type { Catalog } from "../../shared/domain/plugin";
import { on, request } from "../bridge";

export type TrainerStatus = EventPayload<"trainer.changed">["status"];

interface TrainerStore {
  status: TrainerStatus;
  error: ErrorValue | null;
  /** What the trainer last said about itself; kept while it restarts. */
  hello: TrainerHello | null;
}

export const useTrainer = create<TrainerStore>(() => ({ status: "stopped", error: null, hello: null }));

export const useCatalog = (): Catalog | null => useTrainer((store) => store.hello?.catalog ?? null);

/** Starts the trainer where it is not running, and learns what it runs on. */
export async function greetTrainer(): Promise<void> {
  try {
    const hello = await request("trainer.hello", {});
    useTrainer.setState({ status: "ready", error: null, hello });
  } catch (thrown) {
    useTrainer.setState({ status: "failed", error: toErrorValue(thrown) });
  }
}

/** How fast the active run goes, and what else the trainer is busy with; from the frames that the live store receives. */
export const usePace = create<{ pace: PaceFrame | null; task: TaskFrame | null }>(() => ({ pace: null, task: null }));

/** Keeps the store in step with the main process. Returns the function that ends it. */
export function followTrainer(): () => void {
  return on("trainer.changed", ({ status, error }) => {
    useTrainer.setState({ status, error });
    // A restarted trainer may have come up on another backend.
    if (status === "ready") void greetTrainer();
  });
}
