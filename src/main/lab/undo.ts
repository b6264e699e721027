/** Values that can be undone and redone, the latest `limit` of them. */
export class Undo<T> {
  #past: T[] = [];
  #future: T[] = [];
  readonly #limit: number;

  constructor(limit = 100) {
    this.#limit = limit;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `before` was replaced by something new: what was undone cannot be redone any more. */
  replaced(before: T): void {
    this.#past = [...this.#past, before].slice(-this.#limit);
    this.#future = [];
  }

  /** The value before `now`; undefined where there is none. */
  undo(now: T): T | undefined {
    const before = this.#past.pop();
    if (before !== undefined) this.#future.push(now);
    return before;
  }

  /** The value that was undone last; undefined where there is none. */
  redo(now: T): T | undefined {
    const after = this.#future.pop();
    if (after !== undefined) this.#past.push(now);
    return after;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }
}
