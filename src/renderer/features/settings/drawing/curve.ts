/** A density as heights at evenly spaced places, and what a pointer does to it. */
import { heightsDrawn, kept } from "../../../../shared/domain/drawing";
import type { Place } from "./place";

/** What stands in for heights that are none. */
export const flat = (): number[] => new Array<number>(heightsDrawn).fill(0);

export const heightsOf = (value: unknown): readonly number[] =>
  Array.isArray(value) && value.length > 1 && value.every((height) => typeof height === "number") ? value : flat();

/**
 * The heights after a touch: all the way at the pointer, less towards the edge of the brush.
 * @param width of the brush, as a share of the interval
 */
export function pressed(heights: readonly number[], at: Place, width: number): readonly number[] {
  const last = heights.length - 1;
  const centre = at.x * last;
  const reach = Math.max(0.5, (width * last) / 2);
  const height = Math.min(1, Math.max(0, at.y));
  return heights.map((old, index) => {
    const away = Math.abs(index - centre);
    if (away > reach) return old;
    const share = away <= 0.5 ? 1 : (1 + Math.cos((Math.PI * away) / reach)) / 2;
    return kept(old + (height - old) * share);
  });
}

/** The heights after a stroke from one place to another: no place on the way is left out. */
export function stroked(heights: readonly number[], from: Place, to: Place, width: number): readonly number[] {
  const count = Math.max(1, Math.ceil(Math.abs(to.x - from.x) * (heights.length - 1)));
  let drawn = heights;
  for (let i = 1; i <= count; i++) {
    const share = i / count;
    const at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    drawn = pressed(drawn, at, width);
  }
  return drawn;
}

/** Height at a share of the interval, between its neighbours. */
export function heightAt(heights: readonly number[], x: number): number {
  const at = Math.min(1, Math.max(0, x)) * (heights.length - 1);
  const left = Math.floor(at);
  const right = Math.min(heights.length - 1, left + 1);
  return heights[left]! + (heights[right]! - heights[left]!) * (at - left);
}

export const isEmptyCurve = (heights: readonly number[]): boolean => heights.every((height) => height === 0);
