/**
 * Whether steps are made one by one or several at a time. Most gain from being made together, some by a third; but
 * where a step fills the machine by itself, the next one beside it is in its way. Both give the same bits, so each is
 * tried in turns while the run trains, and the faster one is kept.
 */

/** Tries of each, whose median counts: a moment in which the machine is busy decides nothing. */
const tries = 9;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

export class Rhythm {
  private readonly series: number[] = [];
  private readonly single: number[] = [];
  /** Of the single steps that are held against the last series: how many are to come, and seconds of those made. */
  private left = 0;
  private spent = 0;
  private kept: boolean | null = null;

  /** Whether the next steps are best made together, if nothing is to be done between them. */
  get together(): boolean {
    return this.kept ?? this.left === 0;
  }

  /**
   * Tells of steps that were made as {@link together} had it.
   * @param steps that were made together; 1 for one by itself
   * @param seconds that they took
   */
  tell(steps: number, seconds: number): void {
    if (this.kept !== null) return;
    if (steps > 1) {
      this.series.push(seconds);
      this.left = steps;
      this.spent = 0;
      return;
    }
    this.spent += seconds;
    this.left -= 1;
    if (this.left > 0) return;
    this.single.push(this.spent);
    if (this.single.length === tries) this.kept = median(this.series) < median(this.single);
  }
}
