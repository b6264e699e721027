/** The language that the native parts speak: menus, dialogs, the window's title. */
import type { Settings } from "../../shared/domain/settings";
import type { Localized } from "../../shared/domain/text";

export type Language = keyof Localized;

interface SystemLocale {
  getLocale(): string;
  getPreferredSystemLanguages?(): string[];
}

/** BCP 47 of the system's first language, for example `ko-KR`; `en` for a system that names none (POSIX's `C`). */
export function systemLocale(app: SystemLocale): string {
  const named = app.getPreferredSystemLanguages?.()[0] ?? app.getLocale();
  return /^[a-z]{2,3}\b/i.test(named) ? named : "en";
}

/** Korean for a Korean system, English for every other; a person's choice goes before both. */
export function languageOf(setting: Settings["language"], locale: string): Language {
  if (setting !== "system") return setting;
  return /^ko\b/i.test(locale) ? "ko" : "en";
}
