/** What is asked and told about data: inspecting a source, importing it, and looking at what is trained on. */
import { z } from "zod";
import { float32Array, float64Array } from "../domain/arrays";
import { atlasSchema } from "../domain/picture";
import { pluginSettingsSchema } from "../domain/recipe";
import { localizedSchema } from "../domain/text";
import { route } from "./route";

export const splits = ["training", "test"] as const;
export type Split = (typeof splits)[number];

const skippedSchema = z.object({
  count: z.int(),
  /** The first of them. */
  files: z.array(z.object({ name: z.string(), reason: localizedSchema })),
});

/** What a source is, before anything is imported. */
export const inspectionSchema = z.object({
  /** `folder`, `zip`, `idx`, `cifar`, `npz`, … */
  kind: z.string(),
  title: z.string(),
  /** Pictures, or files that may be some. */
  count: z.int(),
  testCount: z.int(),
  /** `[height, width, channels]` where all pictures have one shape. */
  shape: z.tuple([z.int(), z.int(), z.int()]).nullable(),
  classes: z.array(z.string()).nullable(),
  notes: z.array(localizedSchema),
  /** Settings of the plug-in `images` that fit. */
  suggestion: z.object({
    size: z.int(),
    colour: z.enum(["colour", "grey"]),
    orientation: z.enum(["stored", "transposed"]),
  }),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const dataDescriptionSchema = z.object({
  title: z.string(),
  count: z.int(),
  testCount: z.int(),
  shape: z.tuple([z.int(), z.int(), z.int()]),
  range: z.tuple([z.number(), z.number()]),
  classes: z.array(z.string()).nullable(),
  /** Examples of each class in the training set. */
  classCounts: z.array(z.int()).nullable(),
  hash: z.string(),
  notes: z.array(localizedSchema),
  skipped: skippedSchema,
  /** Mean and population standard deviation of each channel, bytes. */
  channels: z.array(z.object({ mean: z.number(), deviation: z.number() })),
  /** How often each byte occurs, `[channels, 256]`. */
  histogram: float64Array,
  /** The mean picture, and the picture of standard deviations (scaled so that its greatest is white). */
  pictures: atlasSchema,
  /** Training examples that are the same, byte for byte, as one before them. */
  duplicates: z.int(),
});
export type DataDescription = z.infer<typeof dataDescriptionSchema>;

const settings = z.object({ dataset: pluginSettingsSchema });

/** Routes of the trainer that the window may use as they are. */
export const dataRoutes = {
  "data.inspect": route(z.object({ path: z.string().min(1).max(4096) }), inspectionSchema),
  /** Imports what is not in the cache yet, and fills in what it holds; other datasets come back as they are. */
  "data.import": route(settings, z.object({ dataset: pluginSettingsSchema })),
  /** Ends the import that is under way. */
  "data.cancel": route(z.object({}), z.object({})),
  /** Null while the data is not imported. */
  "data.describe": route(settings, z.object({ description: dataDescriptionSchema.nullable() })),
  "data.pictures": route(
    settings.extend({
      split: z.enum(splits),
      /** Of one class only. */
      label: z.int().min(0).max(255).nullable(),
      /** Which of those, counted from 0. */
      begin: z.int().min(0),
      count: z.int().min(1).max(2048),
    }),
    z.object({
      /** Examples that there are of that split and class. */
      total: z.int(),
      /** Their numbers in the split, and their labels where there are any. */
      indices: z.array(z.int()),
      labels: z.array(z.int()).nullable(),
      atlas: atlasSchema.nullable(),
    }),
  ),
  /** The training examples nearest to one of them in Euclidean distance of bytes, itself first. */
  "data.neighbours": route(
    settings.extend({ split: z.enum(splits), index: z.int().min(0), count: z.int().min(1).max(64) }),
    z.object({
      indices: z.array(z.int()),
      distances: float32Array,
      labels: z.array(z.int()).nullable(),
      atlas: atlasSchema,
    }),
  ),
  /** The first pictures of a source before and after the settings, without importing it. */
  "data.preview": route(
    settings.extend({ count: z.int().min(1).max(24) }),
    z.object({
      before: atlasSchema,
      after: atlasSchema,
      /** The same left for right, where training sees them so too. */
      mirrored: atlasSchema.nullable(),
    }),
  ),
} as const;

/**
 * What an import counts: pictures that are done, or bytes that came from the web; before it can, and before a look at
 * a source, packed bytes of an archive that are unpacked.
 */
export const importUnits = ["pictures", "bytes", "unpacked"] as const;
export type ImportUnit = (typeof importUnits)[number];

export const importProgressSchema = z.object({
  source: z.string(),
  unit: z.enum(importUnits),
  done: z.int(),
  total: z.int(),
  /** Null until the pace is known. */
  secondsLeft: z.number().nullable(),
  /** The last word on it. */
  ended: z.boolean(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
