import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { normalQuantile, planeOf } from "../../src/main/trainer/plane";
import { openRun, tinyData, tinyRecipe } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

describe("quantiles of the standard normal distribution", () => {
  // Abramowitz & Stegun 1964, table 26.5, and the tails to full precision.
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.01, -2.3263478740408408],
    [0.0001, -3.719016485455709],
    [1e-9, -5.9978070150076865],
  ])("below %d lies at %d", (p, quantile) => {
    expect(normalQuantile(p)).toBeCloseTo(quantile, 7);
  });
});

const coder = (id: string, latentSize: number) =>
  openRun(
    tinyRecipe({
      model: { id, latentSize, layers: [{ units: 4 }] },
      objective: undefined,
      optimizers: { autoencoder: { id: "adam", learningRate: 0.01 } },
    }),
  );

describe("the plane of codes", () => {
  it("of a VAE is a grid of quantiles, from the top left on, with the codes of examples", async () => {
    const run = coder("vae", 2);
    const plane = await planeOf(run, 4, 10);
    expect(plane.up).toEqual(plane.across);
    for (const [i, p] of [0.125, 0.375, 0.625, 0.875].entries()) expect(plane.across[i]).toBe(normalQuantile(p));
    expect(plane.codes).toEqual(await run.outside.encode(run.outside.examples(0, 10)));
    expect(plane).toMatchObject({ step: 0, atlas: { count: 16, columns: 4 } });
    // Classes of the same examples.
    expect(plane.classes).toEqual(tinyData().classes);
    expect(plane.labels).toEqual(tinyData().labels!.slice(0, 10));
    // The picture at the top left is of the least z₁ and the greatest z₂.
    const [picture] = [await run.generate(Float32Array.of(plane.across[0]!, plane.up[3]!))];
    const shown = [0, 1, 2, 3, 4, 5].map((i) => {
      const [row, column] = [Math.floor(i / 3), i % 3]; // pictures are 2 × 3
      return plane.atlas.rgba[4 * (row * 4 * 3 + column)]! / 255;
    });
    for (const [i, value] of shown.entries()) expect(value).toBeCloseTo(picture![i]!, 2);
    run.dispose();
  });

  it("of an adversarial autoencoder with a uniform prior is even from −√3 to √3", async () => {
    const run = openRun(
      tinyRecipe({
        model: { id: "aae", latentSize: 2, layers: [{ units: 4 }], discriminator: [{ units: 4 }], prior: "uniform" },
        objective: undefined,
        optimizers: { autoencoder: { id: "adam" }, discriminator: { id: "adam" } },
      }),
    );
    const { across } = await planeOf(run, 2, 4);
    expect(across[0]).toBeCloseTo(-Math.sqrt(3) / 2, 9);
    expect(across[1]).toBeCloseTo(Math.sqrt(3) / 2, 9);
    run.dispose();
  });

  it("of an autoencoder covers where most codes lie, evenly", async () => {
    const run = coder("autoencoder", 2);
    const { across, codes } = await planeOf(run, 5, 64);
    const first = codes.filter((_, i) => i % 2 === 0).sort();
    expect(across[0]).toBeGreaterThan(first[0]!);
    expect(across[4]).toBeLessThan(first[63]!);
    const gaps = across.slice(1).map((value, i) => value - across[i]!);
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 9);
    run.dispose();
  });

  it("is refused for codes that are no pairs", async () => {
    const run = coder("vae", 3);
    await expect(planeOf(run, 4, 10)).rejects.toMatchObject({ code: "unsupported" });
    run.dispose();
  });
});
