/** What a schema has against a value, in both languages. */
import { z } from "zod";
import { type Localized, say } from "../domain/text";

const korean = z.locales.ko().localeError;

/** What a check of our own says, for `refine` and `addIssue`: `.refine(ascending, because(say("…", "…")))`. */
export const because = ({ en, ko }: Localized) => ({ code: "custom" as const, message: en, params: { ko } });

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * A clause without a full stop, to stand in a sentence that names the field.
 * @param root the value that was parsed
 */
export function issueText(issue: z.core.$ZodIssue | undefined, root: unknown): Localized {
  if (issue === undefined) return say("it is wrong", "값이 잘못되었습니다");
  if (issue.code === "custom") {
    const ko: unknown = issue.params?.ko;
    return say(issue.message, typeof ko === "string" ? ko : issue.message);
  }
  const told = korean({ ...issue, input: valueAt(root, issue.path) } as z.core.$ZodRawIssue);
  return say(issue.message, (typeof told === "string" ? told : told?.message) ?? issue.message);
}

/** The path of an issue as people write it: `training.batchSize`; null at the value as a whole. */
export const issuePath = (issue: z.core.$ZodIssue | undefined): string | null =>
  issue?.path.map(String).join(".") || null;
