/** A run: one line of training, its history and the checkpoints it can go on from. */
import { z } from "zod";
import { singleUpdates } from "./plugin";
import { recipeSchema } from "./recipe";
import { localizedSchema } from "./text";

export const runStates = [
  /** Opened or never started; no process holds it. */
  "idle",
  /** The trainer is reading data and building networks. */
  "loading",
  "running",
  "paused",
  /** Reached the length that was asked for. */
  "finished",
  /** Stopped on NaN or infinity. */
  "diverged",
  /** The trainer died. */
  "failed",
] as const;
export type RunState = (typeof runStates)[number];

/** Whether a run's networks are in the trainer's memory. */
export const isLoaded = (state: RunState): boolean => state === "running" || state === "paused" || state === "finished";

export const checkpointKinds = [
  /** Taken by the clock of `training.checkpointEvery`; old ones may be thinned. */
  "auto",
  /** Asked for, or taken at a pause, stop or end: kept. */
  "kept",
] as const;

export const checkpointSchema = z.object({
  step: z.int().min(0),
  kind: z.enum(checkpointKinds),
  /** Bytes of the safetensors file. */
  bytes: z.int().min(0),
  /** SHA-256 over the weights alone (names, shapes, values in name order), lower-case hex. */
  weightsSha256: z.string(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** A live change of a setting, part of the run's history so that it can be replayed. */
export const editSchema = z.object({
  /** The change holds from the update after this step. */
  step: z.int().min(0),
  path: z.string(),
  value: z.union([z.number(), z.boolean(), z.string()]),
});
export type Edit = z.infer<typeof editSchema>;

/** A step that moved one network only, by hand: part of the run's history so that it can be replayed. */
export const singleSchema = z.object({
  /** The step that it made. */
  step: z.int().min(1),
  update: z.enum(singleUpdates),
});
export type Single = z.infer<typeof singleSchema>;

/** How often each class, or mode of a mixture, was counted among what was generated at one step. */
export const coverageSchema = z.object({
  step: z.int().min(0),
  /** Generated images per class, by the classifier's first choice; generated points per mode, by the nearest centre. */
  counts: z.array(z.int().min(0)),
  /** How many of them the classifier gave less than `confidence` to, or lie beyond `deviations` of their centre. */
  unsure: z.int().min(0),
  total: z.int().min(0),
  /** KL(generated shares ‖ data shares), nats. */
  kl: z.number(),
  /** Classes whose share is above `threshold` of their share in the data; modes with a point within `deviations`. */
  covered: z.int().min(0),
  /** Of a mixture: points per mode within `deviations` of its centre. */
  highQuality: z.array(z.int().min(0)).optional(),
});
export type Coverage = z.infer<typeof coverageSchema>;

const known = {
  classes: z.array(z.string()),
  /** Share of each class or mode in the training data, summing to 1. */
  shares: z.array(z.number()),
};

export const classifierReferenceSchema = z.object({
  ...known,
  /** Accuracy of the classifier on held-out test images, 0 to 1. */
  accuracy: z.number(),
  /** A class counts as covered above this fraction of its share in the data. */
  threshold: z.number(),
  /** Below this probability a sample counts as unsure. */
  confidence: z.number(),
  /** What the classifier is and what it learned from, for the label beside the figure. */
  classifier: localizedSchema,
});
export type ClassifierReference = z.infer<typeof classifierReferenceSchema>;

export const mixtureReferenceSchema = z.object({
  ...known,
  /** Standard deviations from a mode's centre within which a point is of high quality. */
  deviations: z.number().min(0),
});
export type MixtureReference = z.infer<typeof mixtureReferenceSchema>;

/** What coverage is measured with; the same for all records of a dataset. */
export const coverageReferenceSchema = z.union([classifierReferenceSchema, mixtureReferenceSchema]);
export type CoverageReference = z.infer<typeof coverageReferenceSchema>;

/** The evidence lower bound of held-out examples with the weights of a step, nats a picture. */
export const boundFiguresSchema = z.object({
  step: z.int().min(0),
  /** Held-out examples that were measured. */
  examples: z.int().min(1),
  /** Draws of z for each of them, K. */
  samples: z.int().min(1),
  /** Mean of −reconstruction − kl. */
  elbo: z.number(),
  /** Standard error of that mean over the examples. */
  error: z.number().min(0),
  /** Mean of −log p(x | z). */
  reconstruction: z.number(),
  /** Mean of KL(q(z | x) ‖ p(z)). */
  kl: z.number(),
  /** The importance-weighted bound of K draws, at least as high; null with a single one. */
  importance: z.number().nullable(),
  latentSize: z.int().min(1),
  /** Values of the code whose KL is above 0.01 nats on average. */
  activeUnits: z.int().min(0),
});
export type BoundFigures = z.infer<typeof boundFiguresSchema>;

/** Where validation images come from: training images that the run leaves out, or the last of the test images. */
export const validationSources = ["left-out", "test"] as const;
export type ValidationSource = (typeof validationSources)[number];

/** Log-likelihood of test images under normal kernels on generated ones, with the weights of a step; nats an image. */
export const parzenFiguresSchema = z.object({
  step: z.int().min(0),
  /** Generated images, a kernel each. */
  samples: z.int().min(1),
  /** Mean over the test images. */
  logLikelihood: z.number(),
  /** Standard error of that mean over the images. */
  error: z.number().min(0),
  /** Deviation of the kernels, of pixels in [0, 1]. */
  sigma: z.number().positive(),
  /** Mean over the validation images, with the same σ. */
  validation: z.number(),
  validationImages: z.int().min(1),
  validationSource: z.enum(validationSources),
  testImages: z.int().min(1),
});
export type ParzenFigures = z.infer<typeof parzenFiguresSchema>;

/** How many generated images a classifier of the data's classes recognises, with the weights of a step. */
export const recognitionFiguresSchema = z.object({
  step: z.int().min(0),
  /** Generated images. */
  samples: z.int().min(1),
  /** An image is recognised where its likeliest class has at least this probability. */
  confidence: z.number().min(0).max(1),
  /** Share of the generated images that are, 0 to 1. */
  recognised: z.number().min(0).max(1),
  classes: z.array(z.string()),
  /** Generated images by their likeliest class. */
  counts: z.array(z.int().min(0)),
  /** The same classifier on images of the data that it did not learn from. */
  heldOut: z.object({
    images: z.int().min(1),
    /** Share that is told right. */
    accuracy: z.number().min(0).max(1),
    /** Share that is recognised. */
    recognised: z.number().min(0).max(1),
  }),
});
export type RecognitionFigures = z.infer<typeof recognitionFiguresSchema>;

/** Trainable numbers a network. */
export const parameterCountsSchema = z.record(z.string(), z.int().min(0));
export type ParameterCounts = z.infer<typeof parameterCountsSchema>;

export const runSummarySchema = z.object({
  id: z.string(),
  /** The run and step that this one branched from. */
  parent: z.object({ run: z.string(), step: z.int().min(0) }).nullable(),
  recipe: recipeSchema,
  state: z.enum(runStates),
  /** Last recorded step. */
  step: z.int().min(0),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  parameters: parameterCountsSchema,
  stepsPerEpoch: z.number(),
  checkpoints: z.array(checkpointSchema),
  /** What its samples are; pictures until there are any. */
  space: z.enum(["images", "points"]),
  /** Steps that have recorded samples, ascending. */
  sampleSteps: z.array(z.int().min(0)),
  edits: z.array(editSchema),
  coverage: z.array(coverageSchema),
  coverageReference: coverageReferenceSchema.nullable(),
  /** Why a run diverged or failed, as a sentence. */
  problem: localizedSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/**
 * History as columns of equal length. `step` and `seconds` (training time so far) are always
 * there; the rest are metrics by name (`d.loss`, `g.loss`, `d.real`, `d.fake`, `value`, `elbo`), those of held-out
 * examples (`test.elbo`) only at the steps whose pictures are recorded, and NaN elsewhere.
 */
export interface HistoryColumns {
  step: Float64Array;
  seconds: Float64Array;
  values: Record<string, Float32Array>;
}
