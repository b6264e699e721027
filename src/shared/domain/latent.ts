/** Points of the latent space, and paths between two of them. */
import { z } from "zod";
import { maximumSeed } from "./recipe";

/** A point z: number `index` of the run's fixed preview grid, or the one drawn from a seed. */
export const latentPointSchema = z.discriminatedUnion("from", [
  z.object({ from: z.literal("preview"), index: z.int().min(0).max(63) }),
  z.object({ from: z.literal("seed"), seed: z.int().min(0).max(maximumSeed) }),
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
