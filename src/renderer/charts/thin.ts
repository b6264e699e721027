/**
 * Thinning: which records of a long history a chart draws. Every bucket keeps, for each series,
 * the record of its least and of its greatest value, and its first hole, so that no peak and no
 * gap is lost; the first and the last record always stay.
 */

/** The smallest 1, 2, 3, 4, 6, 8, 12 … that is not below `size`. */
function roundedUp(size: number): number {
  let step = 1;
  while (step < size) {
    if (step * 1.5 >= size && step > 1) return step * 1.5;
    step *= 2;
  }
  return step;
}

/**
 * @param series columns of equal length; NaN and infinities are holes
 * @param from first record to draw
 * @param to one past the last
 * @param limit most records to return, at least 4 a series; holes may add one a bucket
 * @returns ascending indices of the records to draw
 */
export function thin(series: readonly ArrayLike<number>[], from: number, to: number, limit: number): number[] {
  const count = Math.max(0, to - from);
  if (count <= limit || series.length === 0) return Array.from({ length: count }, (_, offset) => from + offset);
  const buckets = Math.max(1, Math.floor((limit - 2) / (2 * series.length)) - 1);
  // Buckets start at multiples of a size that grows in leaps: while a run goes on, the curve that
  // is already drawn stays as it is and does not shimmer.
  const size = roundedUp(count / buckets);
  const kept: number[] = [from];
  const chosen = new Set<number>();
  for (let start = Math.floor(from / size) * size; start < to; start += size) {
    const first = Math.max(start, from);
    const end = Math.min(start + size, to);
    chosen.clear();
    for (const values of series) {
      let least = -1;
      let greatest = -1;
      let hole = -1;
      for (let index = first; index < end; index += 1) {
        const value = values[index]!;
        if (!Number.isFinite(value)) {
          if (hole < 0) hole = index;
          continue;
        }
        if (least < 0 || value < values[least]!) least = index;
        if (greatest < 0 || value > values[greatest]!) greatest = index;
      }
      if (least >= 0) chosen.add(least);
      if (greatest >= 0) chosen.add(greatest);
      if (hole >= 0) chosen.add(hole);
    }
    for (const index of [...chosen].sort((a, b) => a - b)) {
      if (index > kept[kept.length - 1]!) kept.push(index);
    }
  }
  if (kept[kept.length - 1]! < to - 1) kept.push(to - 1);
  return kept;
}
