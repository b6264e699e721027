/** What part of the plane the codes take up. */

export type Extent = readonly [number, number];

/** `codes` `[examples, 2]` -> least and most of each value, with some air; a plane of one point has a size, too. */
export function extentOf(codes: Float32Array): readonly [Extent, Extent] {
  const axis = (which: 0 | 1): Extent => {
    let [least, most] = [Infinity, -Infinity];
    for (let i = which; i < codes.length; i += 2) {
      const value = codes[i]!;
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (least > most) return [-1, 1];
    const air = (most - least) * 0.04 || 1;
    return [least - air, most + air];
  };
  return [axis(0), axis(1)];
}
