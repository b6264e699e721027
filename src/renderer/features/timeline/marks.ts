/** Tick marks on the timeline: no more than there are pixels to tell them apart. */

/**
 * @param steps ascending
 * @returns positions in [0, 1], at least `distance` apart; the latest of those that would touch
 */
export function tickPositions(steps: readonly number[], start: number, end: number, distance: number): number[] {
  const span = Math.max(1, end - start);
  const positions: number[] = [];
  let next = Infinity;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const position = (steps[index]! - start) / span;
    if (position < 0 || position > 1 || position > next - distance) continue;
    positions.push(position);
    next = position;
  }
  return positions.reverse();
}

/** The latest checkpoint that is not after `step`; null where there is none. */
export function checkpointAt<T extends { step: number }>(checkpoints: readonly T[], step: number): T | null {
  let found: T | null = null;
  for (const checkpoint of checkpoints) {
    if (checkpoint.step <= step && (found === null || checkpoint.step > found.step)) found = checkpoint;
  }
  return found;
}
