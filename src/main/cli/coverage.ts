/** Mode coverage as the command line tells it. */
import type { Coverage, CoverageReference } from "../../shared/domain/run";

/** @returns null where nothing was counted yet */
export function describeCoverage(coverage: Coverage | undefined, reference: CoverageReference) {
  if (!coverage) return null;
  const { step, covered, counts, total, unsure, kl } = coverage;
  return {
    step,
    covered,
    of: reference.classes.length,
    /** Nearest to each mode, or of each class. */
    counts,
    kl,
    total,
    /** Share of the points within the deviations that count; null for classes. */
    highQuality: "deviations" in reference ? 1 - unsure / Math.max(1, total) : null,
  };
}

export function coverageText({ step, covered, of, kl, highQuality }: NonNullable<ReturnType<typeof describeCoverage>>) {
  const good = highQuality === null ? "" : `, ${(highQuality * 100).toFixed(1)} % of high quality`;
  return `${covered} of ${of} covered at step ${step}, KL ${kl.toFixed(3)} nats${good}`;
}
