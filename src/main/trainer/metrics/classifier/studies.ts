/** What a classifier is for decides how it learns: one judge has to doubt, the other to be right. */
import type { BatchSizes } from "./batches";
import type { Widths } from "./network";

export interface Study {
  /** Changes whenever the same data would give another classifier; part of the cache file's name. */
  readonly version: string;
  readonly widths: Widths;
  readonly batch: Pick<BatchSizes, "examples" | "outliers">;
  /** Of so many examples; two passes over MNIST are 938. */
  updates(examples: number): number;
}

export const studies = {
  /**
   * For mode coverage beside a run: about 20 s of work on two cores for MNIST, after which 98.7 % of the held-out
   * digits are told right. It doubts whatever is no example, so that a young generator's smears do not count.
   */
  modes: {
    version: "patches-2",
    widths: { patch: 24, block: 48, hidden: 128 },
    batch: { examples: 128, outliers: 16 },
    updates: () => 938,
  },
  /**
   * For the share of generated images that are recognised: eight passes, over no more than MNIST has, of examples
   * only, so that its probabilities are those of pictures that are meant to be one of the classes.
   */
  recognition: {
    version: "recognition-1",
    widths: { patch: 32, block: 96, hidden: 256 },
    batch: { examples: 128, outliers: 0 },
    updates: (examples) => Math.min(3_752, Math.max(300, Math.ceil((8 * examples) / 128))),
  },
} as const satisfies Record<string, Study>;

export type Purpose = keyof typeof studies;
