/**
 * Reads the JSON Schema of a plug-in's parameters into fields that a form can draw. What a form
 * cannot draw becomes a plain read-only value, so that a new kind of schema never breaks the page.
 */
import { type FieldText, valueEditors } from "../../../shared/domain/plugin";
import type { Localized } from "../../../shared/domain/text";

export interface NumberShape {
  kind: "number";
  integer: boolean;
  /** Bounds; the exclusive ones do not belong to the range. */
  minimum: number | null;
  maximum: number | null;
  exclusiveMinimum: number | null;
  exclusiveMaximum: number | null;
}

export type Shape =
  | NumberShape
  | { kind: "boolean" }
  | { kind: "text"; maxLength: number | null }
  | { kind: "choice"; values: readonly string[] }
  | { kind: "object"; fields: readonly Field[] }
  | { kind: "list"; item: Field; minItems: number; maxItems: number }
  /** One of several objects that differ in the value of `key`. */
  | { kind: "variant"; key: string; variants: readonly { value: string; fields: readonly Field[] }[] }
  /** The inner shape or null. */
  | { kind: "optional"; inner: Field }
  | { kind: "fixed" };

export interface Field {
  name: string;
  text: FieldText;
  /** Whether the schema says a title itself; a group without one needs no heading. */
  titled: boolean;
  shape: Shape;
  /** Undefined where the schema names none. */
  initial: unknown;
}

type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

const isLocalized = (value: unknown): value is Localized =>
  isJson(value) && typeof value.en === "string" && typeof value.ko === "string";

/** `learningRate` → `Learning rate`, for a field that says nothing about itself. */
function wordsOf(name: string): Localized {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return { en: title, ko: title };
}

function textOf(name: string, schema: Json): FieldText {
  const saddle = isJson(schema.saddle) ? schema.saddle : {};
  const choices = isJson(saddle.choices)
    ? Object.fromEntries(
        Object.entries(saddle.choices).filter((entry): entry is [string, Localized] => isLocalized(entry[1])),
      )
    : null;
  const editor = valueEditors.find((known) => known === saddle.editor);
  return {
    title: isLocalized(saddle.title) ? saddle.title : wordsOf(name),
    ...(isLocalized(saddle.help) ? { help: saddle.help } : {}),
    ...(typeof saddle.unit === "string" ? { unit: saddle.unit } : {}),
    live: saddle.live === true,
    advanced: saddle.advanced === true,
    ...(choices === null ? {} : { choices }),
    ...(editor === undefined ? {} : { editor }),
  };
}

function alternatives(schema: Json): readonly Json[] {
  const list = schema.oneOf ?? schema.anyOf;
  return Array.isArray(list) ? list.filter(isJson) : [];
}

const constantOf = (schema: unknown): string | null =>
  isJson(schema) && typeof schema.const === "string" ? schema.const : null;

/** The property whose constant tells the objects of a union apart. */
function discriminatorOf(options: readonly Json[]): string | null {
  const [first] = options;
  if (first === undefined || !isJson(first.properties)) return null;
  const keys = Object.keys(first.properties);
  return (
    keys.find((key) =>
      options.every((option) => isJson(option.properties) && constantOf(option.properties[key]) !== null),
    ) ?? null
  );
}

function unionShape(name: string, options: readonly Json[]): Shape {
  const others = options.filter((option) => option.type !== "null");
  const [only] = others;
  if (only !== undefined && others.length === 1 && options.length === 2) {
    return { kind: "optional", inner: readField(name, only) };
  }
  const constants = others.map(constantOf);
  if (constants.length > 0 && constants.every((value) => value !== null)) return { kind: "choice", values: constants };
  const key = discriminatorOf(others);
  if (key === null) return { kind: "fixed" };
  const variants = others.map((option) => {
    const properties = isJson(option.properties) ? option.properties : {};
    return {
      value: constantOf(properties[key]) ?? "",
      fields: readFields(option).filter((field) => field.name !== key),
    };
  });
  return { kind: "variant", key, variants };
}

function shapeOf(name: string, schema: Json): Shape {
  const options = alternatives(schema);
  if (options.length > 0) return unionShape(name, options);
  if (Array.isArray(schema.enum)) {
    return { kind: "choice", values: schema.enum.filter((value): value is string => typeof value === "string") };
  }
  switch (schema.type) {
    case "integer":
    case "number":
      return {
        kind: "number",
        integer: schema.type === "integer",
        minimum: numberOf(schema.minimum),
        maximum: numberOf(schema.maximum),
        exclusiveMinimum: numberOf(schema.exclusiveMinimum),
        exclusiveMaximum: numberOf(schema.exclusiveMaximum),
      };
    case "boolean":
      return { kind: "boolean" };
    case "string":
      return constantOf(schema) === null ? { kind: "text", maxLength: numberOf(schema.maxLength) } : { kind: "fixed" };
    case "array":
      if (!isJson(schema.items)) return { kind: "fixed" };
      return {
        kind: "list",
        item: readField("item", schema.items),
        minItems: numberOf(schema.minItems) ?? 0,
        maxItems: numberOf(schema.maxItems) ?? Number.POSITIVE_INFINITY,
      };
    case "object":
      return { kind: "object", fields: readFields(schema) };
    default:
      return { kind: "fixed" };
  }
}

export function readField(name: string, schema: Json): Field {
  const titled = isJson(schema.saddle) && isLocalized(schema.saddle.title);
  const initial = schema.default ?? schema.const;
  return { name, text: textOf(name, schema), titled, shape: shapeOf(name, schema), initial };
}

/** The fields of an object schema, in its order. */
export function readFields(schema: unknown): Field[] {
  if (!isJson(schema) || !isJson(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, inner]) => (isJson(inner) ? [readField(name, inner)] : []));
}

/** A value that a new item or a newly chosen plug-in starts with. */
export function initialOf(field: Field): unknown {
  if (field.initial !== undefined) return filledValue(field, field.initial);
  const { shape } = field;
  switch (shape.kind) {
    case "number": {
      const lowest =
        shape.minimum ?? (shape.exclusiveMinimum === null ? 0 : shape.exclusiveMinimum + (shape.integer ? 1 : 1e-3));
      return Math.max(lowest, Math.min(0, shape.maximum ?? 0));
    }
    case "boolean":
      return false;
    case "text":
      return "";
    case "choice":
      return shape.values[0] ?? "";
    case "object":
      return initialValues(shape.fields);
    case "list":
      return Array.from({ length: shape.minItems }, () => initialOf(shape.item));
    case "variant": {
      const [first] = shape.variants;
      return first === undefined ? {} : { [shape.key]: first.value, ...initialValues(first.fields) };
    }
    case "optional":
    case "fixed":
      return null;
  }
}

/** A value with every default filled in that it leaves out. */
export function filledValue(field: Field, value: unknown): unknown {
  if (value === undefined) return initialOf(field);
  const { shape } = field;
  switch (shape.kind) {
    case "object":
      return isJson(value) ? filledValues(shape.fields, value) : value;
    case "list":
      return Array.isArray(value) ? value.map((item: unknown) => filledValue(shape.item, item)) : value;
    case "variant": {
      if (!isJson(value)) return value;
      const variant = shape.variants.find((each) => each.value === value[shape.key]);
      return variant === undefined ? value : filledValues(variant.fields, value);
    }
    case "optional":
      return value === null ? null : filledValue(shape.inner, value);
    default:
      return value;
  }
}

/** What the fields do not name stays as it is. */
export const filledValues = (fields: readonly Field[], values: Json): Record<string, unknown> => ({
  ...values,
  ...Object.fromEntries(fields.map((field) => [field.name, filledValue(field, values[field.name])])),
});

export const initialValues = (fields: readonly Field[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.name, initialOf(field)]));

/** Whether anything in the field may change while a run is paused. */
export function hasLive(field: Field): boolean {
  if (field.text.live === true) return true;
  const { shape } = field;
  if (shape.kind === "object") return shape.fields.some(hasLive);
  if (shape.kind === "variant") return shape.variants.some((variant) => variant.fields.some(hasLive));
  if (shape.kind === "optional") return hasLive(shape.inner);
  return false;
}

/** `1 – 4,096`, `> 0`; null without bounds. */
export function rangeText(shape: NumberShape): string | null {
  const format = (value: number): string =>
    Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
      ? value.toExponential()
      : value.toLocaleString("en-US", { maximumFractionDigits: 8 });
  // Numbers that only JavaScript bounds have no bound that a person would meet.
  const low = shape.minimum !== null && shape.minimum > -1e15 ? shape.minimum : null;
  const high = shape.maximum !== null && shape.maximum < 1e15 ? shape.maximum : null;
  const above = shape.exclusiveMinimum;
  const below = shape.exclusiveMaximum;
  if (low !== null && high !== null) return `${format(low)} – ${format(high)}`;
  const parts = [
    low === null ? (above === null ? null : `> ${format(above)}`) : `≥ ${format(low)}`,
    high === null ? (below === null ? null : `< ${format(below)}`) : `≤ ${format(high)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

export function inRange(shape: NumberShape, value: number): boolean {
  return (
    Number.isFinite(value) &&
    (!shape.integer || Number.isInteger(value)) &&
    (shape.minimum === null || value >= shape.minimum) &&
    (shape.maximum === null || value <= shape.maximum) &&
    (shape.exclusiveMinimum === null || value > shape.exclusiveMinimum) &&
    (shape.exclusiveMaximum === null || value < shape.exclusiveMaximum)
  );
}
