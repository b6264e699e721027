/** Text that a person reads, in both languages of the lab. */
import { z } from "zod";

export const localizedSchema = z.object({ en: z.string(), ko: z.string() });

/** One sentence in English and in Korean. */
export type Localized = z.infer<typeof localizedSchema>;
