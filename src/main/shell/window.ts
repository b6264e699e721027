/** The one window: sandboxed, without Node, shown when it has something to show, where it was last time. */
import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import { startAddress } from "./security/origin";
import { minimumSize, placeWindow, type Rectangle, readWindowState, writeWindowState } from "./windowState";

/** The window's ground, so that neither theme flashes the other's colour (palette.css: `--saddle-ground`). */
const ground = { light: "#f3f4f4", dark: "#101316" } as const;
const groundNow = (): string => (nativeTheme.shouldUseDarkColors ? ground.dark : ground.light);

export interface WindowChoices {
  /** The lab's folder, where the window's place is remembered. */
  home: string;
  preload: string;
  icon: string;
  development: boolean;
  /** The person wants to close the window; it stays until {@link BrowserWindow.destroy}. */
  onClose(): void;
  /** The window's process ended by itself. */
  onGone(): void;
}

export function openWindow(choices: WindowChoices): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const areas: [Rectangle, ...Rectangle[]] = [primary.workArea, ...others.map((display) => display.workArea)];
  const { bounds, maximized } = placeWindow(readWindowState(choices.home), areas);

  const window = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: "Saddle",
    icon: choices.icon,
    backgroundColor: groundNow(),
    webPreferences: {
      preload: choices.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: choices.development,
    },
  });
  if (maximized) window.maximize();

  const repaint = (): void => window.setBackgroundColor(groundNow());
  nativeTheme.on("updated", repaint);

  const remember = (): void =>
    writeWindowState(choices.home, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  let pending: NodeJS.Timeout | undefined;
  const rememberSoon = (): void => {
    clearTimeout(pending);
    pending = setTimeout(remember, 500);
  };
  // One by one: the overloads of `on` are typed by literal.
  window.on("resize", rememberSoon);
  window.on("move", rememberSoon);
  window.on("maximize", rememberSoon);
  window.on("unmaximize", rememberSoon);

  window.once("ready-to-show", () => window.show());
  window.on("close", (event) => {
    event.preventDefault();
    remember();
    choices.onClose();
  });
  // Quitting ends the window without closing it.
  app.on("before-quit", remember);
  window.on("closed", () => {
    clearTimeout(pending);
    app.off("before-quit", remember);
    nativeTheme.off("updated", repaint);
  });
  // The title is set by the main process, from the project's name.
  window.on("page-title-updated", (event) => event.preventDefault());
  window.webContents.on("render-process-gone", (_event, details) => {
    if (details.reason !== "clean-exit") choices.onGone();
  });
  void showPage(window);
  return window;
}

export function showPage(window: BrowserWindow): Promise<void> {
  return window.loadURL(startAddress);
}

/** To the front, from wherever it is. */
export function raise(window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** `name — Saddle`, with a mark while there is something to save. */
export function titleWindow(
  window: BrowserWindow,
  project: { name: string; path: string | null; dirty: boolean } | null,
): void {
  window.setTitle(project === null ? "Saddle" : `${project.dirty ? "• " : ""}${project.name} — Saddle`);
  // macOS: the dot in the close button and the file's icon in the title bar.
  window.setDocumentEdited(project?.dirty ?? false);
  window.setRepresentedFilename(project?.path ?? "");
}

/** Where the built parts lie, seen from the main script (`out/main/index.js`). */
export const builtParts = (mainFolder: string) => ({
  preload: join(mainFolder, "../preload/index.js"),
  renderer: join(mainFolder, "../renderer"),
  trainer: join(mainFolder, "trainer.js"),
  icon: join(mainFolder, "../../resources/icon.png"),
});

/** Whether this is a developer's run: the old runtime of the set-up, or Electron started on a folder. */
export const inDevelopment = (): boolean => process.env.SADDLE_DEVELOPMENT_RUNTIME === "1" || !app.isPackaged;
