/** What is kept of a long run: enough to see all of it and to go back, without filling the disk. */

export const keptSamples = 512;
const earlySamples = 64;
/** Thinned to this share of the limit, so that it need not be done again at the next sample. */
const thinnedShare = 0.75;

/**
 * The steps whose samples stay. Early ones, where a generator changes most, and the newest stay; of the
 * rest, every second goes as often as needed, so that they lie evenly.
 * @param steps ascending
 */
export function thinSamples(steps: readonly number[], limit = keptSamples, early = earlySamples): number[] {
  if (steps.length <= limit) return [...steps];
  const first = steps.slice(0, early);
  let rest = steps.slice(early);
  const room = Math.max(2, Math.floor(limit * thinnedShare) - early);
  let interval = rest.reduce(
    (least, step, index) => Math.min(least, index ? step - rest[index - 1]! : least),
    Infinity,
  );
  while (rest.length > room) {
    interval *= 2;
    rest = spaced(rest, interval);
  }
  return [...first, ...rest];
}

/** The first, the last, and between them those that are at least `interval` after the one kept before. */
function spaced(steps: readonly number[], interval: number): number[] {
  const kept: number[] = [];
  for (const [index, step] of steps.entries()) {
    const before = kept.at(-1);
    if (before === undefined || step - before >= interval || index === steps.length - 1) kept.push(step);
  }
  return kept;
}

export const automaticCheckpoints = 12;

/**
 * The steps whose automatic checkpoints stay: the first, the newest, and between them ones whose ages
 * grow geometrically, so that there is always one shortly before, and a few from long ago.
 * @param steps ascending
 */
export function thinCheckpoints(steps: readonly number[], limit = automaticCheckpoints): number[] {
  const kept = [...steps];
  while (kept.length > Math.max(2, limit)) {
    const newest = kept.at(-1)!;
    const unit = newest - kept.at(-2)!;
    // The one without which the jump from the next older age to the next younger one is smallest.
    let weakest = 1;
    let smallest = Infinity;
    for (let index = 1; index < kept.length - 1; index++) {
      const jump = (newest - kept[index - 1]! + unit) / (newest - kept[index + 1]! + unit);
      if (jump < smallest) [smallest, weakest] = [jump, index];
    }
    kept.splice(weakest, 1);
  }
  return kept;
}

/**
 * The steps whose checkpoints go. Kept ones stay, and those that a run branched from.
 * @param checkpoints ascending
 */
export function checkpointsToDrop(
  checkpoints: readonly { readonly step: number; readonly kind: "auto" | "kept" }[],
  branched: readonly number[],
): Set<number> {
  const automatic = checkpoints.flatMap(({ step, kind }) =>
    kind === "auto" && !branched.includes(step) ? [step] : [],
  );
  const kept = new Set(thinCheckpoints(automatic));
  return new Set(automatic.filter((step) => !kept.has(step)));
}
