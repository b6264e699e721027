/**
 * Exponential moving average with its start corrected, as Adam corrects its moments:
 * s_t = β·s_{t−1} + (1 − β)·x_t from s_0 = 0, drawn as s_t / (1 − β^t). Holes (NaN, infinity)
 * stay holes and leave the average as it was.
 */
export class MovingAverage {
  /** Weight of the past, in [0, 1). 0 leaves the values as they are. */
  readonly beta: number;
  #smoothed = new Float32Array(0);
  #length = 0;
  #sum = 0;
  #correction = 1;

  constructor(beta: number) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`beta must be in [0, 1), got ${beta}`);
    this.beta = beta;
  }

  /**
   * Smooths what came since the last call; `values` must begin with the values of that call.
   * @returns the smoothed column, as long as `values`
   */
  extend(values: Float32Array): Float32Array {
    if (values.length > this.#smoothed.length) {
      const larger = new Float32Array(Math.max(1024, values.length, this.#smoothed.length * 2));
      larger.set(this.#smoothed);
      this.#smoothed = larger;
    }
    for (; this.#length < values.length; this.#length += 1) {
      const value = values[this.#length]!;
      if (!Number.isFinite(value)) {
        this.#smoothed[this.#length] = Number.NaN;
        continue;
      }
      this.#sum = this.beta * this.#sum + (1 - this.beta) * value;
      this.#correction *= this.beta;
      this.#smoothed[this.#length] = this.#sum / (1 - this.#correction);
    }
    return this.#smoothed.subarray(0, values.length);
  }
}
