/** Points of the latent space, and paths between two of them. */
import { z } from "zod";
import { byteArray, float32Array } from "./arrays";
import { atlasSchema } from "./picture";
import { maximumSeed } from "./recipe";

/** Held-out examples that a path may end at. */
export const exampleCount = 64;

/** The class of a point, by its number in the data, for a model that is told classes. */
const label = z.int().min(0).max(255).optional();

/**
 * A point z: number `index` of the run's fixed preview grid, the one drawn from a seed, or the code of a held-out
 * example. Without a class it is of the one that the preview grid has there, and of the first where a seed draws it.
 */
export const latentPointSchema = z.discriminatedUnion("from", [
  z.object({ from: z.literal("preview"), index: z.int().min(0).max(63), label }),
  z.object({
    from: z.literal("example"),
    index: z
      .int()
      .min(0)
      .max(exampleCount - 1),
  }),
  z.object({ from: z.literal("seed"), seed: z.int().min(0).max(maximumSeed), label }),
]);
export type LatentPoint = z.infer<typeof latentPointSchema>;

export const interpolationModes = ["linear", "spherical"] as const;
export type InterpolationMode = (typeof interpolationModes)[number];

export const latentPathSchema = z.object({
  a: latentPointSchema,
  b: latentPointSchema,
  mode: z.enum(interpolationModes),
  /** Positions along the path, each in [0, 1]. */
  positions: z.array(z.number().min(0).max(1)).min(1).max(256),
});
export type LatentPath = z.infer<typeof latentPathSchema>;

/** Pictures of a grid over a plane of codes, and the codes of held-out examples. */
export const planeOfCodesSchema = z.object({
  step: z.int().min(0),
  /** Row after row, the top one first. */
  atlas: atlasSchema,
  /** First value of the code of each column, ascending. */
  across: z.array(z.number()),
  /** Second value of the code of each row, ascending: from the bottom up. */
  up: z.array(z.number()),
  /** `[examples, 2]` */
  codes: float32Array,
  /** `[examples]`, index into `classes`; null for data without labels. */
  labels: byteArray.nullable(),
  classes: z.array(z.string()).nullable(),
});
export type PlaneOfCodes = z.infer<typeof planeOfCodesSchema>;

export const planeWishSchema = z.object({
  /** Pictures in a row and a column of the grid. */
  side: z.int().min(2).max(40),
  /** Held-out examples to encode, at most. */
  examples: z.int().min(1).max(5_000),
});
