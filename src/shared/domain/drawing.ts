/** Distributions that a person draws: how they are kept in a recipe, and what there is before anything is drawn. */

/** Heights of a drawn density are kept at so many places at most, and this many where the window draws. */
export const mostHeights = 256;
export const heightsDrawn = 128;
/** A height is a share of the highest that can be drawn, and kept to this. */
export const heightStep = 0.001;

/** The drawn plane reaches from −planeReach to planeReach in both directions. */
export const planeReach = 3;
export const mostDabs = 512;
/** Radii of dabs, in units of the plane, and their weights. */
export const dabRadius = { least: 0.02, most: 1.5 } as const;
export const dabWeight = { least: 0.001, most: 1_000 } as const;

/** One touch of the brush: a normal distribution with `radius` as its standard deviation, or a disc. */
export interface Dab {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Its share of the data, relative to the others. */
  readonly weight: number;
}

/** To the digits that are kept. */
export const kept = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Of a radius at which a dab weighs 1. */
const unitRadius = 0.15;
/** What paints evenly: ink of the same darkness, whatever the size of the brush. */
export const evenWeight = (radius: number): number => Math.max(dabWeight.least, kept((radius / unitRadius) ** 2));

/** A wide hill beside a narrow one with a shoulder. */
export function sampleHeights(): number[] {
  const hill = (x: number, mean: number, deviation: number, height: number): number =>
    height * Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2));
  return Array.from({ length: heightsDrawn }, (_, i) => {
    const x = (8 * i) / (heightsDrawn - 1) - 4;
    return kept(hill(x, -1.8, 0.7, 0.5) + hill(x, 1.1, 0.28, 0.9) + hill(x, 1.9, 0.45, 0.4));
  });
}

/** A face: two eyes within an outline, and a mouth. */
export function sampleDabs(): Dab[] {
  const arc = (count: number, radius: number, from: number, to: number, centre: number, size: number): Dab[] =>
    Array.from({ length: count }, (_, i) => {
      const angle = ((from + ((to - from) * i) / count) * Math.PI) / 180;
      const [x, y] = [kept(radius * Math.cos(angle)), kept(centre + radius * Math.sin(angle))];
      return { x, y, radius: size, weight: evenWeight(size) };
    });
  const eye = (x: number): Dab => ({ x, y: 0.7, radius: 0.2, weight: 4 });
  return [...arc(90, 2.2, 0, 360, 0, 0.08), eye(-0.8), eye(0.8), ...arc(26, 1.2, 205, 335, 0, 0.1)];
}
