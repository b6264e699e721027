/** A person's settings of the lab (not of a project); kept by the main process. */
import { z } from "zod";
import { backendIds } from "../contract/trainer";

export const languages = ["system", "en", "ko"] as const;
export const themes = ["system", "light", "dark"] as const;

export const settingsSchema = z.strictObject({
  language: z.enum(languages).default("system"),
  theme: z.enum(themes).default("system"),
  /** Only this backend; null lets Saddle choose. */
  backend: z.enum(backendIds).nullable().default(null),
  /** How the window looks: which chart is smoothed, folded panels and so on; opaque to the main process. */
  view: z.record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean()])).default({}),
});
export type Settings = z.infer<typeof settingsSchema>;
