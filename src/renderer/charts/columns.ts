/**
 * The history of a run in the window: growable typed columns outside React. Records are only ever
 * appended, in ascending order of step; a rewind replaces the whole object.
 */
import type { HistoryColumns } from "../../shared/domain/run";

const initialCapacity = 1024;

export class MetricColumns {
  /** Number of records. */
  length = 0;
  #step = new Float64Array(initialCapacity);
  #seconds = new Float64Array(initialCapacity);
  readonly #values = new Map<string, Float32Array>();

  static from(history: HistoryColumns): MetricColumns {
    const columns = new MetricColumns();
    columns.append(history);
    return columns;
  }

  /** Names of the metrics, in the order in which they first came. */
  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** Training steps, `[length]`, ascending. A view: valid until the next append. */
  get step(): Float64Array {
    return this.#step.subarray(0, this.length);
  }

  /** Seconds of training up to each step, `[length]`. */
  get seconds(): Float64Array {
    return this.#seconds.subarray(0, this.length);
  }

  /** One metric, `[length]`; NaN where it was not recorded. Null for a metric that never came. */
  values(name: string): Float32Array | null {
    return this.#values.get(name)?.subarray(0, this.length) ?? null;
  }

  get firstStep(): number | null {
    return this.length === 0 ? null : this.#step[0]!;
  }

  get lastStep(): number | null {
    return this.length === 0 ? null : this.#step[this.length - 1]!;
  }

  /**
   * Appends the records whose step is after the last one here; the others are already known.
   * @returns how many were new
   */
  append(chunk: HistoryColumns): number {
    const known = this.lastStep ?? -Infinity;
    let from = 0;
    while (from < chunk.step.length && !(chunk.step[from]! > known)) from += 1;
    const added = chunk.step.length - from;
    if (added === 0) return 0;
    this.#reserve(this.length + added);
    this.#step.set(chunk.step.subarray(from), this.length);
    this.#seconds.set(chunk.seconds.subarray(from), this.length);
    for (const name of Object.keys(chunk.values)) {
      if (!this.#values.has(name)) this.#values.set(name, new Float32Array(this.#step.length).fill(Number.NaN));
    }
    for (const [name, column] of this.#values) {
      const values = chunk.values[name];
      if (values === undefined) column.fill(Number.NaN, this.length, this.length + added);
      else column.set(values.subarray(from), this.length);
    }
    this.length += added;
    return added;
  }

  /** Index of the latest record that is not after `step`; -1 where there is none. */
  indexAt(step: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#step[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Index of the record nearest to `step`; -1 where there is none. */
  nearest(step: number): number {
    const before = this.indexAt(step);
    if (before < 0) return this.length === 0 ? -1 : 0;
    if (before + 1 >= this.length) return before;
    return this.#step[before + 1]! - step < step - this.#step[before]! ? before + 1 : before;
  }

  /** The records after `step`, as a copy. */
  after(step: number): HistoryColumns {
    const from = this.indexAt(step) + 1;
    const values: Record<string, Float32Array> = {};
    for (const [name, column] of this.#values) values[name] = column.slice(from, this.length);
    return {
      step: this.#step.slice(from, this.length),
      seconds: this.#seconds.slice(from, this.length),
      values,
    };
  }

  #reserve(length: number): void {
    if (length <= this.#step.length) return;
    let capacity = this.#step.length;
    while (capacity < length) capacity *= 2;
    this.#step = grown(this.#step, new Float64Array(capacity));
    this.#seconds = grown(this.#seconds, new Float64Array(capacity));
    for (const [name, column] of this.#values) this.#values.set(name, grown(column, new Float32Array(capacity)));
  }
}

function grown<T extends Float32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
