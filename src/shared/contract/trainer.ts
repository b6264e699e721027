/**
 * Everything that crosses the border between the main process (or the command line) and the
 * trainer: requests in, replies and events out. The trainer holds at most one run at a time.
 */

import { z } from "zod";
import { byteArray, float32Array, float64Array } from "../domain/arrays";
import { latentPathSchema, latentPointSchema, planeOfCodesSchema, planeWishSchema } from "../domain/latent";
import { networkFactsSchema } from "../domain/network";
import { atlasSchema } from "../domain/picture";
import { catalogSchema } from "../domain/plugin";
import { recipeIssueSchema, recipeSchema } from "../domain/recipe";
import {
  boundFiguresSchema,
  checkpointKinds,
  coverageReferenceSchema,
  coverageSchema,
  editSchema,
  parameterCountsSchema,
  parzenFiguresSchema,
  recognitionFiguresSchema,
  runStates,
} from "../domain/run";
import { localizedSchema } from "../domain/text";
import { dataRoutes, importProgressSchema } from "./data";
import { errorValueSchema } from "./errors";
import { route } from "./route";

/** In the order in which they are tried. */
export const backendIds = ["tensorflow-cuda", "tensorflow-cpu", "webgpu", "wasm"] as const;
export type BackendId = (typeof backendIds)[number];

export const backendStates = [
  /** Training runs on it. */
  "used",
  /** Not needed: another one is used. It may work or not. */
  "passed-over",
  /** This machine or set-up lacks what it needs. */
  "unusable",
  /** It should have worked and did not: at its start, or in the middle of a run. */
  "failed",
] as const;

/** Why a backend is used or not, in the order in which they were tried. */
export const backendFindingSchema = z.object({
  id: z.enum(backendIds),
  state: z.enum(backendStates),
  reason: localizedSchema,
  /** What to do to make it usable, where something can be done. */
  hint: localizedSchema.optional(),
});
export type BackendFinding = z.infer<typeof backendFindingSchema>;

/** A backend that failed, and how. */
export const backendFailureSchema = backendFindingSchema.omit({ state: true });
export type BackendFailure = z.infer<typeof backendFailureSchema>;

export const trainerHelloSchema = z.object({
  pid: z.int(),
  backend: z.enum(backendIds),
  /** For people: `TensorFlow 2.21.0 · CPU · 2 threads`. */
  backendTitle: localizedSchema,
  findings: z.array(backendFindingSchema),
  catalog: catalogSchema,
});
export type TrainerHello = z.infer<typeof trainerHelloSchema>;

export const datasetSummarySchema = z.object({
  title: z.string(),
  /** Training examples after the split. */
  count: z.int(),
  /** `[height, width, channels]` or `[dimensions]`. */
  shape: z.array(z.int()),
  classes: z.array(z.string()).nullable(),
  /** SHA-256 of the source's content. */
  hash: z.string(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const recipeCheckSchema = z.object({
  /** The recipe with every default filled in; the input itself where there are issues. */
  recipe: recipeSchema,
  issues: z.array(recipeIssueSchema),
  parameters: parameterCountsSchema,
  stepsPerEpoch: z.number(),
  /** Weights, gradients, optimizer slots and activations of one step, an estimate. */
  memoryBytes: z.number(),
  /** The networks layer by layer, as far as they fit; empty where the model or the data are not understood. */
  networks: z.array(networkFactsSchema),
  /** Floating-point operations of a step, products of matrices and convolutions alone; null where they are not counted. */
  operations: z.number().nullable(),
});
export type RecipeCheck = z.infer<typeof recipeCheckSchema>;

export const updateKinds = [
  /** k discriminator updates and one generator update (or one simultaneous update). */
  "both",
  "discriminator",
  "generator",
] as const;

/** A safetensors file: weights, optimizer slots and counters. */
export const checkpointBlobSchema = z.object({
  step: z.int().min(0),
  kind: z.enum(checkpointKinds),
  weightsSha256: z.string(),
  bytes: byteArray,
});
export type CheckpointBlob = z.infer<typeof checkpointBlobSchema>;

const sampleWish = {
  count: z.int().min(1).max(1_000_000),
  seed: z.int().min(0),
  /** Name or number of the class, for a model that is told classes; absent for all of them evenly. */
  class: z.string().max(256).optional(),
};

/** Pictures that were asked for, with the weights of a step. */
export const picturesSchema = z.object({
  step: z.int(),
  atlas: atlasSchema,
  /** The classes that the model is told, to choose one from; null where it is told none. */
  classes: z.array(z.string()).nullable(),
});

export const trainerRoutes = {
  hello: route(
    z.object({
      /** Where datasets and classifiers may be cached. */
      cacheDirectory: z.string(),
      /** This backend, and another one only where it fails; null tries all in order. */
      backend: z.enum(backendIds).nullable(),
      /** Backends that failed before and are not to be tried. */
      failures: z.array(backendFailureSchema).default([]),
    }),
    trainerHelloSchema,
  ),
  /** Checks a recipe against the plug-ins and the data; never throws for a wrong recipe. */
  "recipe.check": route(z.object({ recipe: recipeSchema }), recipeCheckSchema),
  /** How fast a recipe trains here, by a trial of some hundred milliseconds; refused while a run goes. */
  "recipe.measure": route(z.object({ recipe: recipeSchema }), z.object({ stepsPerSecond: z.number().positive() })),
  /** Ends the trial that is under way; waits for no turn. */
  "recipe.stopMeasuring": route(z.object({}), z.object({})),
  /** Builds the networks, fresh from the seed or from a checkpoint. Closes the run that was open. */
  "run.open": route(
    z.object({
      run: z.string(),
      generation: z.int().min(0),
      recipe: recipeSchema,
      checkpoint: byteArray.nullable(),
      /** Live edits so far, in order; the last one of each path holds. */
      edits: z.array(editSchema),
      /** Seconds trained before, so that `seconds` goes on. */
      seconds: z.number().min(0),
      /** Whether to record samples and coverage (off for a plain `sample`). */
      record: z.boolean(),
      /** Tells its history although nothing else is recorded: to be held against what was recorded before. */
      replay: z.boolean().default(false),
    }),
    z.object({
      step: z.int().min(0),
      parameters: parameterCountsSchema,
      stepsPerEpoch: z.number(),
      dataset: datasetSummarySchema,
      /** SHA-256 over the weights as they are now. */
      weightsSha256: z.string(),
    }),
  ),
  /** Trains until the step `until`, a pause or a fault. Replies at once. */
  "run.play": route(z.object({ until: z.int().min(1) }), z.object({})),
  /** Finishes the step in hand, then replies. */
  "run.pause": route(z.object({}), z.object({ step: z.int() })),
  /** One update while paused; replies when it is done and recorded. */
  "run.stepOnce": route(z.object({ update: z.enum(updateKinds) }), z.object({ step: z.int() })),
  /** A live setting, while paused. */
  "run.edit": route(
    z.object({ path: z.string(), value: z.union([z.number(), z.boolean(), z.string()]) }),
    z.object({}),
  ),
  /** The state as it is now, as a file. Between steps also while running. */
  "run.checkpoint": route(z.object({ kind: z.enum(checkpointKinds) }), checkpointBlobSchema),
  /** Frees the run. Does not checkpoint. */
  "run.close": route(z.object({}), z.object({})),
  /** Pictures of latent points with the present weights. */
  "run.generate": route(z.object({ points: z.array(latentPointSchema).min(1).max(1024) }), picturesSchema),
  /** Raw generator output for z drawn from one seed, in the data's own range. */
  "run.sample": route(
    z.object(sampleWish),
    z.object({
      step: z.int(),
      /** `[count, height, width, channels]` or `[count, dimensions]`. */
      shape: z.array(z.int()),
      values: float32Array,
      /** Range of the data: what is black and what is white. */
      range: z.tuple([z.number(), z.number()]),
    }),
  ),
  /** The same of more than a message should carry, written over a file that is there, as `.npy` `[count, …]`. */
  "run.sampleTo": route(
    z.object({ ...sampleWish, file: z.string().min(1).max(4096) }),
    z.object({ step: z.int(), shape: z.array(z.int()) }),
  ),
  /** A grid over the plane of codes, and the codes of held-out examples, with the present weights. */
  "run.plane": route(planeWishSchema, planeOfCodesSchema),
  /** The ELBO of held-out examples with the present weights. */
  "run.bound": route(
    z.object({ examples: z.int().min(1).max(1_000_000), samples: z.int().min(1).max(10_000) }),
    boundFiguresSchema,
  ),
  /** The Parzen window log-likelihood of held-out pictures with the present weights; z is drawn from the seed. */
  "run.parzen": route(
    z.object({
      seed: z.int().min(0),
      /** Pictures that are generated, that choose σ, and that are measured. */
      samples: z.int().min(1).max(100_000),
      validation: z.int().min(1).max(100_000),
      test: z.int().min(1).max(100_000),
    }),
    parzenFiguresSchema,
  ),
  /**
   * Learns the classes of the run's data for about so long, for `run.recognition`; at once where that is done.
   * @returns how much of it is done, 0 to 1
   */
  "run.learnClasses": route(
    z.object({ milliseconds: z.int().min(1).max(60_000) }),
    z.object({ fraction: z.number().min(0).max(1) }),
  ),
  /** The share of generated pictures that a classifier recognises, once it has learned; z is drawn from the seed. */
  "run.recognition": route(
    z.object({
      seed: z.int().min(0),
      samples: z.int().min(1).max(100_000),
      confidence: z.number().min(0).max(1),
    }),
    recognitionFiguresSchema,
  ),
  /** Pictures along a path between two latent points, with the present weights. */
  "run.interpolate": route(latentPathSchema, picturesSchema),
  ...dataRoutes,
  /** Numbers for tests and benches: live tensors, bytes in tensors, resident memory. */
  memory: route(z.object({}), z.object({ tensors: z.int(), tensorBytes: z.number(), residentBytes: z.number() })),
} as const;
export type TrainerRoutes = typeof trainerRoutes;
export type TrainerRouteName = keyof TrainerRoutes;

/** What the trainer tells by itself; everything durable is here and not in frames. */
export const trainerEventSchema = z.discriminatedUnion("event", [
  /** History as columns, sent at least once a second and before every state change and checkpoint. */
  z.object({
    event: z.literal("history"),
    run: z.string(),
    generation: z.int(),
    step: float64Array,
    seconds: float64Array,
    values: z.record(z.string(), float32Array),
    stepsPerSecond: z.number(),
    /**
     * Whole steps since the last history, and the time spent on them: with what is recorded, without the first
     * steps after loading (which are recorded as graphs) and what else the trainer did.
     */
    spent: z.object({ steps: z.int().min(0), seconds: z.number().min(0) }),
  }),
  z.object({
    event: z.literal("samples"),
    run: z.string(),
    generation: z.int(),
    step: z.int(),
    /** PNG of the atlas, and how it is cut. */
    png: byteArray,
    layout: atlasSchema.omit({ rgba: true }),
    coverage: coverageSchema.nullable(),
  }),
  /** In the place of `samples` where the data are points. */
  z.object({
    event: z.literal("points"),
    run: z.string(),
    generation: z.int(),
    step: z.int(),
    /** A record as `shared/formats/points.ts` reads it. */
    bytes: byteArray,
    coverage: coverageSchema.nullable(),
  }),
  z.object({
    event: z.literal("coverageReference"),
    run: z.string(),
    generation: z.int(),
    reference: coverageReferenceSchema,
  }),
  z.object({ event: z.literal("checkpoint"), run: z.string(), generation: z.int(), checkpoint: checkpointBlobSchema }),
  z.object({
    event: z.literal("state"),
    run: z.string(),
    generation: z.int(),
    state: z.enum(runStates),
    step: z.int(),
    /** With `diverged`: what became NaN or infinite, at which step, and what to do. */
    error: errorValueSchema.nullable(),
  }),
  /** How far the import of data is. */
  importProgressSchema.extend({ event: z.literal("import") }),
  /**
   * Told before the answer to `hello`, right before a backend's native code is loaded: should the
   * process end there, this one took it along.
   */
  z.object({ event: z.literal("trying"), backend: z.enum(backendIds) }),
  /** A line for the log; never shown as an error by itself. */
  z.object({ event: z.literal("log"), level: z.enum(["info", "warning", "error"]), message: z.string() }),
]);
export type TrainerEvent = z.infer<typeof trainerEventSchema>;

/** On the wire towards the trainer. A MessagePort for frames travels with `{ port: true }`. */
export type TrainerRequest = { id: number; route: TrainerRouteName; input: unknown } | { port: true };

/** On the wire from the trainer. */
export type TrainerMessage =
  | { id: number; ok: true; output: unknown }
  | { id: number; ok: false; error: z.infer<typeof errorValueSchema> }
  | TrainerEvent;
