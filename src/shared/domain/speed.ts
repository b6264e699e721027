/** How fast recipes train on this machine, and how long that takes. */
import { z } from "zod";

/** A measurement that is under way. */
export const measuringSchema = z.object({
  /** Id of the recipe in hand. */
  recipe: z.string(),
  /** Recipes that are done, of how many. */
  done: z.int().min(0),
  total: z.int().min(1),
});

export const speedsSchema = z.object({
  /** Steps a second by the recipe's id, of those that were trained or measured on this machine as they come. */
  known: z.record(z.string(), z.number().positive()),
  measuring: measuringSchema.nullable(),
});
export type Speeds = z.infer<typeof speedsSchema>;

/** A time as one says it: a figure in one unit. */
export interface RoughTime {
  readonly unit: "seconds" | "minutes" | "hours" | "days";
  readonly amount: number;
}

/** Rounds as one does for figures that vary by a tenth or more: 1, 5, 10, 20, 30 … seconds, 1.5 hours, 12 hours. */
export function roughTime(seconds: number): RoughTime {
  if (seconds < 8) return { unit: "seconds", amount: seconds < 3 ? Math.max(1, Math.round(seconds)) : 5 };
  if (seconds < 55) return { unit: "seconds", amount: Math.round(seconds / 10) * 10 };
  const minutes = seconds / 60;
  if (minutes < 10) return { unit: "minutes", amount: Math.max(1, Math.round(minutes)) };
  if (minutes < 57.5) return { unit: "minutes", amount: Math.round(minutes / 5) * 5 };
  const hours = minutes / 60;
  if (hours < 4.75) return { unit: "hours", amount: Math.max(1, Math.round(hours * 2) / 2) };
  if (hours < 47.5) return { unit: "hours", amount: Math.round(hours) };
  return { unit: "days", amount: Math.round(hours / 24) };
}
