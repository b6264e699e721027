/**
 * The line on which frames go straight from the trainer to the window. A port belongs to one trainer
 * and one page: when either begins anew, so does the line.
 */
import { MessageChannelMain, type MessagePortMain, type WebContents } from "electron";
import { channels } from "../../shared/contract/bridge";

type TrainerStatus = "stopped" | "starting" | "ready" | "restarting" | "failed";

export class FrameLine {
  readonly #attach: (port: MessagePortMain) => void;
  readonly #window: () => WebContents | null;
  #wanted = false;
  #ready = false;

  /**
   * @param attach gives one end to the trainer.
   * @param window the page that gets the other; null while there is none.
   */
  constructor(attach: (port: MessagePortMain) => void, window: () => WebContents | null) {
    this.#attach = attach;
    this.#window = window;
  }

  /** The page asks for a line; without a trainer it gets one as soon as there is. */
  acquire(): void {
    this.#wanted = true;
    if (this.#ready) this.#connect();
  }

  /** The page that asked is gone (reloaded or closed); the next one asks for itself. */
  release(): void {
    this.#wanted = false;
  }

  trainerChanged(status: TrainerStatus): void {
    const came = status === "ready" && !this.#ready;
    this.#ready = status === "ready";
    if (came && this.#wanted) this.#connect();
  }

  #connect(): void {
    const page = this.#window();
    if (page === null || page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#attach(port1);
    page.postMessage(channels.port, null, [port2]);
  }
}
