/** Maps between a picture and a few pixels, each with half the sides of the one before and twice its maps. */

/** Sides of a picture, with the side at which the convolutions begin. */
const startOf: Readonly<Record<number, number>> = { 28: 7, 32: 4, 64: 4 };
/** Sides of the pictures that there are pyramids for. */
export const pyramidSides = Object.keys(startOf);

export interface Pyramid {
  /** Side of the smallest maps. */
  readonly start: number;
  /** Feature maps from the smallest to the picture, whose channels come last: `[128, 64, 1]`. */
  readonly maps: readonly number[];
}

/**
 * Null for pictures other than squares of {@link pyramidSides} in 1 or 3 channels.
 * @param width feature maps beside the picture
 */
export function pyramidOf(width: number, [height, side, channels]: readonly number[]): Pyramid | null {
  const start = startOf[side!];
  if (height !== side || start === undefined || (channels !== 1 && channels !== 3)) return null;
  const doublings = Math.log2(side! / start);
  return { start, maps: [...Array.from({ length: doublings }, (_, i) => width * 2 ** (doublings - 1 - i)), channels!] };
}

/** Values of the smallest maps, flat. */
export const unitsOf = ({ start, maps }: Pyramid): number => start ** 2 * maps[0]!;
