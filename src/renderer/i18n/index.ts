/** Both languages of the lab. One file a namespace, one namespace a feature; Korean keeps the English term beside it. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { className } from "../../shared/domain/classNames";
import { type Localized, say } from "../../shared/domain/text";
import { type Language, useLanguage } from "../stores/settings";

const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { eager: true, import: "default" });

/** `{ en: { common: {…} }, ko: {…} }` from `./en/common.json` and so on. */
function collect(): Record<string, Record<string, Record<string, unknown>>> {
  const resources: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language, namespace] = /^\.\/(\w+)\/(\w+)\.json$/.exec(path) ?? [];
    if (language === undefined || namespace === undefined) continue;
    resources[language] = { ...resources[language], [namespace]: texts };
  }
  return resources;
}

const resources = collect();

/** The texts are in the bundle, so this is done before the first paint. */
export function startTexts(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: "en",
    ns: Object.keys(resources.en ?? {}),
    defaultNS: "common",
    initAsync: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

export function changeLanguage(language: Language): void {
  if (i18next.language === language) return;
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** One of these texts in both languages, for what stays while the language changes: `start:setup.wasm`. */
export const inBoth = (key: string, values: Readonly<Record<string, string | number>> = {}): Localized =>
  say(i18next.t(key, { ...values, lng: "en" }), i18next.t(key, { ...values, lng: "ko" }));

/** Picks the shown language out of text that comes in both. */
export function useLocalized(): (text: Localized) => string {
  const language = useLanguage();
  return (text) => text[language];
}

/** Names of classes in the language in use, where Saddle knows them. */
export function useClassName(): (name: string) => string {
  const localized = useLocalized();
  return (name) => localized(className(name));
}

export { i18next as texts };
