/** The native menu: every command that has a key, in the person's language. */
import { Menu, type MenuItemConstructorOptions } from "electron";
import type { MenuCommand } from "../../shared/contract/events";
import { type SingleUpdate, singleUpdates } from "../../shared/domain/plugin";
import type { Language } from "./locale";
import { type TextKey, texts } from "./text";

export interface MenuChoices {
  language: Language;
  platform: NodeJS.Platform;
  /** Whether to offer reloading and the developer tools. */
  development: boolean;
  send(command: MenuCommand): void;
  openLink(address: string): void;
}

const papers: ReadonlyArray<readonly [TextKey, string]> = [
  ["paperGan", "https://arxiv.org/abs/1406.2661"],
  ["paperDcgan", "https://arxiv.org/abs/1511.06434"],
];

/** Pure, so that a test can read it. */
export function menuTemplate(choices: MenuChoices): MenuItemConstructorOptions[] {
  const mac = choices.platform === "darwin";
  const label = (key: TextKey): string => {
    const text = texts[key][choices.language];
    // macOS has no access keys: `&File` is File there, and `파일(&F)` is 파일.
    return mac ? text.replace(/\(&.\)/, "").replace("&", "") : text;
  };
  const command = (key: MenuCommand & TextKey, accelerator?: string): MenuItemConstructorOptions => ({
    id: key,
    label: label(key),
    click: () => choices.send(key),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  /** A key without Ctrl or ⌘ is shown only: the window handles it, so that it can still be typed into a field. */
  const plainKey = (key: MenuCommand & TextKey, accelerator: string): MenuItemConstructorOptions =>
    mac ? command(key) : { ...command(key, accelerator), registerAccelerator: false };
  const role = (name: NonNullable<MenuItemConstructorOptions["role"]>, key: TextKey): MenuItemConstructorOptions => ({
    role: name,
    label: label(key),
  });
  const line: MenuItemConstructorOptions = { type: "separator" };
  const closeProject = { ...command("close", "CmdOrCtrl+W"), label: label("closeProject") };

  const application: MenuItemConstructorOptions = {
    label: "Saddle",
    submenu: [
      command("about"),
      line,
      { role: "services" },
      line,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      line,
      role("quit", "quitSaddle"),
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: label("file"),
    submenu: [
      command("new", "CmdOrCtrl+N"),
      command("open", "CmdOrCtrl+O"),
      line,
      command("save", "CmdOrCtrl+S"),
      command("saveAs", "CmdOrCtrl+Shift+S"),
      line,
      closeProject,
      ...(mac ? [] : [line, { ...role("quit", "quitSaddle"), accelerator: "Ctrl+Q" }]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: label("edit"),
    submenu: [
      command("undo", "CmdOrCtrl+Z"),
      command("redo", mac ? "Cmd+Shift+Z" : "Ctrl+Y"),
      line,
      role("cut", "cut"),
      role("copy", "copy"),
      role("paste", "paste"),
      role("selectAll", "selectAll"),
    ],
  };
  const run: MenuItemConstructorOptions = {
    label: label("run"),
    submenu: [
      plainKey("playPause", "Space"),
      plainKey("stepBoth", "S"),
      plainKey("stepDiscriminator", "D"),
      plainKey("stepGenerator", "G"),
      line,
      command("stop", "CmdOrCtrl+."),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: label("view"),
    submenu: [
      command("goStart", "CmdOrCtrl+1"),
      command("goData", "CmdOrCtrl+2"),
      command("goTrain", "CmdOrCtrl+3"),
      command("goLatent", "CmdOrCtrl+4"),
      command("goSystem", "CmdOrCtrl+5"),
      line,
      role("zoomIn", "zoomIn"),
      role("zoomOut", "zoomOut"),
      role("resetZoom", "actualSize"),
      line,
      role("togglefullscreen", "fullScreen"),
      ...(choices.development ? [line, role("reload", "reload"), role("toggleDevTools", "developerTools")] : []),
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: "help",
    label: label("help"),
    submenu: [
      { ...command("shortcuts"), accelerator: "Shift+/", registerAccelerator: false },
      line,
      ...papers.map(([key, address]) => ({ label: label(key), click: () => choices.openLink(address) })),
      ...(mac ? [] : [line, command("about")]),
    ],
  };
  return [
    ...(mac ? [application] : []),
    file,
    edit,
    run,
    view,
    ...(mac ? [{ role: "windowMenu" as const, label: label("window") }] : []),
    help,
  ];
}

const single = { discriminator: "stepDiscriminator", generator: "stepGenerator" } as const satisfies Record<
  SingleUpdate,
  MenuCommand
>;

/** Greys out updates of one network where the model has none that moves alone. */
export function offerSingles(offered: readonly SingleUpdate[]): void {
  for (const update of singleUpdates) {
    const item = Menu.getApplicationMenu()?.getMenuItemById(single[update]);
    if (item) item.enabled = offered.includes(update);
  }
}

export function showMenu(choices: MenuChoices): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(choices)));
}
