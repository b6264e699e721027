/** What the lab tells by itself, to whoever listens. */
import type { EventName, EventPayload } from "../../shared/contract/events";
import type { ProjectState } from "../../shared/domain/project";

/** Events that go to the window as they are; those of the native menu are the shell's. */
export const passedOn = [
  "settings.changed",
  "trainer.changed",
  "data.progress",
  "speeds.changed",
  "notice",
] as const satisfies readonly EventName[];

export type LabEvents = { [E in (typeof passedOn)[number]]: EventPayload<E> } & {
  /** The whole state; the shell tells the window what changed of it. */
  "project.changed": { project: ProjectState | null };
};
export type LabEvent = keyof LabEvents;
type Listener<E extends LabEvent> = (payload: LabEvents[E]) => void;

export class Emitter {
  readonly #listeners = new Map<LabEvent, Set<(payload: never) => void>>();

  /** @returns the function that ends the subscription */
  on<E extends LabEvent>(name: E, listener: Listener<E>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<E extends LabEvent>(name: E, payload: LabEvents[E]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<E>)(payload);
  }
}
