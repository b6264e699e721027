/**
 * The whole application with its window, asked through its page. Playwright would not do: a page that it holds never
 * takes itself for hidden.
 */
import { join } from "node:path";
import { app, type WebContents } from "electron";
import { channels } from "../../src/shared/contract/bridge";
import type { EventPayload } from "../../src/shared/contract/events";
import { changed } from "../../src/shared/domain/change";
import type { ProjectState } from "../../src/shared/domain/project";
import { serve, tellProject } from "./serve";

/** In the page: a request as its own code makes one. */
const inPage = (route: string, input: unknown): string => `
  window.saddle.request(${JSON.stringify(route)}, ${JSON.stringify(input)}).then((answer) => {
    if (!answer.ok) throw new Error(answer.error.message.en);
    return answer.output;
  })`;

/** Told at the moment in which the page is told, by the clock of the process that also times the other lab. */
function listenIn(page: WebContents): void {
  const send = page.send.bind(page);
  let project: ProjectState | null = null;
  page.send = (channel: string, ...rest: unknown[]) => {
    const [name, payload] = rest;
    if (channel === channels.event && name === "project.changed") {
      const { change } = payload as EventPayload<"project.changed">;
      if (change !== null) project = changed(project, change) as ProjectState | null;
      tellProject(project);
    }
    send(channel, ...rest);
  };
}

app.once("browser-window-created", (_event, window) => {
  listenIn(window.webContents);
  window.webContents.once("did-finish-load", () =>
    serve((route, input) => {
      if (route === "show") window.show();
      else if (route === "hide") window.hide();
      else if (route === "hidden") return window.webContents.executeJavaScript("document.hidden");
      else return window.webContents.executeJavaScript(inPage(route, input));
      return {};
    }),
  );
});

// This script is built into out/bench/windowed.
require(join(__dirname, "../../main/index.js"));
