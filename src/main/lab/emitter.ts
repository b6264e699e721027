/** What the lab tells by itself, to whoever listens. */
import type { EventName, EventPayload } from "../../shared/contract/events";

/** Events of the lab; those of the native menu are the shell's. */
export const labEvents = [
  "project.changed",
  "settings.changed",
  "trainer.changed",
  "notice",
] as const satisfies readonly EventName[];
export type LabEvent = (typeof labEvents)[number];
type Listener<E extends LabEvent> = (payload: EventPayload<E>) => void;

export class Emitter {
  readonly #listeners = new Map<LabEvent, Set<(payload: never) => void>>();

  /** @returns the function that ends the subscription */
  on<E extends LabEvent>(name: E, listener: Listener<E>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<E extends LabEvent>(name: E, payload: EventPayload<E>): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<E>)(payload);
  }
}
