/** What is recorded of a run on points, against finite differences and closed forms. */
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { eager } from "../../src/main/trainer/engine/eager";
import { graph } from "../../src/main/trainer/engine/graph";
import { plugins } from "../../src/main/trainer/plugins";
import { cellsOf, recordPoints, sliceDirections } from "../../src/main/trainer/points";
import { OpenRun } from "../../src/main/trainer/run";
import type { Recipe } from "../../src/shared/domain/recipe";
import { cellAt, decodePoints } from "../../src/shared/formats/points";
import { farthest, resolved, tinyRecipe, train } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

const layers = (units: number) => [{ units, activation: "tanh" }];
const orthogonal = { kind: "orthogonal", scale: 1.4 };
const pointsRecipe = (
  dataset: object,
  parts: { latentSize: number; rate?: number; batchSize?: number; objective?: string },
): Recipe =>
  tinyRecipe({
    dataset: { ...dataset, examples: 4_000 },
    model: {
      id: "gan",
      latentSize: parts.latentSize,
      generator: { layers: layers(16), output: "linear", initial: orthogonal },
      discriminator: { layers: layers(16), initial: orthogonal },
    },
    objective: { id: parts.objective ?? "non-saturating" },
    optimizers: {
      discriminator: { id: "adam", learningRate: parts.rate ?? 0.01 },
      generator: { id: "adam", learningRate: parts.rate ?? 0.01 },
    },
    training: { batchSize: parts.batchSize ?? 64, steps: 1000, sampleEvery: 1000, checkpointEvery: 0 },
  });

async function opened(recipe: Recipe, engine = graph): Promise<OpenRun> {
  const { dataset } = resolved(recipe);
  return new OpenRun(resolved(recipe), await dataset.plugin.open(dataset.params), [], engine);
}

const softplus = (x: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
/** G's loss of one generated point from D's logit of it. */
const losses: Record<string, (logit: number) => number> = {
  "non-saturating": (logit) => softplus(-logit),
  saturating: (logit) => -softplus(logit),
};

describe.each(["non-saturating", "saturating"])("the arrows of the %s loss", (objective) => {
  it("point where G's loss falls: minus its gradient by central differences", async () => {
    const run = await opened(pointsRecipe({ id: "ring" }, { latentSize: 2, objective }));
    await train(run, 20);
    const points = Float32Array.of(1.2, 0.3, -0.5, 1.9, 0, 0, -2, -1);
    const descent = (await run.descend(points))!;
    const h = 1e-2;
    const lossAt = async (i: number, by: number): Promise<number> => {
      const moved = points.map((value, at) => (at === i ? value + by : value));
      return losses[objective]!((await run.discriminate(moved))![i >> 1]!);
    };
    for (let i = 0; i < points.length; i++) {
      const slope = ((await lossAt(i, h)) - (await lossAt(i, -h))) / (2 * h);
      expect(descent[i]).toBeCloseTo(-slope, 3);
    }
    run.dispose();
  });
});

it("captured and op by op, the record of a step is the same", async () => {
  const recipe = pointsRecipe({ id: "grid", side: 2 }, { latentSize: 2 });
  const records = [];
  for (const engine of [graph, eager]) {
    const run = await opened(recipe, engine);
    await train(run, 3);
    records.push(decodePoints(await recordPoints(run), "test"));
    run.dispose();
  }
  const [captured, byOps] = records;
  for (const name of ["generated", "logits", "descent"] as const) {
    expect(farthest(captured![name]!, byOps![name]!), name).toBeLessThan(1e-4);
  }
  expect(captured!.data).toEqual(byOps!.data);
  const { lattice } = captured!;
  expect([lattice!.z.length, lattice!.x.length, lattice!.z[0]]).toEqual([21, 21 * 21 * 2, -2.5]);
});

it("is read at the middles of the cells, the first coordinate changing fastest", async () => {
  const bounds = [
    [0, 2],
    [10, 30],
  ] as const;
  expect([...cellsOf(bounds, 2)]).toEqual([0.5, 15, 1.5, 15, 0.5, 25, 1.5, 25]);
  const run = await opened(pointsRecipe({ id: "ring" }, { latentSize: 3 }));
  const record = decodePoints(await recordPoints(run), "test");
  const [x, y] = record.bounds.map((bound, d) => cellAt(bound, 64, [5, 60][d]!));
  expect((await run.discriminate(Float32Array.of(x!, y!)))![0]).toBeCloseTo(record.logits![60 * 64 + 5]!, 5);
  expect([record.generated.length, record.descent!.length]).toEqual([2_000, 400]);
  run.dispose();
});

describe("of z of more dimensions than the data", () => {
  it.each([
    [2, 3],
    [2, 256],
    [1, 5],
  ])("%i directions of %i are orthonormal and stay in a uniform prior's cube as far as z is long", (count, size) => {
    const directions = sliceDirections(count, size);
    const row = (d: number) => directions.subarray(d * size, (d + 1) * size);
    const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) expect(product(row(a), row(b))).toBeCloseTo(a === b ? 1 : 0, 6);
    }
    const corner = Array.from({ length: size }, (_, i) => {
      let value = 0;
      for (let d = 0; d < count; d++) value += Math.sqrt(size / count) * row(d)[i]!;
      return value;
    });
    expect(Math.hypot(...corner)).toBeCloseTo(Math.sqrt(size), 5);
    expect(Math.max(...corner.map(Math.abs))).toBeLessThan(Math.sqrt(3));
  });

  it("the grid is what G makes of the slice, whatever the run's seed", async () => {
    const recipe = pointsRecipe({ id: "ring" }, { latentSize: 5 });
    const slices = [];
    for (const seed of [1, 2]) {
      const run = await opened({ ...recipe, seed });
      const { lattice } = decodePoints(await recordPoints(run), "test");
      const reach = Math.sqrt(5 / 2);
      const z = new Float32Array(5);
      const [u, v] = [0, 1].map((d) => sliceDirections(2, 5).subarray(d * 5, (d + 1) * 5));
      // The 4th of the first direction, the 18th of the second.
      for (let i = 0; i < 5; i++) z[i] = reach * (-0.7 * u![i]! + 0.7 * v![i]!);
      const at = 17 * 21 + 3;
      expect(farthest(lattice!.x.subarray(2 * at, 2 * at + 2), await run.generate(z))).toBeLessThan(1e-5);
      slices.push([lattice!.dimensions, lattice!.latentSize, [...lattice!.z]]);
      run.dispose();
    }
    expect(slices[0]).toEqual(slices[1]);
    expect(slices[0]!.slice(0, 2)).toEqual([2, 5]);
  });

  it("the grid of data on a line is a line of z", async () => {
    const run = await opened(pointsRecipe({ id: "mixture-1d" }, { latentSize: 3 }));
    const { lattice } = decodePoints(await recordPoints(run), "test");
    expect([lattice!.dimensions, lattice!.latentSize, lattice!.x.length]).toEqual([1, 3, 121]);
    expect(lattice!.z.at(-1)).toBeCloseTo(Math.sqrt(3), 6);
    run.dispose();
  });
});

it("on a line, D trained against a still G becomes p / (p + q)", async () => {
  // G: z itself, so that p_g is the standard normal.
  const recipe = pointsRecipe(
    { id: "mixture-1d", components: [{ mean: 1, deviation: 0.7 }] },
    { latentSize: 1, batchSize: 512, rate: 0.01 },
  );
  const still: Recipe = {
    ...recipe,
    model: {
      ...recipe.model,
      generator: { layers: [], output: "linear", initial: { kind: "orthogonal", scale: 1 } },
      discriminator: {
        layers: [
          { units: 24, activation: "tanh" },
          { units: 24, activation: "tanh" },
        ],
        initial: orthogonal,
      },
    },
  };
  const run = await opened(still);
  for (let step = 0; step < 700; step++) await run.step("discriminator");
  const { logits, density, bounds } = decodePoints(await recordPoints(run), "test");
  let most = 0;
  for (let i = 0; i < 256; i++) {
    const x = cellAt(bounds[0]!, 256, i);
    const q = Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
    // Where both have been seen.
    if (q < 0.02 || density![i]! < 0.02) continue;
    const d = 1 / (1 + Math.exp(-logits![i]!));
    most = Math.max(most, Math.abs(d - density![i]! / (density![i]! + q)));
  }
  expect(most).toBeLessThan(0.08);
  run.dispose();
});

it.each([
  ["non-saturating", true],
  ["least-squares", false],
])("records D's ground as a probability under the %s objective: %s", async (objective, recorded) => {
  const run = await opened(pointsRecipe({ id: "ring" }, { latentSize: 2, objective }));
  expect(decodePoints(await recordPoints(run), "test").logits !== null).toBe(recorded);
  run.dispose();
});

it("every dataset of points can be trained on and recorded", async () => {
  const clouds = plugins.dataset.filter(({ id }) => !["mnist", "images", "ring", "grid"].includes(id));
  for (const { id, params } of clouds) {
    if (!params.safeParse({ examples: 100 }).success) continue;
    const run = await opened(pointsRecipe({ id }, { latentSize: 2 }));
    if (run.dataset.space === "points") {
      await train(run, 1);
      expect(decodePoints(await recordPoints(run), id).generated.every(Number.isFinite), id).toBe(true);
    }
    run.dispose();
  }
});
