/** Dabs of a brush in the plane, and what a pointer does to them. */
import { type Dab, evenWeight, kept, mostDabs, planeReach } from "../../../../shared/domain/drawing";
import type { Place } from "./place";

const isDab = (value: unknown): value is Dab => {
  if (typeof value !== "object" || value === null) return false;
  const { x, y, radius, weight } = value as Record<string, unknown>;
  return [x, y, radius, weight].every((part) => typeof part === "number");
};

export const dabsOf = (value: unknown): readonly Dab[] => (Array.isArray(value) ? value.filter(isDab) : []);

/** A share of the drawing's side in units of the plane. */
export const inPlane = (share: number): number => kept((2 * share - 1) * planeReach);
export const onDrawing = (value: number): number => (value / planeReach + 1) / 2;

/** Distance between dabs of a stroke, in radii: the density along it hardly waves. */
const spacing = 0.8;

export const dabAt = ({ x, y }: Place, radius: number): Dab => ({
  x: inPlane(x),
  y: inPlane(y),
  radius,
  weight: evenWeight(radius),
});

/**
 * Dabs after the brush has moved on, no more than there may be.
 * @param last where the stroke put its last dab
 * @returns them, and where the last one is now
 */
export function painted(
  dabs: readonly Dab[],
  last: Place,
  to: Place,
  radius: number,
): { readonly dabs: readonly Dab[]; readonly last: Place } {
  const pitch = (spacing * radius) / (2 * planeReach);
  const length = Math.hypot(to.x - last.x, to.y - last.y);
  const fitting = Math.max(0, Math.min(Math.floor(length / pitch), mostDabs - dabs.length));
  if (fitting === 0) return { dabs, last };
  const along = (i: number): Place => {
    const share = (i * pitch) / length;
    return { x: last.x + (to.x - last.x) * share, y: last.y + (to.y - last.y) * share };
  };
  const added = Array.from({ length: fitting }, (_, i) => dabAt(along(i + 1), radius));
  return { dabs: [...dabs, ...added], last: along(fitting) };
}

/** Dabs without those whose centre lies under the brush. */
export const erased = (dabs: readonly Dab[], at: Place, radius: number): readonly Dab[] => {
  const [x, y] = [inPlane(at.x), inPlane(at.y)];
  // A fine brush still has to be found.
  const reach = Math.max(radius, 0.1);
  const left = dabs.filter((dab) => Math.hypot(dab.x - x, dab.y - y) > reach);
  return left.length === dabs.length ? dabs : left;
};
