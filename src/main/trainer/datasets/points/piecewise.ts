/** A density of straight lines between heights, in closed form: itself and the inverse of its distribution function. */

export interface PiecewiseDensity {
  /** Probability a unit of length; 0 outside of the interval. */
  density(x: number): number;
  /** The x below which lies a share of all. @param share in [0, 1] */
  quantile(share: number): number;
}

/**
 * @param heights at evenly spaced places, two or more, none negative and one of them above 0; scaled to area 1
 * @param from place of the first height
 * @param to of the last one
 */
export function piecewiseLinear(heights: readonly number[], from: number, to: number): PiecewiseDensity {
  const parts = heights.length - 1;
  const width = (to - from) / parts;
  /** Area up to each place, by the trapezoids between them. */
  const areas = new Float64Array(heights.length);
  for (let i = 0; i < parts; i++) areas[i + 1] = areas[i]! + ((heights[i]! + heights[i + 1]!) / 2) * width;
  const total = areas[parts]!;

  function density(x: number): number {
    if (!(x >= from && x <= to)) return 0;
    const at = (x - from) / width;
    const part = Math.min(parts - 1, Math.floor(at));
    const [left, right] = [heights[part]!, heights[part + 1]!];
    return (left + (right - left) * (at - part)) / total;
  }

  function quantile(share: number): number {
    const area = share * total;
    let [low, high] = [0, parts - 1];
    // The last part that begins at or below the area and is not empty.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (areas[middle]! <= area) low = middle;
      else high = middle - 1;
    }
    while (low > 0 && areas[low + 1] === areas[low]) low--;
    const [left, right] = [heights[low]!, heights[low + 1]!];
    const v = Math.min(1, (area - areas[low]!) / (areas[low + 1]! - areas[low]!));
    // Of a trapezoid, (right − left)/2·t² + left·t = v·(left + right)/2; this root loses no digits where the sides are alike.
    const root = left + Math.sqrt(left ** 2 + (right ** 2 - left ** 2) * v);
    const t = root > 0 ? ((left + right) * v) / root : 0;
    return from + (low + Math.min(1, t)) * width;
  }

  return { density, quantile };
}
