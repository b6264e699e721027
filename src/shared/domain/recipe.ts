/**
 * A recipe is everything that decides a run besides the machine: data, model, objective, regularisers,
 * optimizers, training settings and seed. Plug-in parameters are checked by the plug-in's own schema in the
 * trainer (`recipe.check`); this schema bounds the outer shape.
 */
import { z } from "zod";
import { field } from "./plugin";
import { localizedSchema } from "./text";

/** A plug-in's id with its parameters beside it. */
export const pluginSettingsSchema = z.looseObject({ id: z.string().min(1).max(64) });
export type PluginSettings = z.infer<typeof pluginSettingsSchema>;

export const trainingSchema = z.strictObject({
  batchSize: field(z.int().min(1).max(4096).default(64), {
    title: { en: "Batch size", ko: "배치 크기 Batch size" },
    help: { en: "Images per update of each network", ko: "네트워크를 한 번 갱신할 때 쓰는 이미지 수" },
    unit: "images",
  }),
  steps: field(z.int().min(1).max(100_000_000).default(20_000), {
    title: { en: "Length", ko: "학습 길이 Length" },
    help: {
      en: "The run pauses here; it can go on afterwards",
      ko: "여기서 일시정지합니다. 이후에도 계속할 수 있습니다",
    },
    unit: "steps",
    live: true,
  }),
  sampleEvery: field(z.int().min(1).max(1_000_000).default(100), {
    title: { en: "Samples every", ko: "샘플 간격 Samples every" },
    help: { en: "How often pictures and mode coverage are recorded", ko: "이미지와 모드 분포를 기록하는 간격" },
    unit: "steps",
    advanced: true,
  }),
  checkpointEvery: field(z.int().min(0).max(10_000_000).default(2_000), {
    title: { en: "Checkpoint every", ko: "체크포인트 간격 Checkpoint every" },
    help: {
      en: "How often weights are kept to resume or branch from; 0 keeps only the last",
      ko: "재개와 분기를 위해 가중치를 저장하는 간격. 0이면 마지막만 저장",
    },
    unit: "steps",
    advanced: true,
  }),
});
export type TrainingSettings = z.infer<typeof trainingSchema>;

export const maximumSeed = 0xffff_ffff;

export const recipeSchema = z.strictObject({
  /** The built-in recipe that this one came from. */
  id: z.string().min(1).max(64),
  dataset: pluginSettingsSchema,
  model: pluginSettingsSchema,
  /** Absent for models that are not trained by an objective plug-in. */
  objective: pluginSettingsSchema.optional(),
  /** What is laid over the objective, in order; recipes of before there were any have none. */
  regularizers: z.array(pluginSettingsSchema).max(16).default([]),
  /** One optimizer a network of the model (`discriminator`, `generator`). */
  optimizers: z.record(z.string().max(64), pluginSettingsSchema),
  training: trainingSchema,
  /** Unsigned 32-bit; with the weights and the step it decides every random number of a run. */
  seed: z.int().min(0).max(maximumSeed),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** A recipe as a card on the Start page. */
export const recipeCardSchema = z.object({
  id: z.string(),
  title: localizedSchema,
  summary: localizedSchema,
  /** Paper, section, year. */
  reference: z.string(),
  recipe: recipeSchema,
  /** Where each setting comes from, by dotted path (`model.latentSize`); a path may name a whole group. */
  sources: z.record(z.string(), localizedSchema),
});
export type RecipeCard = z.infer<typeof recipeCardSchema>;

/** One thing wrong with a recipe, at the setting that is wrong. */
export const recipeIssueSchema = z.object({
  /** Dotted path, for example `model.generator.0.units`. */
  path: z.string(),
  message: localizedSchema,
  /** Allowed range or nearest match. */
  hint: localizedSchema.optional(),
});
export type RecipeIssue = z.infer<typeof recipeIssueSchema>;
