/** Keys and what they do. Plain letters are for the run, keys with Ctrl or ⌘ for the project. */
import type { MenuCommand } from "../../shared/contract/events";

export interface Shortcut {
  command: MenuCommand;
  /** Lower-case letter, digit or sign; `space`. */
  key: string;
  /** Ctrl, or ⌘ on a Mac. */
  primary?: boolean;
  shift?: boolean;
  /** Another key for a command that the sheet already lists. */
  hidden?: boolean;
}

export const shortcutGroups = {
  run: [
    { command: "playPause", key: "space" },
    { command: "stepDiscriminator", key: "d" },
    { command: "stepGenerator", key: "g" },
    { command: "stepBoth", key: "s" },
    { command: "stop", key: ".", primary: true },
  ],
  project: [
    { command: "new", key: "n", primary: true },
    { command: "open", key: "o", primary: true },
    { command: "save", key: "s", primary: true },
    { command: "saveAs", key: "s", primary: true, shift: true },
    { command: "close", key: "w", primary: true },
    { command: "undo", key: "z", primary: true },
    { command: "redo", key: "z", primary: true, shift: true },
    { command: "redo", key: "y", primary: true, hidden: true },
  ],
  window: [
    { command: "goStart", key: "1", primary: true },
    { command: "goData", key: "2", primary: true },
    { command: "goTrain", key: "3", primary: true },
    { command: "goLatent", key: "4", primary: true },
    { command: "goSystem", key: "5", primary: true },
    { command: "shortcuts", key: "?" },
  ],
} as const satisfies Record<string, readonly Shortcut[]>;

const all: readonly Shortcut[] = Object.values(shortcutGroups).flat();

/** What a key press carries; the part of KeyboardEvent that decides. */
export interface KeyPress {
  key: string;
  /** The place on the keyboard, so that letters work while a Korean input method is on. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The letter or sign of a press, whatever the input method makes of it. */
function keyOf(press: KeyPress): string {
  if (press.key === " ") return "space";
  const key = press.key.toLowerCase();
  if (/^[ -~]$/.test(key)) return key;
  return /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? key;
}

/** The command of a key press, or null. */
export function commandOf(press: KeyPress, mac: boolean): MenuCommand | null {
  const primary = mac ? press.metaKey : press.ctrlKey;
  const foreign = press.altKey || (mac ? press.ctrlKey : press.metaKey);
  if (foreign) return null;
  const key = keyOf(press);
  // Signs such as `?` need Shift on some keyboards and not on others.
  const shiftMatters = key === "space" || /^[a-z]$/.test(key);
  const found = all.find(
    (shortcut) =>
      shortcut.key === key &&
      (shortcut.primary ?? false) === primary &&
      (!shiftMatters || (shortcut.shift ?? false) === press.shiftKey),
  );
  return found?.command ?? null;
}

/** `Ctrl+Shift+S`, or `⇧⌘S` on a Mac, as separate keys. */
export function keysOf(shortcut: Shortcut, mac: boolean): string[] {
  const key = shortcut.key === "space" ? "Space" : shortcut.key.toUpperCase();
  return [
    ...(shortcut.shift === true ? [mac ? "⇧" : "Shift"] : []),
    ...(shortcut.primary === true ? [mac ? "⌘" : "Ctrl"] : []),
    key,
  ].sort((a, b) => Number(b === "Ctrl") - Number(a === "Ctrl"));
}

/** What decides whether a key press is a shortcut or belongs to what has the focus. */
export interface PressContext {
  key: string;
  /** Whether Ctrl or ⌘ is held. */
  primary: boolean;
  /** Whether the focus was moved by the keyboard, and not by a click. */
  tabbed: boolean;
}

/** Whether keys belong to what has the focus: a text field, or an open dialog or menu. */
export function keysAreTaken(target: EventTarget | null, press: PressContext): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
    return true;
  const types = ["checkbox", "radio", "range", "button"];
  const text =
    target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !types.includes(target.type));
  // In a text field Ctrl+Z and Ctrl+Y are its own; saving and opening work from everywhere.
  if (text) return !press.primary || /^[zy]$/i.test(press.key);
  // Space presses a button that the keyboard reached; after a click with the mouse it plays. `:focus-visible`
  // does not tell the two apart: once a key was pressed, Chrome matches it after a click as well.
  const presses = 'button, input, a, select, summary, [role="slider"], [tabindex="0"]';
  return press.key === " " && press.tabbed && target.matches(presses);
}
