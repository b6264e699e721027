/** The window shows one page and stays on it: no navigation, no other windows, no embedded pages. */
import type { App } from "electron";
import { isOwnAddress } from "./origin";

const deny = (event: { preventDefault(): void }): void => event.preventDefault();

/** Holds for every page that this process will ever show. */
export function forbidNavigation(app: App): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", deny);
    // A redirect can only lead away; the start page answers directly.
    contents.on("will-redirect", deny);
    contents.on("will-attach-webview", deny);
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}

interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a message comes from the top frame of Saddle's own page. */
export function isTrustedSender(frame: Frame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isOwnAddress(frame.url);
}
