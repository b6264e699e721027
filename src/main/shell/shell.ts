/** Puts the parts of the shell together around one lab and one window. */
import { app, type BrowserWindow, ipcMain, nativeTheme, powerMonitor, session, shell } from "electron";
import { channels } from "../../shared/contract/bridge";
import { toErrorValue } from "../../shared/contract/errors";
import type { EventName, EventPayload } from "../../shared/contract/events";
import type { Settings } from "../../shared/domain/settings";
import type { Directories } from "../lab/directories";
import { passedOn } from "../lab/emitter";
import { Lab } from "../lab/lab";
import { Dialogs } from "./dialogs";
import { Documents } from "./documents";
import { FrameLine } from "./framePort";
import { createHandlers } from "./handlers";
import { type Language, languageOf, systemLocale } from "./locale";
import { offerSingles, showMenu } from "./menu";
import type { OpenedFiles } from "./openedFiles";
import { ProjectLine } from "./projectLine";
import { serveWindow } from "./protocol";
import { Quit } from "./quit";
import { route } from "./router";
import { allowedLink } from "./security/externalLinks";
import { applyPermissions } from "./security/permissions";
import { forkTrainer } from "./trainerProcess";
import { builtParts, inDevelopment, openWindow, raise, showPage, titleWindow } from "./window";

/** From the decision to end to the end, milliseconds: the trainer's own ladder is shorter. */
const closingBudget = 15_000;

export interface ShellChoices {
  directories: Directories;
  version: string;
  /** Folder of the built main script. */
  mainFolder: string;
  files: OpenedFiles;
  /** For what a person cannot act on. */
  report(error: unknown): void;
}

export interface Shell {
  /** Brings the window to the front. */
  raise(): void;
}

/** After the application is ready. */
export async function startShell(choices: ShellChoices): Promise<Shell> {
  const { directories, version, files, report } = choices;
  const parts = builtParts(choices.mainFolder);
  const locale = systemLocale(app);
  const development = inDevelopment();
  let window: BrowserWindow | null = null;
  let language: Language = languageOf("system", locale);

  /** What is told before there is a page to hear it. */
  let early: (() => void)[] | null = [];
  const tell = <E extends EventName>(name: E, payload: EventPayload<E>): void => {
    if (early !== null && name === "notice") early.push(() => tell(name, payload));
    else if (window !== null && !window.isDestroyed()) window.webContents.send(channels.event, name, payload);
  };
  const openLink = (address: string): Promise<void> => shell.openExternal(allowedLink(address));

  const lab = await Lab.open({
    directories,
    version,
    startTrainer: () => forkTrainer(parts.trainer, directories.home),
  });
  const dialogs = new Dialogs(
    () => window,
    () => language,
  );
  const documents = new Documents(lab, dialogs);
  const line = new FrameLine(
    (port) => lab.attachFramePort(port),
    () => window?.webContents ?? null,
  );
  const quit = new Quit({
    confirm: () => documents.settle(),
    close: (options) => lab.shutdown(options),
    end: () => {
      window?.destroy();
      app.quit();
    },
    budget: closingBudget,
    report: (error) => {
      report(error);
      void dialogs.problem("failedToSave", toErrorValue(error)).catch(report);
    },
  });

  const follow = (settings: Settings): void => {
    nativeTheme.themeSource = settings.theme;
    language = languageOf(settings.language, locale);
    showMenu({
      language,
      platform: process.platform,
      development,
      send: (command) => tell("menu", { command }),
      openLink: (address) => void openLink(address).catch(report),
    });
    offerSingles(lab.singles());
  };
  follow(lab.settings());

  for (const name of passedOn) lab.on(name, (payload) => tell(name, payload));
  lab.on("settings.changed", follow);
  lab.on("trainer.changed", ({ status }) => line.trainerChanged(status));
  const projectLine = new ProjectLine((payload) => tell("project.changed", payload));
  lab.on("project.changed", ({ project }) => {
    projectLine.tell(project);
    offerSingles(lab.singles());
    if (window === null || window.isDestroyed()) return;
    titleWindow(window, project);
    if (project?.path) app.addRecentDocument(project.path);
  });

  applyPermissions(session.defaultSession);
  serveWindow(parts.renderer);
  route(
    ipcMain,
    createHandlers({ lab, projectLine, documents, dialogs, openLink, info: { version, locale, development } }),
    () => line.acquire(),
    report,
  );

  const shown = openWindow({
    home: directories.home,
    preload: parts.preload,
    icon: parts.icon,
    development,
    onClose: () => void quit.request(),
    onGone: () => {
      line.release();
      void dialogs.showWindowAgain().then((again) => (again ? showPage(shown) : quit.request()), report);
    },
  });
  window = shown;
  shown.webContents.on("did-start-loading", () => line.release());
  shown.webContents.once("dom-ready", () => {
    const waiting = early ?? [];
    early = null;
    for (const say of waiting) say();
  });
  app.on("before-quit", (event) => {
    if (quit.ended) return;
    event.preventDefault();
    void quit.request();
  });
  shown.on("session-end", () => void quit.sessionEnds());
  (powerMonitor as NodeJS.EventEmitter).on("shutdown", (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    void quit.sessionEnds();
  });

  for (const error of lab.problems) tell("notice", { level: "warning", error });
  files.deliverTo((path) => {
    documents.open(path).catch((error: unknown) => tell("notice", { level: "error", error: toErrorValue(error) }));
  });
  return { raise: () => raise(window) };
}
