/** The one object that the preload script puts on the window: `window.saddle`. */
import type { EventName, EventPayload } from "./events";
import type { RequestName, RequestRoutes } from "./requests";
import type { InputOf, OutputOf, Reply } from "./route";

export type Answer<R extends RequestName> =
  | { ok: true; output: OutputOf<RequestRoutes, R> }
  | Extract<Reply, { ok: false }>;

export interface Bridge {
  request<R extends RequestName>(name: R, input: InputOf<RequestRoutes, R>): Promise<Answer<R>>;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void;
  /**
   * Asks for the port on which frames come. The main process makes a new one each time, and again
   * by itself after the trainer was restarted; the port arrives as a `message` event on the window
   * whose data is {@link portMessage}.
   */
  acquirePort(): void;
  /** The path of a file that was dropped on the window. */
  pathOf(file: unknown): string;
}

export const portMessage = "saddle:frames";

/** Channel names between preload and main. */
export const channels = { request: "saddle:request", event: "saddle:event", port: "saddle:port" } as const;
