/** Live changes of a run, laid over the recipe that it started from. */
import type { Edit } from "../../shared/domain/run";

/** The value that the last edit of a path gave, or undefined. */
export function liveValue(edits: readonly Edit[], path: string): Edit["value"] | undefined {
  let value: Edit["value"] | undefined;
  for (const edit of edits) if (edit.path === path) value = edit.value;
  return value;
}
