/** The window's side of `window.saddle`: requests that throw, and event subscriptions. */
import type { Bridge } from "../shared/contract/bridge";
import { fromErrorValue } from "../shared/contract/errors";
import type { EventName, EventPayload } from "../shared/contract/events";
import type { RequestName, RequestRoutes } from "../shared/contract/requests";
import type { InputOf, OutputOf } from "../shared/contract/route";

declare global {
  interface Window {
    readonly saddle: Bridge;
  }
}

/** Asks the main process. Throws a SaddleError where it refuses. */
export async function request<R extends RequestName>(
  name: R,
  input: InputOf<RequestRoutes, R>,
): Promise<OutputOf<RequestRoutes, R>> {
  const answer = await window.saddle.request(name, input);
  if (!answer.ok) throw fromErrorValue(answer.error);
  return answer.output;
}

/** Returns the function that ends the subscription. */
export function on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void {
  return window.saddle.on(name, listener);
}

/** See {@link Bridge.acquirePort}: the port comes as a `message` event on the window. */
export function acquirePort(): void {
  window.saddle.acquirePort();
}

/** The path of a file that was dropped on the window; empty for a file that has none. */
export function pathOf(file: File): string {
  return window.saddle.pathOf(file);
}
