/**
 * Frames go from the trainer straight to the window through a MessagePort, for painting only: what
 * must last goes to the main process as records (see trainer.ts). The window acknowledges what it
 * has painted; metric frames that were not acknowledged are merged, of sample frames only the
 * latest is kept. So training never waits for the window.
 */

import { z } from "zod";
import { byteArray, float32Array, float64Array } from "../domain/arrays";
import { atlasSchema } from "../domain/picture";
import { coverageSchema, runStates } from "../domain/run";
import { localizedSchema } from "../domain/text";

const stamp = {
  run: z.string(),
  /** Grows by one whenever the run is opened again; frames of an older generation are stale. */
  generation: z.int().min(0),
  /** Grows by one with each frame of a port. */
  sequence: z.int().min(0),
};

/** Why there is no coverage, and will be none; absent where there is some, or it is still to come. */
const uncounted = localizedSchema.optional();

export const metricsFrameSchema = z.object({
  kind: z.literal("metrics"),
  ...stamp,
  step: float64Array,
  /** Seconds of training up to each step. */
  seconds: float64Array,
  values: z.record(z.string(), float32Array),
});
export type MetricsFrame = z.infer<typeof metricsFrameSchema>;

export const samplesFrameSchema = z.object({
  kind: z.literal("samples"),
  ...stamp,
  step: z.int().min(0),
  atlas: atlasSchema,
  coverage: coverageSchema.nullable(),
  uncounted,
});
export type SamplesFrame = z.infer<typeof samplesFrameSchema>;

/** In the place of {@link samplesFrameSchema} where the data are points. */
export const pointsFrameSchema = z.object({
  kind: z.literal("points"),
  ...stamp,
  step: z.int().min(0),
  /** A record as `shared/formats/points.ts` reads it. */
  bytes: byteArray,
  coverage: coverageSchema.nullable(),
  uncounted,
});
export type PointsFrame = z.infer<typeof pointsFrameSchema>;

/** How fast a run goes; sent about twice a second while it runs and at each change of state. */
export const paceFrameSchema = z.object({
  kind: z.literal("pace"),
  ...stamp,
  state: z.enum(runStates),
  step: z.int().min(0),
  /** Steps in the last seconds, a second. */
  stepsPerSecond: z.number(),
  /** Passes over the training data, with fraction. */
  epoch: z.number(),
  /** Until the length asked for; null when unknown. */
  secondsLeft: z.number().nullable(),
});
export type PaceFrame = z.infer<typeof paceFrameSchema>;

/** A side task of the trainer, such as training the digit classifier. */
export const taskFrameSchema = z.object({
  kind: z.literal("task"),
  ...stamp,
  task: z.enum(["classifier", "dataset"]),
  /** 0 to 1; 1 means done. */
  fraction: z.number().min(0).max(1),
});
export type TaskFrame = z.infer<typeof taskFrameSchema>;

export const frameSchema = z.discriminatedUnion("kind", [
  metricsFrameSchema,
  samplesFrameSchema,
  pointsFrameSchema,
  paceFrameSchema,
  taskFrameSchema,
]);
export type Frame = z.infer<typeof frameSchema>;

/** The window's only message on the port. */
export const acknowledgementSchema = z.object({ acknowledged: z.int().min(0) });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;
