/** Asks again and again without ever piling up: one request under way, the latest wish next. */
export class LatestOnly<Wish, Answer> {
  readonly #ask: (wish: Wish) => Promise<Answer>;
  readonly #show: (answer: Answer, wish: Wish) => void;
  readonly #fail: (thrown: unknown) => void;
  #wish: { value: Wish } | null = null;
  #asking = false;
  #ended = false;

  constructor(
    ask: (wish: Wish) => Promise<Answer>,
    show: (answer: Answer, wish: Wish) => void,
    fail: (thrown: unknown) => void,
  ) {
    this.#ask = ask;
    this.#show = show;
    this.#fail = fail;
  }

  get asking(): boolean {
    return this.#asking;
  }

  /** Replaces a wish that still waits. */
  want(wish: Wish): void {
    this.#wish = { value: wish };
    void this.#work();
  }

  /** Nothing is shown from now on. */
  end(): void {
    this.#ended = true;
    this.#wish = null;
  }

  async #work(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wish !== null) {
      const { value } = this.#wish;
      this.#wish = null;
      try {
        const answer = await this.#ask(value);
        if (!this.#ended) this.#show(answer, value);
      } catch (thrown) {
        if (!this.#ended) this.#fail(thrown);
      }
    }
    this.#asking = false;
  }
}
