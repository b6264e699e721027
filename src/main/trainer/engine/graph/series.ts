/**
 * How many calls in a row become one run of the session. A call costs something besides its ops: it is handed over
 * and its numbers are read back, and at its end and its beginning there is too little to do for every thread, as a
 * card, too, has nothing to do meanwhile. Several calls together pay that once, and each begins beside the end of the
 * one before. They cost a graph so many times as large, and nothing else is done until all are made.
 */
import { multiplications } from "./cost";
import type { RecordedOp } from "./recorder";

/** So many calls are one run where a call takes no more multiplications; `npm run bench -- step` shows what it brings. */
const sizes: readonly { readonly calls: number; readonly multiplications: number }[] = [
  { calls: 8, multiplications: 2 ** 25 },
  { calls: 4, multiplications: 2 ** 30 },
  // About a twelfth of a second on two processors: whoever pauses should not wait longer.
  { calls: 2, multiplications: 2 ** 33 },
];

/** A card makes at least so many multiplications in the time in which two processors make one. */
const cardSpeed = 16;

/** Ops of all calls together: TensorFlow prepares a graph in about a tenth of a second for a thousand. */
const mostOps = 4096;

/**
 * @param ops of one call
 * @param onCard whether a graphics card runs it
 * @returns calls that are worth making together; 1 where none are
 */
export function callsTogether(ops: Iterable<RecordedOp>, onCard: boolean): number {
  let count = 0;
  let sum = 0;
  for (const op of ops) {
    count += 1;
    sum += multiplications(op);
  }
  const work = onCard ? sum / cardSpeed : sum;
  const found = sizes.find((one) => work <= one.multiplications && count * one.calls <= mostOps);
  return found?.calls ?? 1;
}
