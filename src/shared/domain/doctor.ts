/** What the doctor finds on this machine: what runs where, and why. */
import { z } from "zod";

export const findingSchema = z.object({
  /** `node`, `electron`, `backend.tensorflow-cpu`, `disk` … */
  id: z.string(),
  status: z.enum(["good", "warning", "bad", "info"]),
  title: z.string(),
  detail: z.string(),
  /** What to do about it. */
  hint: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;
