/** After which steps something is to be done. */

/** Early steps are where a generator changes most. */
const earlySamples = new Set([0, 1, 2, 5, 10, 20, 50]);

/** Steps between pictures, and between checkpoints; 0 where none are kept by the step. */
export interface Intervals {
  readonly sampleEvery: number;
  readonly checkpointEvery: number;
}

export const sampleDue = ({ sampleEvery }: Intervals, step: number): boolean =>
  earlySamples.has(step) || step % sampleEvery === 0;

export const checkpointDue = ({ checkpointEvery }: Intervals, step: number): boolean =>
  checkpointEvery > 0 && step % checkpointEvery === 0;

/** Whether nothing is due between so many steps; after the last something may be. */
export function undisturbed(intervals: Intervals, from: number, steps: number): boolean {
  for (let step = from + 1; step < from + steps; step++) {
    if (sampleDue(intervals, step) || checkpointDue(intervals, step)) return false;
  }
  return true;
}
