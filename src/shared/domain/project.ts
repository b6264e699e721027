/** The open project as the window and the command line see it. */
import { z } from "zod";
import { recipeSchema } from "./recipe";
import { runSummarySchema } from "./run";

export const projectStateSchema = z.object({
  /** Identifies the open session's journal; not the file. */
  id: z.string(),
  /** File name without folder and `.saddle`, or a name for a project that was never saved. */
  name: z.string(),
  path: z.string().nullable(),
  /** Whether there is anything that saving would write. */
  dirty: z.boolean(),
  /** The recipe that the next new run starts from; editable until a run exists for it. */
  recipe: recipeSchema,
  runs: z.array(runSummarySchema),
  /** The run that is shown and played; null before the first start. */
  activeRun: z.string().nullable(),
  /** Whether this session was recovered from a journal after a crash. */
  recovered: z.boolean(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
});
export type ProjectState = z.infer<typeof projectStateSchema>;

export const recentProjectSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** Milliseconds since 1970 of the last open or save. */
  usedAt: z.number(),
  /** False where the file is no longer there. */
  present: z.boolean(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

/** A journal that outlived its process: offered back after a crash. */
export const recoverableSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().nullable(),
  changedAt: z.number(),
  step: z.int().min(0),
});
export type Recoverable = z.infer<typeof recoverableSchema>;
