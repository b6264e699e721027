/** Which record of mode coverage belongs to the step that is shown. */
import type { Coverage } from "../../../shared/domain/run";

/** The latest of `records` (ascending by step) that is not after `step`; null where there is none. */
export function coverageAt(records: readonly Coverage[], step: number): Coverage | null {
  let found: Coverage | null = null;
  for (const record of records) {
    if (record.step > step) break;
    found = record;
  }
  return found;
}

/** The newer of two records. */
export function newer(one: Coverage | null, other: Coverage | null): Coverage | null {
  if (one === null || other === null) return one ?? other;
  return other.step >= one.step ? other : one;
}
