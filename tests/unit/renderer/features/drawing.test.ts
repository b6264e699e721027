/** What a pointer does to a drawing. */
import { describe, expect, it } from "vitest";
import {
  heightAt,
  heightsOf,
  isEmptyCurve,
  pressed,
  stroked,
} from "../../../../src/renderer/features/settings/drawing/curve";
import {
  dabAt,
  dabsOf,
  erased,
  inPlane,
  onDrawing,
  painted,
} from "../../../../src/renderer/features/settings/drawing/dabs";
import { heightsDrawn, mostDabs, planeReach } from "../../../../src/shared/domain/drawing";

describe("a stroke on a density", () => {
  const flat = new Array<number>(101).fill(0);

  it("takes every place on its way, however quick the pointer is", () => {
    const drawn = stroked(flat, { x: 0.2, y: 0.5 }, { x: 0.6, y: 0.9 }, 0.01);
    for (let i = 21; i <= 60; i++) expect(drawn[i]).toBeCloseTo(0.5 + ((i - 20) / 40) * 0.4, 2);
    expect([...drawn.slice(0, 19), ...drawn.slice(62)].every((height) => height === 0)).toBe(true);
  });

  it("falls off to the edge of a wide brush, and touches nothing beyond", () => {
    const drawn = pressed(flat, { x: 0.5, y: 1 }, 0.2);
    expect(drawn[50]).toBe(1);
    // A raised cosine: half of it half way out.
    expect([drawn[45], drawn[55]]).toEqual([0.5, 0.5]);
    expect([drawn[39], drawn[61]]).toEqual([0, 0]);
    expect(isEmptyCurve(flat)).toBe(true);
    expect(isEmptyCurve(drawn)).toBe(false);
  });

  it("stays between 0 and 1, and reads between places", () => {
    const drawn = stroked(flat, { x: -1, y: 2 }, { x: 2, y: -1 }, 0.01);
    expect(Math.max(...drawn) <= 1 && Math.min(...drawn) >= 0).toBe(true);
    expect(heightAt([0, 1, 0.5], 0.75)).toBeCloseTo(0.75, 12);
    expect(heightAt([0, 1, 0.5], 1)).toBe(0.5);
  });

  it("begins from nothing where a recipe holds no heights", () => {
    for (const wrong of [undefined, null, "high", [1], [1, "2"]]) {
      expect(heightsOf(wrong)).toEqual(new Array(heightsDrawn).fill(0));
    }
  });
});

describe("a stroke of a brush", () => {
  it("lies on its line, evenly, whatever the pace of the pointer", () => {
    const begin = { x: 0.1, y: 0.5 };
    const end = { x: 0.9, y: 0.5 };
    const quick = painted([], begin, end, 0.15).dabs;
    let slow = painted([], begin, begin, 0.15);
    for (let i = 1; i <= 400; i++) {
      slow = painted(slow.dabs, slow.last, { x: 0.1 + (0.8 * i) / 400, y: 0.5 }, 0.15);
    }
    expect(slow.dabs.length).toBeGreaterThanOrEqual(quick.length - 4);
    expect(slow.dabs.length).toBeLessThanOrEqual(quick.length);
    for (const dabs of [quick, slow.dabs]) {
      for (const [i, dab] of dabs.slice(1).entries()) {
        expect(dab.y).toBe(0);
        expect(dab.x - dabs[i]!.x).toBeGreaterThanOrEqual(0.12 - 0.002);
        expect(dab.x - dabs[i]!.x).toBeLessThan(0.14);
      }
    }
  });

  it("ends where no more dabs may be", () => {
    const many = new Array(mostDabs - 2).fill(dabAt({ x: 0, y: 0 }, 0.1));
    expect(painted(many, { x: 0, y: 0 }, { x: 1, y: 1 }, 0.1).dabs).toHaveLength(mostDabs);
  });

  it("of any width puts ink of one darkness", () => {
    const [fine, wide] = [0.1, 0.4].map((radius) => dabAt({ x: 0.5, y: 0.5 }, radius));
    expect(wide!.weight / fine!.weight).toBeCloseTo(16, 1);
  });

  it("erases what lies under it, and leaves the rest as it was", () => {
    const dabs = [0.1, 0.5, 0.9].map((x) => dabAt({ x, y: 0.5 }, 0.2));
    expect(erased(dabs, { x: 0.5, y: 0.52 }, 0.2)).toEqual([dabs[0], dabs[2]]);
    expect(erased(dabs, { x: 0.3, y: 0.9 }, 0.2)).toBe(dabs);
  });

  it("takes places of the plane to the drawing and back", () => {
    for (const value of [-planeReach, -1.25, 0, planeReach]) expect(inPlane(onDrawing(value))).toBeCloseTo(value, 3);
    expect(dabsOf([{ x: 1, y: 2, radius: 3, weight: 4 }, { x: 1 }, null])).toHaveLength(1);
  });
});
