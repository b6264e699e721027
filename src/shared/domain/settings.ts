/** A person's settings of the lab (not of a project); kept by the main process. */
import { z } from "zod";
import { backendIds } from "../contract/trainer";

export const languages = ["system", "en", "ko"] as const;
export const themes = ["system", "light", "dark"] as const;

const fields = {
  language: z.enum(languages),
  theme: z.enum(themes),
  /** Only this backend; null lets Saddle choose. */
  backend: z.enum(backendIds).nullable(),
  /** How the window looks: which chart is smoothed, folded panels and so on; opaque to the main process. */
  view: z.record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean()])),
};

export const settingsSchema = z.strictObject({
  language: fields.language.default("system"),
  theme: fields.theme.default("system"),
  backend: fields.backend.default(null),
  view: fields.view.default({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Some of the settings. Without defaults: what is not named stays as it is. */
export const settingsChangeSchema = z.strictObject(fields).partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
