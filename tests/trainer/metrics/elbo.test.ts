import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { boundFigures } from "../../../src/main/trainer/metrics/elbo";
import { openRun, tinyRecipe } from "../support";

const draw = (reconstruction: number[], weight: number[], units: number[]) => ({
  reconstruction: Float32Array.from(reconstruction),
  weight: Float32Array.from(weight),
  units: Float32Array.from(units),
});

describe("the figures of a bound", () => {
  it("are means over examples, with the standard error of the ELBO and the units that say something", () => {
    const units = [1, 0.001, 2, 0, 3, 0.002]; // three examples of two units
    const figures = boundFigures([draw([10, 20, 30], [0, 0, 0], units)], 2);
    expect(figures).toMatchObject({ examples: 3, samples: 1, importance: null, activeUnits: 1, reconstruction: 20 });
    expect(figures.kl).toBeCloseTo((1.001 + 2 + 3.002) / 3, 5);
    expect(figures.elbo).toBeCloseTo(-20 - figures.kl, 5);
    // −11.001, −22 and −33.002: a deviation of 11.0005 over √3.
    expect(figures.error).toBeCloseTo(11.0005 / Math.sqrt(3), 3);
  });

  it("weigh several draws by log 1/K Σ w, also where w itself is not a number that floats hold", () => {
    const draws = [draw([1], [-1000], [0]), draw([3], [-1001], [0])];
    const figures = boundFigures(draws, 1);
    expect(figures.reconstruction).toBe(2);
    expect(figures.importance).toBeCloseTo(-1000 + Math.log((1 + Math.exp(-1)) / 2), 6);
  });
});

describe("a run", () => {
  beforeAll(async () => {
    await openBackend(null);
  });
  const coder = (id: string, parts: object = {}) =>
    openRun(
      tinyRecipe({
        model: { id, latentSize: 2, layers: [{ units: 4 }], ...parts },
        objective: undefined,
        optimizers: { autoencoder: { id: "adam", learningRate: 0.01 } },
      }),
    );

  it("measures its bound the same each time, closer with more draws, and in its history as in one draw", async () => {
    const run = coder("vae");
    for (let step = 0; step < 5; step++) await run.step("both");
    const one = await run.outside.bound(64, 1);
    expect(await run.outside.bound(64, 1)).toEqual(one);
    expect(one).toMatchObject({ examples: 64, samples: 1, latentSize: 2 });
    const figures = await run.outside.heldOutFigures();
    expect(figures["test.elbo"]).toBeCloseTo(one.elbo, 4);
    expect(figures["test.kl"]).toBeCloseTo(one.kl, 4);
    const many = await run.outside.bound(64, 50);
    expect(many.importance).toBeGreaterThan(many.elbo);
    await expect(run.outside.bound(65, 1)).rejects.toMatchObject({ code: "bad-input" });
    run.dispose();
  });

  it("of an autoencoder has a reconstruction loss to measure and no bound, no z to draw and no single updates", async () => {
    const run = coder("autoencoder");
    expect(Object.keys(await run.outside.heldOutFigures())).toEqual(["test.reconstruction"]);
    await expect(run.outside.bound(4, 1)).rejects.toMatchObject({ code: "unsupported" });
    await expect(run.sample(4, 1)).rejects.toMatchObject({ code: "unsupported" });
    await expect(run.step("generator")).rejects.toMatchObject({ code: "unsupported" });
    expect(run.counters.step).toBe(0);
    run.dispose();
  });

  it("shows examples above reconstructions: of what the encoder saw, the same in each picture", async () => {
    const run = coder("autoencoder", { corruption: "masking", strength: 0.5 });
    const [size, columns] = [6, 8];
    const before = await run.gallery();
    await run.step("both");
    const after = await run.gallery();
    const row = (pictures: Float32Array, index: number) =>
      pictures.slice(index * columns * size, (index + 1) * columns * size);
    expect(before).toHaveLength(64 * size);
    expect(row(after, 0)).toEqual(row(before, 0));
    expect(row(after, 1)).not.toEqual(row(before, 1));
    const originals = run.outside.examples(0, columns);
    const seen = row(before, 0);
    const masked = seen.filter((value, i) => value === 0 && originals[i] !== 0).length;
    expect(masked).toBeGreaterThan(8);
    expect(seen.every((value, i) => value === 0 || value === originals[i])).toBe(true);
    // A picture's reconstruction is what is made of its code.
    const code = await run.outside.encode(seen.slice(0, size));
    expect(await run.generate(code)).toEqual(row(after, 1).slice(0, size));
    run.dispose();
  });

  it("ends a latent path at codes of examples; those of its preview, where nothing can be drawn", async () => {
    const [vae, plain, gan] = [coder("vae"), coder("autoencoder"), openRun(tinyRecipe())];
    const example = { from: "example", index: 3 } as const;
    const x = vae.outside.examples(3, 1);
    expect(await vae.latent(example)).toEqual(await vae.outside.encode(x));
    expect(await plain.latent({ from: "preview", index: 3 })).toEqual(await plain.latent(example));
    expect(await vae.latent({ from: "preview", index: 3 })).not.toEqual(await vae.latent(example));
    await expect(plain.latent({ from: "seed", seed: 1 })).rejects.toMatchObject({ code: "unsupported" });
    await expect(gan.latent(example)).rejects.toMatchObject({ code: "unsupported" });
    for (const run of [vae, plain, gan]) run.dispose();
  });
});
