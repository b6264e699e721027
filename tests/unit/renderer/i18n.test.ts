/** Both languages say the same things, and everything that the window says exists. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../src/renderer");
const languages = ["en", "ko"] as const;

type Texts = Record<string, string>;

/** `{ a: { b: "…" } }` as `a.b`. */
function flatten(value: unknown, prefix = ""): Texts {
  if (typeof value === "string") return { [prefix]: value };
  return Object.entries(value as Record<string, unknown>).reduce<Texts>(
    (texts, [key, inner]) => Object.assign(texts, flatten(inner, prefix === "" ? key : `${prefix}.${key}`)),
    {},
  );
}

const files = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => pattern.test(file));

const namespaces = files(join(root, "i18n/en"), /\.json$/).map((file) => file.replace(".json", ""));
const load = (language: string, namespace: string): Texts =>
  flatten(JSON.parse(readFileSync(join(root, "i18n", language, `${namespace}.json`), "utf8")));

/** Korean has one plural form, English two. */
const singular = (key: string): string => key.replace(/_(one|other)$/, "");
const keysOf = (texts: Texts): string[] => [...new Set(Object.keys(texts).map(singular))].sort();
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each(namespaces)("the texts of %s", (namespace) => {
  const [en, ko] = languages.map((language) => load(language, namespace)) as [Texts, Texts];

  it("have the same keys in both languages", () => {
    expect(keysOf(ko)).toEqual(keysOf(en));
  });

  it("fill in the same values in both languages", () => {
    const other = Object.keys(ko).filter((key) => key in en);
    const differing = other.filter(
      (key) => JSON.stringify(placeholders(ko[key]!)) !== JSON.stringify(placeholders(en[key]!)),
    );
    expect(differing).toEqual([]);
  });

  it("leave nothing empty", () => {
    expect([...Object.entries(en), ...Object.entries(ko)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

interface Use {
  file: string;
  namespace: string;
  /** The key, or what stands before the first computed part of it. */
  key: string;
  computed: boolean;
}

/** The namespace of a file: the one it asks for, else its feature's, since a feature passes its `t` on. */
function namespaceOf(file: string, source: string): string {
  const feature = /features[/\\](\w+)[/\\]/.exec(file)?.[1] ?? "";
  return /useTranslation\("(\w+)"\)/.exec(source)?.[1] ?? (namespaces.includes(feature) ? feature : "common");
}

/** Every key that the window's code asks for, plain, chosen between two, or computed at its end. */
function uses(): Use[] {
  return files(root, /\.tsx?$/).flatMap((file) => {
    const source = readFileSync(join(root, file), "utf8");
    const own = namespaceOf(file, source);
    const calls = [...source.matchAll(/\b(?:t|inBoth)\(([^(){}]*(?:\$\{[^}]*\}[^(){}]*)?)/g)].map((match) =>
      // What a condition compares with is no key.
      match[1]!.replace(/[!=]== "[^"]*"/g, ""),
    );
    const plain = calls.flatMap((call) =>
      [...call.matchAll(/"([^"]+)"/g)].map((match) => ({ text: match[1]!, computed: false })),
    );
    const template = calls.flatMap((call) =>
      [...call.matchAll(/`([^`$]*)\$\{/g)].map((match) => ({ text: match[1]!, computed: true })),
    );
    return [...plain, ...template].map(({ text, computed }) => {
      const [, namespace, key] = /^(?:(\w+):)?(.*)$/.exec(text) ?? [];
      return { file, namespace: namespace ?? own, key: key ?? "", computed };
    });
  });
}

describe("the window's code", () => {
  const texts = Object.fromEntries(namespaces.map((namespace) => [namespace, keysOf(load("en", namespace))]));
  const found = uses();

  it("is read by this test at all", () => {
    expect(found.length).toBeGreaterThan(50);
  });

  it("asks only for texts that exist", () => {
    const missing = found.filter(({ namespace, key, computed }) => {
      const keys = texts[namespace] ?? [];
      return computed ? !keys.some((each) => each.startsWith(key)) : !keys.includes(key);
    });
    expect(missing).toEqual([]);
  });
});
