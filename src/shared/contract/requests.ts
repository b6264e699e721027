/** Everything that the window can ask of the main process, and nothing else. */

import { z } from "zod";
import { byteArray, float32Array, float64Array } from "../domain/arrays";
import { findingSchema } from "../domain/doctor";
import { latentPathSchema, latentPointSchema, planeOfCodesSchema, planeWishSchema } from "../domain/latent";
import { atlasSchema } from "../domain/picture";
import { projectStateSchema, recentProjectSchema, recoverableSchema } from "../domain/project";
import { recipeCardSchema, recipeSchema } from "../domain/recipe";
import { settingsChangeSchema, settingsSchema } from "../domain/settings";
import { speedsSchema } from "../domain/speed";
import { dataRoutes } from "./data";
import { route } from "./route";
import { picturesSchema, recipeCheckSchema, trainerHelloSchema, updateKinds } from "./trainer";

const nothing = z.object({});
const runId = z.string().min(1).max(64);

/** What became of unsaved changes before something replaced them. */
const outcome = z.object({ outcome: z.enum(["done", "cancelled"]) });

export const requestRoutes = {
  "app.info": route(
    nothing,
    z.object({
      version: z.string(),
      platform: z.string(),
      /** BCP 47 of the system. */
      locale: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      /** True in the old runtime that serves development where the official one cannot be had. */
      developmentRuntime: z.boolean(),
    }),
  ),
  "settings.get": route(nothing, settingsSchema),
  "settings.set": route(settingsChangeSchema, settingsSchema),
  /** Opens an allow-listed address in the person's browser. */
  "app.openExternal": route(z.object({ url: z.string().max(2048) }), nothing),

  /** Starts the trainer where it is not running. */
  "trainer.hello": route(nothing, trainerHelloSchema),
  "doctor.report": route(nothing, z.object({ findings: z.array(findingSchema) })),
  "recipes.list": route(nothing, z.object({ recipes: z.array(recipeCardSchema) })),
  "speeds.get": route(nothing, speedsSchema),
  /** Measures the recipes one by one; answers when that is done or was ended. Refused while a run goes. */
  "speeds.measure": route(z.object({ again: z.boolean().default(false) }), nothing),
  "speeds.stopMeasuring": route(nothing, nothing),
  "recipes.check": route(z.object({ recipe: recipeSchema }), recipeCheckSchema),

  /** With the number of the last change that it holds; see `project.changed`. */
  "project.state": route(nothing, z.object({ project: projectStateSchema.nullable(), revision: z.int().min(0) })),
  /** Asks about unsaved changes first; so do open and close. */
  "project.new": route(z.object({ recipeId: z.string().max(64) }), outcome),
  /** Without a path, asks for one. */
  "project.open": route(z.object({ path: z.string().max(4096).optional() }), outcome),
  "project.save": route(z.object({ as: z.boolean().default(false) }), outcome),
  "project.close": route(nothing, outcome),
  "project.recent": route(nothing, z.object({ recent: z.array(recentProjectSchema) })),
  "project.forget": route(z.object({ path: z.string().max(4096) }), nothing),
  "project.recoverable": route(nothing, z.object({ journals: z.array(recoverableSchema) })),
  "project.recover": route(z.object({ id: z.string().max(64) }), outcome),
  "project.discard": route(z.object({ id: z.string().max(64) }), nothing),
  /** Replaces the recipe of the next run. Can be undone. */
  "project.setRecipe": route(z.object({ recipe: recipeSchema }), nothing),
  "project.undo": route(nothing, nothing),
  "project.redo": route(nothing, nothing),

  /** Starts a run from the recipe, or goes on with the active one. */
  "run.play": route(nothing, nothing),
  "run.pause": route(nothing, z.object({ step: z.int() })),
  /** One update; opens and pauses the run where it is not loaded. */
  "run.stepOnce": route(z.object({ update: z.enum(updateKinds) }), z.object({ step: z.int() })),
  /** Pauses, checkpoints and frees the networks; a later play resumes. */
  "run.stop": route(nothing, nothing),
  "run.edit": route(
    z.object({ path: z.string().max(256), value: z.union([z.number(), z.boolean(), z.string()]) }),
    nothing,
  ),
  /** A kept checkpoint now. */
  "run.checkpoint": route(nothing, z.object({ step: z.int() })),
  /** A new run from a checkpoint of an old one; it becomes the active run, paused. */
  "run.branch": route(z.object({ run: runId, step: z.int().min(0) }), z.object({ run: runId })),
  /** A fresh run from the project's recipe; becomes active at the next play. */
  "run.restart": route(nothing, nothing),
  "run.select": route(z.object({ run: runId }), nothing),
  /** Whole history of a run up to now, as columns. */
  "run.history": route(
    z.object({ run: runId }),
    z.object({
      step: float64Array,
      seconds: float64Array,
      values: z.record(z.string(), float32Array),
    }),
  ),
  /** The recorded samples at the latest recorded step that is not after `step`. */
  "run.samplesAt": route(
    z.object({ run: runId, step: z.int().min(0) }),
    z.object({
      samples: z
        .union([
          z.object({ step: z.int(), png: byteArray, layout: atlasSchema.omit({ rgba: true }) }),
          /** Of points: a record as `shared/formats/points.ts` reads it. */
          z.object({ step: z.int(), points: byteArray }),
        ])
        .nullable(),
    }),
  ),

  /** Asks for a file or folder of pictures; null where the person cancelled. */
  "data.choose": route(z.object({ kind: z.enum(["file", "folder"]) }), z.object({ path: z.string().nullable() })),
  ...dataRoutes,

  "latent.generate": route(z.object({ points: z.array(latentPointSchema).min(1).max(256) }), picturesSchema),
  "latent.interpolate": route(latentPathSchema, picturesSchema),

  "latent.plane": route(planeWishSchema, planeOfCodesSchema),

  /** Asks where to save, then writes bytes that the window made (a chart, a gallery). */
  "export.save": route(
    z.object({
      suggestedName: z.string().min(1).max(200),
      kind: z.enum(["csv", "svg", "png"]),
      bytes: byteArray,
    }),
    z.object({ outcome: z.enum(["done", "cancelled"]), path: z.string().nullable() }),
  ),
} as const;
export type RequestRoutes = typeof requestRoutes;
export type RequestName = keyof RequestRoutes;
