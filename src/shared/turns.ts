/** Work that is done one piece after another, in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Does the work when everything asked for before is done, whether that succeeded or not. Work must
   * not wait for a turn that it takes itself.
   */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Done when everything asked for so far is. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
