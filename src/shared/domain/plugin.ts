/**
 * What every plug-in says about itself, and how its parameters describe themselves to the window:
 * a zod schema whose fields carry a title, one line of help, a unit and bounds. The window gets the
 * schema as JSON Schema and draws the form from it, so a new plug-in never touches the window.
 */
import { z } from "zod";
import { chartSchema } from "./chart";
import { type Localized, localizedSchema } from "./text";

/** What a form needs to know about one field beyond its type and bounds. */
export interface FieldText {
  title: Localized;
  /** One line of help. */
  help?: Localized;
  /** For example `px`, `steps`, `images`: words of `units.ts`, or what is the same in every language. */
  unit?: string;
  /** True where the value may change while a run is paused; everything else is fixed at the start. */
  live?: boolean;
  /** Folded away until asked for. */
  advanced?: boolean;
  /** For an enum: what each choice is called. */
  choices?: Record<string, Localized>;
  /** For a list that is drawn with the pointer: heights of a curve, or dabs of a brush ({@link valueEditors}). */
  editor?: ValueEditor;
}

export const valueEditors = ["curve", "dabs"] as const;
export type ValueEditor = (typeof valueEditors)[number];

/** Attaches form text to a schema; it survives `z.toJSONSchema` as the key `saddle`. */
export function field<T extends z.ZodType>(schema: T, text: FieldText): T {
  return schema.meta({ saddle: text }) as T;
}

export const pluginKinds = ["dataset", "model", "objective", "regularizer", "optimizer", "metric"] as const;
export type PluginKind = (typeof pluginKinds)[number];

/** Networks that a step may move alone, by hand. */
export const singleUpdates = ["discriminator", "generator"] as const;
export type SingleUpdate = (typeof singleUpdates)[number];

/** What a model's recorded pictures show; each part has {@link galleryCells} pictures. */
export const galleryParts = [
  /** What is made of fixed points z, drawn from the prior. */
  "samples",
  /** Rows of fixed examples, each above what is made of their codes. */
  "reconstructions",
] as const;
export type GalleryPart = (typeof galleryParts)[number];
export const galleryCells = 64;
export const galleryColumns = 8;

/** One plug-in as the window sees it. */
export const pluginCardSchema = z.object({
  kind: z.enum(pluginKinds),
  id: z.string(),
  title: localizedSchema,
  /** Paper and section. */
  reference: z.string(),
  /** JSON Schema of its parameters (with {@link FieldText} under `saddle`). */
  params: z.record(z.string(), z.unknown()),
  /** For a model: the networks that each take an optimizer, in the order in which they are shown. */
  networks: z.array(z.string()).optional(),
  /** For a model: whether it is trained by an objective plug-in. */
  takesObjective: z.boolean().optional(),
  /** Charts of what it measures while it trains, in the order in which they are shown. */
  charts: z.array(chartSchema).optional(),
  /** For a model: which network alone a person may have updated. */
  singles: z.array(z.enum(singleUpdates)).optional(),
  /** For a model: what its pictures show, in this order. */
  gallery: z.array(z.enum(galleryParts)).optional(),
  /** For a regulariser: whether it moves where the game ends, so that the objective's levels do not hold. */
  movesEquilibrium: z.boolean().optional(),
});
export type PluginCard = z.infer<typeof pluginCardSchema>;

/** The plug-ins that this build knows, plus the schema of the settings common to all runs. */
export const catalogSchema = z.object({
  plugins: z.array(pluginCardSchema),
  training: z.record(z.string(), z.unknown()),
});
export type Catalog = z.infer<typeof catalogSchema>;
