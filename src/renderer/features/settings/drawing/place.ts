/** A place on a drawing as shares of its sides: 0 to 1, the second upwards. */
export interface Place {
  readonly x: number;
  readonly y: number;
}
