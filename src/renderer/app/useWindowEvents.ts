/** What comes to the window as a whole: keys, menu commands, notices and dropped files. */
import { useEffect, useState } from "react";
import { on, pathOf } from "../bridge";
import { useSettingsStore } from "../stores/settings";
import { notify } from "../ui/notices";
import { commands, openDropped } from "./commands";
import { commandOf, keysAreTaken } from "./shortcuts";

export const onMac = (): boolean => useSettingsStore.getState().info?.platform === "darwin";

export function useKeys(): void {
  useEffect(() => {
    let tabbed = false;
    const point = (): void => {
      tabbed = false;
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key === "Tab" || event.key.startsWith("Arrow")) tabbed = true;
      if (event.isComposing || event.defaultPrevented) return;
      const command = commandOf(event, onMac());
      const primary = event.ctrlKey || event.metaKey;
      if (command === null || keysAreTaken(event.target, { key: event.key, primary, tabbed })) return;
      // Also keeps the native menu from doing the same once more.
      event.preventDefault();
      if (event.key === " " && document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (!event.repeat || command.startsWith("step")) commands[command]();
    };
    window.addEventListener("keydown", press);
    window.addEventListener("pointerdown", point, true);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("pointerdown", point, true);
    };
  }, []);
}

export function useMainEvents(): void {
  useEffect(() => {
    const endMenu = on("menu", ({ command }) => commands[command]());
    const endNotice = on("notice", ({ level, error }) => notify(level, error));
    return () => {
      endMenu();
      endNotice();
    };
  }, []);
}

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Whether a file hovers over the window; what is dropped is opened. */
export function useFileDrop(): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    // Enter and leave also come for every element that is crossed; only the balance tells.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setHovering(true);
    };
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setHovering(false);
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setHovering(false);
      const files = Array.from(event.dataTransfer?.files ?? [], (file) => ({ name: file.name, path: pathOf(file) }));
      void openDropped(files);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return hovering;
}
