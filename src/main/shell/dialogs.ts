/** The native dialogs, in the person's language. */
import { join } from "node:path";
import { app, type BrowserWindow, dialog } from "electron";
import { type ErrorValue, SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";
import type { Language } from "./locale";
import { texts } from "./text";

export const exportKinds = {
  csv: { name: { en: "Comma-separated values", ko: "쉼표로 구분된 값" }, extension: "csv" },
  svg: { name: { en: "SVG drawing", ko: "SVG 그림" }, extension: "svg" },
  png: { name: { en: "PNG picture", ko: "PNG 그림" }, extension: "png" },
} as const;
export type ExportKind = keyof typeof exportKinds;

/** A suggestion from the window as a plain file name: no folder, nothing a file system refuses. */
export function fileName(suggestion: string, extension: string): string {
  const refused = (sign: string): boolean => /[<>:"/\\|?*]/.test(sign) || sign < " " || sign === "\u007f";
  const clean = Array.from(suggestion, (sign) => (refused(sign) ? "-" : sign))
    .join("")
    .replace(/^[.\s]+|[.\s]+$/g, "")
    .slice(0, 120);
  const stem = clean.toLowerCase().endsWith(`.${extension}`) ? clean.slice(0, -extension.length - 1) : clean;
  return `${stem === "" ? "saddle" : stem}.${extension}`;
}

const withExtension = (path: string, extension: string): string =>
  path.toLowerCase().endsWith(`.${extension}`) ? path : `${path}.${extension}`;

export class Dialogs {
  readonly #window: () => BrowserWindow | null;
  readonly #language: () => Language;

  constructor(window: () => BrowserWindow | null, language: () => Language) {
    this.#window = window;
    this.#language = language;
  }

  #shown(): BrowserWindow {
    const window = this.#window();
    if (window === null) {
      throw new SaddleError("conflict", say("There is no window to ask in.", "물어볼 창이 없습니다."));
    }
    return window;
  }

  #text(key: keyof typeof texts): string {
    return texts[key][this.#language()];
  }

  /** The project to open; null where the person cancelled. */
  async openProject(): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#shown(), {
      title: this.#text("openTitle"),
      defaultPath: app.getPath("documents"),
      properties: ["openFile"],
      filters: [{ name: this.#text("projectFiles"), extensions: ["saddle"] }],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  /** Pictures to train on; null where the person cancelled. No system lets one dialog choose files and folders. */
  async chooseData(kind: "file" | "folder"): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#shown(), {
      title: this.#text(kind === "file" ? "dataFileTitle" : "dataFolderTitle"),
      defaultPath: app.getPath("documents"),
      properties: [kind === "file" ? "openFile" : "openDirectory"],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  /** Where to save a project; null where the person cancelled. */
  async saveProject(project: { name: string; path: string | null }): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.#shown(), {
      title: this.#text("saveTitle"),
      defaultPath: project.path ?? join(app.getPath("documents"), fileName(project.name, "saddle")),
      filters: [{ name: this.#text("projectFiles"), extensions: ["saddle"] }],
    });
    return canceled || !filePath ? null : withExtension(filePath, "saddle");
  }

  /** Where to write a chart or a gallery; null where the person cancelled. */
  async exportTo(suggestion: string, kind: ExportKind): Promise<string | null> {
    const { name, extension } = exportKinds[kind];
    const { canceled, filePath } = await dialog.showSaveDialog(this.#shown(), {
      title: this.#text("exportTitle"),
      defaultPath: join(app.getPath("documents"), fileName(suggestion, extension)),
      filters: [{ name: name[this.#language()], extensions: [extension] }],
    });
    return canceled || !filePath ? null : withExtension(filePath, extension);
  }

  /** What to do about unsaved changes of a project. */
  async unsavedChanges(name: string): Promise<"save" | "discard" | "cancel"> {
    const answers = ["save", "discard", "cancel"] as const;
    const { response } = await dialog.showMessageBox(this.#shown(), {
      type: "warning",
      message: this.#text("unsaved").replace("{name}", name),
      detail: this.#text("unsavedDetail"),
      buttons: answers.map((answer) => this.#text(answer)),
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    return answers[response] ?? "cancel";
  }

  /** For what goes wrong outside any request of the window, such as saving while it closes. */
  async problem(title: "failedToSave", error: ErrorValue): Promise<void> {
    const options = {
      type: "error" as const,
      message: this.#text(title),
      detail: [error.message, error.hint]
        .flatMap((text) => (text === undefined ? [] : [text[this.#language()]]))
        .join("\n\n"),
      buttons: [this.#text("close")],
      noLink: true,
    };
    const window = this.#window();
    await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
  }

  /** After the window's process ended by itself. */
  async showWindowAgain(): Promise<boolean> {
    const { response } = await dialog.showMessageBox({
      type: "error",
      message: this.#text("windowGone"),
      detail: this.#text("windowGoneDetail"),
      buttons: [this.#text("showAgain"), this.#text("quit")],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  }
}
