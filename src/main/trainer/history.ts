/** Metrics of recent steps as columns, until they are sent. */

/** Columns of equal length: one row a step. */
export interface Columns {
  readonly step: Float64Array;
  readonly seconds: Float64Array;
  readonly values: Record<string, Float32Array>;
}

export class ColumnBuffer {
  private steps: number[] = [];
  private seconds: number[] = [];
  private values: Record<string, number[]> = {};
  private readonly limit: number;

  /** @param limit rows that are taken at most, the latest; some more are kept until then */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.limit = limit;
  }

  get length(): number {
    return this.steps.length;
  }

  /** One step. A metric that is new, or missing this time, is NaN where it has no value. */
  push(step: number, seconds: number, metrics: Readonly<Record<string, number>>): void {
    const row = this.steps.length;
    this.steps.push(step);
    this.seconds.push(seconds);
    for (const name of Object.keys(metrics)) this.values[name] ??= new Array<number>(row).fill(Number.NaN);
    for (const [name, column] of Object.entries(this.values)) column.push(metrics[name] ?? Number.NaN);
    // Many at once: moving all others for each one would cost a step more than the row is worth.
    if (this.steps.length > this.limit * 1.25) this.drop(this.steps.length - this.limit);
  }

  append(columns: { step: Float64Array; seconds: Float64Array; values: Readonly<Record<string, Float32Array>> }): void {
    const names = Object.keys(columns.values);
    for (let row = 0; row < columns.step.length; row++) {
      const metrics: Record<string, number> = {};
      for (const name of names) metrics[name] = columns.values[name]![row]!;
      this.push(columns.step[row]!, columns.seconds[row]!, metrics);
    }
  }

  /** All rows; the buffer is empty afterwards. */
  take(): Columns {
    if (this.steps.length > this.limit) this.drop(this.steps.length - this.limit);
    const taken = {
      step: Float64Array.from(this.steps),
      seconds: Float64Array.from(this.seconds),
      values: Object.fromEntries(
        Object.entries(this.values).map(([name, column]) => [name, Float32Array.from(column)]),
      ),
    };
    this.steps = [];
    this.seconds = [];
    this.values = {};
    return taken;
  }

  private drop(rows: number): void {
    this.steps.splice(0, rows);
    this.seconds.splice(0, rows);
    for (const column of Object.values(this.values)) column.splice(0, rows);
  }
}
