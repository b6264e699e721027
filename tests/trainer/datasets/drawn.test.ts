/** Data drawn by hand: held to the distribution that was drawn, and trained on in a captured step. */
import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { checkRecipe } from "../../../src/main/trainer/check";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { drawnLine } from "../../../src/main/trainer/datasets/drawnLine";
import { drawnPlane } from "../../../src/main/trainer/datasets/drawnPlane";
import { piecewiseLinear } from "../../../src/main/trainer/datasets/points/piecewise";
import { eager } from "../../../src/main/trainer/engine/eager";
import { graph } from "../../../src/main/trainer/engine/graph";
import { OpenRun } from "../../../src/main/trainer/run";
import { mostDabs, mostHeights, sampleDabs } from "../../../src/shared/domain/drawing";
import { decodeSafetensors } from "../../../src/shared/formats/safetensors";
import { farthest, resolved, tinyRecipe } from "../support";

const line = (settings: object = {}): Promise<Dataset> => drawnLine.open(drawnLine.params.parse(settings));
const plane = (settings: object = {}): Promise<Dataset> => drawnPlane.open(drawnPlane.params.parse(settings));

const valuesOf = ({ examples }: Dataset): Float32Array => {
  if (examples.kind !== "floats") throw new Error("points are floats");
  return examples.data;
};

/** Two trapezoids with a gap between them, and an end that is not 0. */
const heights = [0, 1, 0.5, 0, 0, 0.25, 0.75];

describe("a drawn density", () => {
  it("is the drawn heights over their area, straight between them, and nothing outside", () => {
    const { density } = piecewiseLinear(heights, -1, 2);
    // Trapezoids of width ½: (½ + ¾ + ¼ + 0 + ⅛ + ½) / 2.
    const area = (0.5 + 0.75 + 0.25 + 0 + 0.125 + 0.5) / 2;
    for (const [x, height] of [
      [-1, 0],
      [-0.75, 0.5],
      [-0.5, 1],
      [-0.25, 0.75],
      [0.75, 0],
      [1.75, 0.5],
      [2, 0.75],
    ] as const) {
      expect(density(x)).toBeCloseTo(height / area, 12);
    }
    expect([-1.001, 2.001, Number.NaN].map(density)).toEqual([0, 0, 0]);
  });

  it("has an inverse distribution function that undoes its integral, and never falls into a gap", () => {
    const { density, quantile } = piecewiseLinear(heights, -1, 2);
    // Simpson's rule is exact on each straight part.
    const below = (x: number): number => {
      let sum = 0;
      for (let left = -1; left < x - 1e-12; left += 0.5) {
        const right = Math.min(x, left + 0.5);
        sum += ((right - left) / 6) * (density(left) + 4 * density((left + right) / 2) + density(right));
      }
      return sum;
    };
    expect(below(2)).toBeCloseTo(1, 12);
    for (let share = 0; share <= 1; share += 1 / 64) expect(below(quantile(share))).toBeCloseTo(share, 9);
    const gap = below(0.75);
    for (const share of [gap, gap - 1e-9, gap + 1e-9]) {
      const x = quantile(share);
      expect(x <= 0.5 + 1e-9 || x >= 1 - 1e-9).toBe(true);
    }
    // A flat one has no slope to divide by, and one that begins at 0 no height.
    expect([0, 0.25, 1].map(piecewiseLinear([1, 1], 0, 4).quantile)).toEqual([0, 1, 4]);
    expect([0, 0.25, 1].map(piecewiseLinear([0, 1], 0, 4).quantile)).toEqual([0, 2, 4]);
  });

  it("gives samples of it: Kolmogorov–Smirnov, at a level of 0.001", async () => {
    const data = await line({ examples: 20_000, heights, from: -1, to: 2 });
    const { density } = data.region!;
    const x = [...valuesOf(data)].sort((a, b) => a - b);
    // The distribution function from the density, on a grid so fine that straight parts are whole cells.
    const cells = 3_000;
    const grid = new Float64Array(cells + 1);
    for (let i = 0; i < cells; i++) grid[i + 1] = grid[i]! + density!([-1 + ((i + 0.5) / cells) * 3]) * (3 / cells);
    expect(grid[cells]).toBeCloseTo(1, 6);
    const cumulative = (value: number): number => {
      const at = ((value + 1) / 3) * cells;
      const cell = Math.min(cells - 1, Math.floor(at));
      return grid[cell]! + (grid[cell + 1]! - grid[cell]!) * (at - cell);
    };
    const most = Math.max(
      ...x.map((value, i) => {
        const expected = cumulative(value);
        return Math.max(Math.abs(expected - i / x.length), Math.abs(expected - (i + 1) / x.length));
      }),
    );
    expect(most).toBeLessThan(1.95 / Math.sqrt(x.length));
    expect(data.region!.bounds).toEqual([[-2, 2]]);
  });
});

/** Chi-square of counts in cells against expected counts, over cells that are expected to hold some. */
function chiSquare(points: Float32Array, density: (x: ArrayLike<number>) => number, reach: number, side: number) {
  const width = (2 * reach) / side;
  const counts = new Float64Array(side * side);
  const cellOf = (value: number): number => Math.floor((value + reach) / width);
  for (let i = 0; i < points.length; i += 2) {
    const [column, row] = [cellOf(points[i]!), cellOf(points[i + 1]!)];
    if (column >= 0 && row >= 0 && column < side && row < side) counts[row * side + column]! += 1;
  }
  const fine = 24;
  let [square, freedom, mass, rest, restExpected] = [0, 0, 0, points.length / 2, points.length / 2];
  for (let cell = 0; cell < counts.length; cell++) {
    let share = 0;
    for (let k = 0; k < fine * fine; k++) {
      const x = -reach + ((cell % side) + ((k % fine) + 0.5) / fine) * width;
      const y = -reach + (Math.floor(cell / side) + (Math.floor(k / fine) + 0.5) / fine) * width;
      share += density([x, y]);
    }
    share *= (width / fine) ** 2;
    mass += share;
    const expected = (share * points.length) / 2;
    if (expected < 10) continue;
    square += (counts[cell]! - expected) ** 2 / expected;
    freedom += 1;
    rest -= counts[cell]!;
    restExpected -= expected;
  }
  if (restExpected >= 10) square += (rest - restExpected) ** 2 / restExpected;
  else freedom -= 1;
  return { square, freedom, mass };
}

const dabs = [
  { x: -1, y: 0.5, radius: 0.4, weight: 1 },
  { x: 0.5, y: -0.5, radius: 0.6, weight: 3 },
  { x: 0.9, y: -0.1, radius: 0.3, weight: 2 },
];

describe("painted points", () => {
  test.each(["soft", "hard"])("of a %s brush are samples of their density, whose integral is 1", async (brush) => {
    const data = await plane({ brush, dabs, examples: 40_000 });
    const { square, freedom, mass } = chiSquare(valuesOf(data), data.region!.density!, 3, 12);
    expect(mass).toBeCloseTo(1, brush === "soft" ? 4 : 2);
    // Of a mean `freedom` and a deviation √(2·freedom): four of them is a level far below 0.001.
    expect(freedom).toBeGreaterThan(15);
    expect(square).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
  });

  it("have the density of the mixture's own formula at a point", async () => {
    const at = [0.8, -0.2] as const;
    const squared = dabs.map(({ x, y }) => (at[0] - x) ** 2 + (at[1] - y) ** 2);
    const soft = dabs.reduce(
      (sum, { radius: r, weight }, i) =>
        sum + ((weight / 6) * Math.exp(-squared[i]! / (2 * r ** 2))) / (2 * Math.PI * r ** 2),
      0,
    );
    expect((await plane({ dabs, examples: 1 })).region!.density!(at)).toBeCloseTo(soft, 12);
    // Within the second and the third disc.
    const hard = (3 / 6 / 0.6 ** 2 + 2 / 6 / 0.3 ** 2) / Math.PI;
    expect((await plane({ dabs, brush: "hard", examples: 1 })).region!.density!(at)).toBeCloseTo(hard, 12);
  });

  it("have modes where the dabs lie apart, and none where they run into each other", async () => {
    const apart = [-2, 0, 2].map((x) => ({ x, y: x / 2, radius: 0.2, weight: 1 }));
    const data = await plane({ dabs: apart, examples: 300 });
    expect(data.region!.modes).toHaveLength(3);
    expect(data.classes).toEqual(["1", "2", "3"]);
    const x = valuesOf(data);
    data.labels!.forEach((label, i) => {
      expect(Math.hypot(x[2 * i]! - apart[label]!.x, x[2 * i + 1]! - apart[label]!.y)).toBeLessThan(1);
    });
    for (const settings of [{ dabs }, { dabs: apart, brush: "hard" }, {}]) {
      const { region, classes } = await plane({ ...settings, examples: 10 });
      expect([region!.modes, classes]).toEqual([null, null]);
    }
  });

  it("of a wide brush at the edge are in sight", async () => {
    const data = await plane({ dabs: [{ x: 3, y: -3, radius: 1, weight: 1 }], examples: 1_000 });
    const [[least, most]] = data.region!.bounds as [[number, number]];
    const inside = valuesOf(data).filter((value) => value >= least && value <= most).length;
    expect(inside / 2_000).toBeGreaterThan(0.98);
  });
});

const checked = async (dataset: object) => {
  const { check } = await checkRecipe(
    tinyRecipe({ dataset, model: { id: "gan", latentSize: 1, generator: { output: "linear" } } }),
  );
  return check.issues.map(({ path, message }) => [path, message.en] as const);
};
const dab = { x: 0, y: 0, radius: 0.1, weight: 1 };

describe("a drawing that is none is refused at its place", () => {
  test.each([
    [{ id: "drawn-1d", heights: [0, 0, 0] }, "dataset.heights", "nothing is drawn"],
    [{ id: "drawn-1d", heights: [1] }, "dataset.heights", "too small"],
    [{ id: "drawn-1d", heights: new Array(mostHeights + 1).fill(1) }, "dataset.heights", "too large"],
    [{ id: "drawn-1d", heights: [0, 1.5] }, "dataset.heights.1", "too large"],
    [{ id: "drawn-1d", heights: [-0.1, 1] }, "dataset.heights.0", "too small"],
    [{ id: "drawn-1d", heights: [1, null] }, "dataset.heights.1", "is null"],
    [{ id: "drawn-1d", from: 2, to: 2 }, "dataset.to", "must lie 0.1 or more beyond from"],
    [{ id: "drawn-1d", from: -1_000 }, "dataset.from", "too small"],
    [{ id: "drawn-2d", dabs: [] }, "dataset.dabs", "nothing is drawn"],
    [{ id: "drawn-2d", dabs: new Array(mostDabs + 1).fill(dab) }, "dataset.dabs", "too large"],
    [{ id: "drawn-2d", dabs: [{ ...dab, x: 3.5 }] }, "dataset.dabs.0.x", "too large"],
    [{ id: "drawn-2d", dabs: [dab, { ...dab, radius: 0 }] }, "dataset.dabs.1.radius", "too small"],
    [{ id: "drawn-2d", dabs: [{ ...dab, weight: -1 }] }, "dataset.dabs.0.weight", "too small"],
    [{ id: "drawn-2d", dabs: [{ ...dab, z: 1 }] }, "dataset.dabs.0.z", "no setting"],
    [{ id: "drawn-2d", brush: "spray" }, "dataset.brush", "cannot be"],
  ])("%j", async (dataset, path, words) => {
    const issues = await checked(dataset);
    expect(issues.map(([at]) => at)).toContain(path);
    expect(issues.find(([at]) => at === path)![1]).toContain(words);
  });

  it("and what the window begins with is none of these", async () => {
    expect(sampleDabs().length).toBeLessThanOrEqual(mostDabs);
    expect(drawnLine.params.parse({}).heights.every((height) => height >= 0 && height <= 1)).toBe(true);
    for (const id of ["drawn-1d", "drawn-2d"]) expect(await checked({ id })).toEqual([]);
  });
});

describe("training on a drawing", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  test.each(["drawn-1d", "drawn-2d"])("%s: the captured step gives what runs op by op", async (id) => {
    const dataset = await (id === "drawn-1d" ? line({ examples: 200 }) : plane({ examples: 200 }));
    const recipe = tinyRecipe({
      dataset: { id },
      model: {
        id: "gan",
        latentSize: 2,
        generator: { layers: [{ units: 6, activation: "tanh" }], output: "linear" },
        discriminator: { layers: [{ units: 6, activation: "tanh" }] },
      },
      training: { batchSize: 16, steps: 100, sampleEvery: 100, checkpointEvery: 0 },
    });
    const numbers: number[][] = [];
    for (const engine of [graph, eager]) {
      const run = new OpenRun(resolved(recipe), dataset, [], engine);
      const metrics: number[] = [];
      for (let step = 0; step < 10; step++) metrics.push(...Object.values((await run.step("both")).metrics));
      const { tensors } = decodeSafetensors((await run.checkpoint("kept")).bytes, "test");
      numbers.push([...metrics, ...tensors.flatMap(({ data }) => [...data].map(Number))]);
      run.dispose();
    }
    expect(farthest(numbers[0]!, numbers[1]!)).toBeLessThan(1e-5);
  });
});
