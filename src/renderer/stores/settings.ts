/** A person's settings of the lab, kept by the main process. */
import { create } from "zustand";
import type { Settings } from "../../shared/domain/settings";
import { on, request } from "../bridge";

export interface AppInfo {
  version: string;
  platform: string;
  locale: string;
  electron: string;
  chrome: string;
  node: string;
  developmentRuntime: boolean;
}

interface SettingsStore {
  settings: Settings;
  info: AppInfo | null;
}

export type Language = "en" | "ko";

export const useSettingsStore = create<SettingsStore>(() => ({
  settings: { language: "system", theme: "system", backend: null, view: {} },
  info: null,
}));

export const useSettings = (): Settings => useSettingsStore((store) => store.settings);

/** The language that is shown: Korean for a Korean system, English for every other. */
export function resolveLanguage(setting: Settings["language"], locale: string): Language {
  if (setting !== "system") return setting;
  return locale.toLowerCase().startsWith("ko") ? "ko" : "en";
}

export const useLanguage = (): Language =>
  useSettingsStore((store) => resolveLanguage(store.settings.language, store.info?.locale ?? "en"));

/** Takes effect at once; the main process keeps it. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = useSettingsStore.getState().settings;
  useSettingsStore.setState({ settings: { ...before, ...change } });
  try {
    useSettingsStore.setState({ settings: await request("settings.set", change) });
  } catch (error) {
    useSettingsStore.setState({ settings: before });
    throw error;
  }
}

type ViewValue = string | number | boolean;
type Widened<T extends ViewValue> = T extends boolean ? boolean : T extends number ? number : string;

/** How one thing of the window looks (`panel.settings.open`), remembered between starts. */
export function useView<T extends ViewValue>(key: string, otherwise: T): [Widened<T>, (value: Widened<T>) => void] {
  const kept = useSettingsStore((store) => store.settings.view[key]);
  const value = (typeof kept === typeof otherwise ? kept : otherwise) as Widened<T>;
  const change = (next: Widened<T>): void => {
    const view = { ...useSettingsStore.getState().settings.view, [key]: next };
    // A look that cannot be kept is not worth a message: it holds until the window closes.
    changeSettings({ view }).catch(() => undefined);
  };
  return [value, change];
}

/** Keeps the store in step with the main process. Returns the function that ends it. */
export async function followSettings(): Promise<() => void> {
  const end = on("settings.changed", (settings) => useSettingsStore.setState({ settings }));
  const [settings, info] = await Promise.all([request("settings.get", {}), request("app.info", {})]);
  useSettingsStore.setState({ settings, info });
  return end;
}
