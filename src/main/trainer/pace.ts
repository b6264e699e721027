/** Steps a second over the last seconds, and the time until a target. */

const windowSeconds = 4;

export class Pace {
  private marks: { step: number; at: number }[] = [];

  /** Forgets the past: after a pause the old rate says nothing. */
  begin(step: number, at = performance.now()): void {
    this.marks = [{ step, at }];
  }

  mark(step: number, at = performance.now()): void {
    this.marks.push({ step, at });
    while (this.marks.length > 2 && at - this.marks[0]!.at > windowSeconds * 1000) this.marks.shift();
  }

  get stepsPerSecond(): number {
    const first = this.marks[0];
    const last = this.marks[this.marks.length - 1];
    if (!first || !last || last.at <= first.at) return 0;
    return ((last.step - first.step) * 1000) / (last.at - first.at);
  }

  /** Null while the rate is unknown. */
  secondsLeft(step: number, until: number): number | null {
    const rate = this.stepsPerSecond;
    return rate > 0 ? Math.max(0, until - step) / rate : null;
  }
}
