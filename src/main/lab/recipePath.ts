/** Single settings of a recipe by dotted path, and live edits laid over it. */
import { SaddleError } from "../../shared/contract/errors";
import { issuePath, issueText } from "../../shared/contract/issues";
import { didYouMean, nearest } from "../../shared/domain/nearest";
import { withValue } from "../../shared/domain/path";
import { type Recipe, recipeSchema } from "../../shared/domain/recipe";
import type { Edit } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";

type Json = Record<string, unknown>;
const isTable = (value: unknown): value is Json => typeof value === "object" && value !== null;

/**
 * The recipe with one setting replaced. The last name may be new (plug-ins fill in and check what a recipe
 * leaves out); the way to it must be there.
 * @throws SaddleError `bad-input` naming the path and the nearest match
 */
export function withSetting(recipe: Recipe, path: string, value: unknown): Recipe {
  const keys = path.split(".");
  const last = keys.pop()!;
  let target: unknown = recipe;
  for (const [depth, key] of keys.entries()) {
    const inner: unknown = isTable(target) && Object.hasOwn(target, key) ? target[key] : undefined;
    if (!isTable(inner)) throw unknownSetting(path, keys.slice(0, depth), target, key);
    target = inner;
  }
  // On the top level the names are fixed.
  if (!isTable(target) || (keys.length === 0 && !Object.hasOwn(target, last))) {
    throw unknownSetting(path, keys, target, last);
  }
  if (Array.isArray(target) && !/^\d+$/.test(last)) throw unknownSetting(path, keys, target, last);
  const changed = withValue(recipe, path, value);
  const parsed = recipeSchema.safeParse(changed);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issuePath(issue) ?? path;
  const { en, ko } = issueText(issue, changed);
  const shown = JSON.stringify(value);
  throw new SaddleError(
    "bad-input",
    say(`${where} cannot be ${shown}: ${en}.`, `${where} 값으로 ${shown}을(를) 쓸 수 없습니다: ${ko}.`),
    { path: where },
  );
}

/** @throws SaddleError `bad-input` where the recipe has no such setting, with the nearest match */
export function requireSetting(recipe: Recipe, path: string): void {
  let value: unknown = recipe;
  const keys = path.split(".");
  for (const [depth, key] of keys.entries()) {
    if (!isTable(value) || !Object.hasOwn(value, key)) throw unknownSetting(path, keys.slice(0, depth), value, key);
    value = value[key];
  }
}

function unknownSetting(path: string, parents: readonly string[], target: unknown, key: string): SaddleError {
  const known = isTable(target) ? Object.keys(target) : [];
  const match = nearest(key, known);
  const full = (name: string): string => [...parents, name].join(".");
  const names = known.join(", ");
  return new SaddleError("bad-input", say(`There is no setting ${full(key)}.`, `설정 ${full(key)}이(가) 없습니다.`), {
    path,
    hint: match
      ? didYouMean(full(match))
      : say(`Settings there: ${names || "none"}.`, `그곳의 설정: ${names || "없음"}.`),
  });
}

/** The recipe with live edits laid over it, up to a step. */
export function withEdits(recipe: Recipe, edits: readonly Edit[], upTo = Number.POSITIVE_INFINITY): Recipe {
  return edits
    .filter(({ step }) => step <= upTo)
    .reduce((edited, { path, value }) => withSetting(edited, path, value), recipe);
}
