/** Text that a person reads, in both languages of the lab. */
import { z } from "zod";

export const localizedSchema = z.object({ en: z.string(), ko: z.string() });

/** One sentence in English and in Korean. */
export type Localized = z.infer<typeof localizedSchema>;

/**
 * A sentence for a person: `say("No run is open.", "열린 실행이 없습니다.")`. Both tell the same, with the same
 * values in them. Word the Korean so that no particle follows a value, or write both forms: `이(가)`.
 */
export const say = (en: string, ko: string): Localized => ({ en, ko });

/** What no language changes: a path, a version, a name, the words of another program. */
export const same = (text: string): Localized => ({ en: text, ko: text });

/** Sentences one after the other; what is undefined is left out. */
export function together(...sentences: readonly (Localized | undefined)[]): Localized {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return say(said.map(({ en }) => en).join(" "), said.map(({ ko }) => ko).join(" "));
}

/** Text in a file: those of before Saddle kept both languages hold a plain string, which then means both. */
export const storedText = (maximum: number): z.ZodType<Localized, Localized | string> =>
  z.union([
    z.string().max(maximum).transform(same),
    z.strictObject({ en: z.string().max(maximum), ko: z.string().max(maximum) }),
  ]);
