/** Changes of a list whose items are of several kinds, and what stands in the line of an item. */
import type { Localized } from "../../../shared/domain/text";
import { type Field, initialValues, isJson } from "./schema";

type Variant = Extract<Field["shape"], { kind: "variant" }>;

export const kindOf = (shape: Variant, item: unknown): string => (isJson(item) ? String(item[shape.key] ?? "") : "");

export const fieldsOf = (shape: Variant, kind: string): readonly Field[] =>
  shape.variants.find((each) => each.value === kind)?.fields ?? [];

/** A new item of a kind, with its defaults. */
export const freshItem = (shape: Variant, kind: string): Record<string, unknown> => ({
  [shape.key]: kind,
  ...initialValues(fieldsOf(shape, kind)),
});

/** Another kind in an item's place: what both have by the same name stays. */
export function withKind(shape: Variant, item: unknown, kind: string): Record<string, unknown> {
  const fresh = freshItem(shape, kind);
  const before = isJson(item) ? item : {};
  const shared = Object.keys(fresh).filter((key) => key !== shape.key && key in before);
  return { ...fresh, ...Object.fromEntries(shared.map((key) => [key, before[key]])) };
}

export const inserted = <T>(items: readonly T[], at: number, item: T): T[] => [
  ...items.slice(0, at),
  item,
  ...items.slice(at),
];

export const without = <T>(items: readonly T[], at: number): T[] => items.filter((_, index) => index !== at);

/** The item one place up (−1) or down (1); the same list where there is no such place. */
export function moved<T>(items: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const other = at + by;
  if (other < 0 || other >= items.length) return items;
  const next = [...items];
  next[at] = items[other]!;
  next[other] = items[at]!;
  return next;
}

/** The values of an item in few words, where the trainer has not said it better yet: `32 · 4 · 2`. */
export function valuesText(fields: readonly Field[], item: unknown, localized: (text: Localized) => string): string {
  if (!isJson(item)) return "";
  return fields
    .filter((field) => field.text.advanced !== true)
    .map((field) => {
      const value = item[field.name];
      const choice = typeof value === "string" ? field.text.choices?.[value] : undefined;
      return choice === undefined ? (typeof value === "boolean" ? "" : String(value ?? "")) : localized(choice);
    })
    .filter((text) => text !== "")
    .join(" · ");
}
