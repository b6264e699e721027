/** What the doctor finds on this machine: what runs where, and why. */
import { z } from "zod";
import { localizedSchema } from "./text";

export const findingSchema = z.object({
  /** `node`, `electron`, `backend.tensorflow-cpu`, `disk` … */
  id: z.string(),
  status: z.enum(["good", "warning", "bad", "info"]),
  /** Says the state where the status alone says too little: `In use`, `Not needed`, `Not usable`. */
  label: localizedSchema.optional(),
  title: localizedSchema,
  detail: localizedSchema,
  /** What to do about it. */
  hint: localizedSchema.optional(),
});
export type Finding = z.infer<typeof findingSchema>;
