/**
 * Charts that a plug-in asks for: which metrics stand together, which levels theory names among them,
 * and one sentence on how to read them. The window draws them without knowing any plug-in by name.
 */
import { z } from "zod";
import { localizedSchema } from "./text";

/** Who a line belongs to; decides its colour and its dashes. */
export const chartRoles = ["data", "generator", "discriminator", "other"] as const;

/** A level that theory names. */
export const guideSchema = z.object({
  value: z.number(),
  /** `log 4`, `½`: the same in every language. */
  label: z.string(),
  /** Whose level it is; that of all lines where absent. */
  role: z.enum(chartRoles).optional(),
  /** True where it holds also with a regulariser that moves where the game ends. */
  regardless: z.boolean().optional(),
  /** Settings of the plug-in with which the level holds; always where absent. */
  when: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])).optional(),
});

export const chartSchema = z.object({
  /** Charts of one id, asked for by several plug-ins, are drawn as one. */
  id: z.string(),
  title: localizedSchema,
  /** Of the values, such as `nats`; absent for pure numbers. */
  unit: localizedSchema.optional(),
  series: z.array(
    z.object({
      /** Name in the history: `d.loss`. */
      metric: z.string(),
      title: localizedSchema,
      role: z.enum(chartRoles),
    }),
  ),
  guides: z.array(guideSchema),
  /** Range of the vertical axis, where the values have one. */
  range: z.tuple([z.number(), z.number()]).optional(),
  /** How to read it, in a sentence or two. */
  note: localizedSchema,
});
export type Chart = z.infer<typeof chartSchema>;
