import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { classNumber } from "../../src/main/trainer/classes";
import { interpolate } from "../../src/main/trainer/latent";
import { openRun, someNumbers, tinyRecipe } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

const length = (z: Float32Array): number => Math.hypot(...z);
const angle = (a: Float32Array, b: Float32Array): number =>
  Math.acos(a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (length(a) * length(b)));

describe("a path between two points", () => {
  const a = someNumbers(50, -2, 2, 1);
  const b = someNumbers(50, -2, 2, 2);

  it.each(["linear", "spherical"] as const)("that is %s begins and ends at its ends", async (mode) => {
    for (const [t, end] of [
      [0, a],
      [1, b],
    ] as const) {
      const z = interpolate(a, b, t, mode);
      for (const [i, value] of end.entries()) expect(z[i]).toBeCloseTo(value, 6);
    }
  });

  it("that is linear goes straight", async () => {
    const z = interpolate(a, b, 0.25, "linear");
    for (const [i, value] of z.entries()) expect(value).toBeCloseTo(0.75 * a[i]! + 0.25 * b[i]!, 6);
  });

  it("that is spherical covers the same angle with the same share of the way, at unchanged length", async () => {
    const [one, other] = [Float32Array.of(2, 0, 0), Float32Array.of(0, 0, -2)];
    const z = interpolate(one, other, 1 / 3, "spherical");
    // A third of a quarter circle is 30°.
    expect(z[0]).toBeCloseTo(2 * Math.cos(Math.PI / 6), 6);
    expect(z[1]).toBe(0);
    expect(z[2]).toBeCloseTo(-2 * Math.sin(Math.PI / 6), 6);
    const unit = (v: Float32Array) => v.map((value) => value / length(v));
    for (const t of [0.2, 0.5, 0.9]) {
      const between = interpolate(unit(a), unit(b), t, "spherical");
      expect(length(between)).toBeCloseTo(1, 5);
      expect(angle(unit(a), between) / angle(a, b)).toBeCloseTo(t, 4);
    }
  });

  it.each([
    ["equal", Float32Array.of(1, 2), Float32Array.of(1, 2)],
    ["parallel", Float32Array.of(1, 2), Float32Array.of(2, 4)],
    ["opposite", Float32Array.of(1, 2), Float32Array.of(-1, -2)],
    ["at the origin", Float32Array.of(0, 0), Float32Array.of(1, 2)],
  ])("is a straight line where the ends are %s, and so no arc is the one between them", async (_, from, to) => {
    const z = interpolate(from, to, 0.5, "spherical");
    for (const i of [0, 1]) expect(z[i]).toBeCloseTo((from[i]! + to[i]!) / 2, 5);
  });
});

describe("the points of a run", () => {
  it("are the preview's by the run's own seed, and any other's by theirs", async () => {
    const [one, same, other] = [tinyRecipe(), tinyRecipe(), tinyRecipe({ seed: 2 })].map((recipe) => openRun(recipe));
    const preview = { from: "preview", index: 63 } as const;
    const seeded = { from: "seed", seed: 5 } as const;
    expect(await one!.latent(preview)).toEqual(await same!.latent(preview));
    expect(await one!.latent(preview)).not.toEqual(await other!.latent(preview));
    expect(await one!.latent(preview)).not.toEqual(await one!.latent({ from: "preview", index: 62 }));
    expect(await one!.latent(seeded)).toEqual(await other!.latent(seeded));
    expect(await one!.latent(seeded)).not.toEqual(await one!.latent({ from: "seed", seed: 6 }));
    for (const run of [one, same, other]) run!.dispose();
  });

  it("of a model that is told classes: a class a column and one z a row, and the class that is asked for", async () => {
    const run = openRun(tinyRecipe({ model: { ...tinyRecipe().model, conditional: true } }));
    const at = (index: number, label?: number) =>
      run.latent({ from: "preview", index, ...(label === undefined ? {} : { label }) });
    const parts = async (point: Promise<Float32Array>) => {
      const values = [...(await point)];
      return { z: values.slice(0, 3), told: values.slice(3) };
    };
    const [first, second, below, asked] = await Promise.all([at(0), at(1), at(3), at(0, 2)].map(parts));
    expect(run.previewLayout).toEqual({ columns: 3, rows: 21, sweep: true });
    expect([first!.told, second!.told, below!.told, asked!.told]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(second!.z).toEqual(first!.z);
    expect(asked!.z).toEqual(first!.z);
    expect(below!.z).not.toEqual(first!.z);
    const width = 6;
    const preview = await run.preview();
    expect(preview).toHaveLength(63 * width);
    const picture = await run.generate(await at(4));
    for (const [i, value] of picture.entries()) expect(value).toBeCloseTo(preview[4 * width + i]!, 6);
    // One class of all, or the classes in turn.
    const [mixed, ones] = [await run.sample(6, 5), await run.sample(6, 5, classNumber(run.classes, "b"))];
    expect(mixed.subarray(4 * width, 5 * width)).toEqual(ones.subarray(4 * width, 5 * width));
    expect(mixed.subarray(0, width)).not.toEqual(ones.subarray(0, width));
    expect(classNumber(run.classes, "1")).toBe(1);
    expect(() => classNumber(run.classes, "d")).toThrow('There is no class "d".');
    run.dispose();
    const plain = openRun(tinyRecipe());
    expect(() => classNumber(plain.classes, "a")).toThrow("not told classes");
    plain.dispose();
  });

  it("blend the classes in a straight line while z turns", async () => {
    const half = interpolate(Float32Array.of(1, 0, 1, 0), Float32Array.of(0, 1, 0, 1), 0.5, "spherical", 2);
    expect([...half.subarray(2)]).toEqual([0.5, 0.5]);
    expect(Math.hypot(half[0]!, half[1]!)).toBeCloseTo(1, 6);
  });

  it("stay where they are while the run is trained, so that a preview shows the weights move", async () => {
    const run = openRun(tinyRecipe());
    const point = { from: "preview", index: 4 } as const;
    const before = { z: await run.latent(point), pictures: await run.preview() };
    for (let i = 0; i < 3; i++) await run.step("both");
    expect(await run.latent(point)).toEqual(before.z);
    const after = await run.preview();
    expect(after).not.toEqual(before.pictures);
    // Picture 4 of the preview is G of point 4.
    const picture = await run.generate(before.z);
    for (const [i, value] of picture.entries()) expect(value).toBeCloseTo(after[4 * 6 + i]!, 6);
    run.dispose();
  });
});
