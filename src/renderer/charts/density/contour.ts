/** Where a function on a grid crosses a level: marching squares (Lorensen & Cline 1987, in the plane). */

/** A piece of the crossing, from one point to another: x and y in cells, counted from the middle of cell (0, 0). */
export type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number];

/**
 * @param values `[side, side]`, rows first; what is not finite has no crossing beside it
 * @returns segments in no particular order
 */
export function contour(values: ArrayLike<number>, side: number, level: number): Segment[] {
  const segments: Segment[] = [];
  const at = (x: number, y: number): number => values[y * side + x]! - level;
  /** Where between two values of different signs the crossing lies, 0 to 1. */
  const crossing = (a: number, b: number): number => a / (a - b);
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const [a, b, c, d] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      if (![a, b, c, d].every(Number.isFinite)) continue;
      const points: (readonly [number, number])[] = [];
      if (a > 0 !== b > 0) points.push([x + crossing(a, b), y]);
      if (b > 0 !== c > 0) points.push([x + 1, y + crossing(b, c)]);
      if (d > 0 !== c > 0) points.push([x + crossing(d, c), y + 1]);
      if (a > 0 !== d > 0) points.push([x, y + crossing(a, d)]);
      if (points.length === 2) segments.push([...points[0]!, ...points[1]!] as unknown as Segment);
      if (points.length < 4) continue;
      // A saddle: the mean tells which corners belong together.
      const joined = a > 0 === a + b + c + d > 0;
      const order = joined ? [0, 1, 2, 3] : [0, 3, 1, 2];
      for (const pair of [order.slice(0, 2), order.slice(2)]) {
        segments.push([...points[pair[0]!]!, ...points[pair[1]!]!] as unknown as Segment);
      }
    }
  }
  return segments;
}

/** Segments that meet, as lines that go on; a closed one ends where it began. */
export function chained(segments: readonly Segment[]): (readonly [number, number])[][] {
  const ends = new Map<string, number[]>();
  const key = (x: number, y: number): string => `${x} ${y}`;
  segments.forEach(([x0, y0, x1, y1], index) => {
    for (const end of [key(x0, y0), key(x1, y1)]) ends.set(end, [...(ends.get(end) ?? []), index]);
  });
  const used = new Set<number>();
  /** From one end on, as far as it goes. */
  const follow = (line: (readonly [number, number])[]): void => {
    for (;;) {
      const [x, y] = line.at(-1)!;
      const next = ends.get(key(x, y))!.find((index) => !used.has(index));
      if (next === undefined) return;
      used.add(next);
      const [x0, y0, x1, y1] = segments[next]!;
      line.push(x0 === x && y0 === y ? [x1, y1] : [x0, y0]);
    }
  };
  const lines: (readonly [number, number])[][] = [];
  segments.forEach(([x0, y0, x1, y1], index) => {
    if (used.has(index)) return;
    used.add(index);
    const line: (readonly [number, number])[] = [
      [x0, y0],
      [x1, y1],
    ];
    follow(line);
    line.reverse();
    follow(line);
    lines.push(line);
  });
  return lines;
}
