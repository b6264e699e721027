/** The generated clouds: each against the closed form of the distribution that it is drawn from. */
import { describe, expect, it, test } from "vitest";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { checkerboard } from "../../../src/main/trainer/datasets/checkerboard";
import { grid } from "../../../src/main/trainer/datasets/grid";
import { mixture1d } from "../../../src/main/trainer/datasets/mixture1d";
import { ring } from "../../../src/main/trainer/datasets/ring";
import { spiral } from "../../../src/main/trainer/datasets/spiral";
import { swissRoll } from "../../../src/main/trainer/datasets/swissRoll";
import { twoMoons } from "../../../src/main/trainer/datasets/twoMoons";
import type { DatasetPlugin } from "../../../src/main/trainer/plugin";

const valuesOf = ({ examples, shape }: Pick<Dataset, "examples" | "shape">) =>
  examples.kind === "file" ? examples.rows.slice(0, shape[2]) : examples.data;

const open = <P extends DatasetPlugin>(plugin: P, settings: object = {}): Promise<Dataset> =>
  plugin.open(plugin.params.parse(settings));

/** Midpoint rule over the bounds, widened by a factor. */
function integral({ region }: Dataset, cells: number, widen = 1): number {
  const { bounds, density } = region!;
  const axes = bounds.map(([least, most]) => {
    const width = (most - least) * widen;
    return { begin: (least + most) / 2 - width / 2, step: width / cells };
  });
  const area = axes.reduce((product, { step }) => product * step, 1);
  let sum = 0;
  for (let i = 0; i < cells ** axes.length; i++) {
    const x = axes.map(({ begin, step }, d) => begin + ((Math.floor(i / cells ** d) % cells) + 0.5) * step);
    sum += density!(x);
  }
  return sum * area;
}

const threeNormals = {
  components: [
    { weight: 1, mean: -3, deviation: 0.5 },
    { weight: 2, mean: 0, deviation: 1 },
    { weight: 1, mean: 4, deviation: 0.3 },
  ],
};

describe("true densities integrate to 1", () => {
  test.each([
    ["a normal", mixture1d, {}, 2_000, 1],
    ["three normals", mixture1d, threeNormals, 2_000, 2],
    ["a ring", ring, { deviation: 0.2 }, 300, 1.5],
    ["a grid", grid, { deviation: 0.3 }, 300, 1.5],
    // Cells of a tenth of a square, so that no cell lies across an edge.
    ["a checkerboard", checkerboard, {}, 50, 1],
  ] as const)("%s", async (_, plugin, settings, cells, widen) => {
    // The first one shows four deviations, beyond which lie 6e-5.
    expect(integral(await open(plugin as unknown as DatasetPlugin, settings), cells, widen)).toBeCloseTo(1, 3);
  });

  it("and at a point they are the normal's own formula", async () => {
    const { region } = await open(mixture1d, threeNormals);
    const normal = (x: number, mean: number, deviation: number) =>
      Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
    for (const x of [-3.2, 0, 3.9]) {
      const expected = normal(x, -3, 0.5) / 4 + normal(x, 0, 1) / 2 + normal(x, 4, 0.3) / 4;
      expect(region!.density!([x])).toBeCloseTo(expected, 10);
    }
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const column = ({ examples, shape }: Dataset, d: number) =>
  [...valuesOf({ examples, shape })].filter((_, i) => i % shape[2] === d);

describe("samples", () => {
  it("of a mixture have its mean and variance", async () => {
    const x = column(await open(mixture1d, { ...threeNormals, examples: 40_000 }), 0);
    // E x = −3/4 + 0 + 4/4; E x² = Σ w·(m² + s²).
    const second = (9 + 0.25) / 4 + 1 / 2 + (16 + 0.09) / 4;
    const variance = second - 0.25 ** 2;
    expect(Math.abs(mean(x) - 0.25)).toBeLessThan(4 * Math.sqrt(variance / x.length));
    expect(mean(x.map((value) => (value - 0.25) ** 2)) / variance).toBeCloseTo(1, 1);
  });

  it("of a ring lie on 8 different angles in even shares, each with the deviation asked for", async () => {
    const data = await open(ring, { examples: 16_000 });
    const [x, y] = [column(data, 0), column(data, 1)];
    const near = data.region!.modes!.map(({ centre: [cx, cy] }) =>
      x.flatMap((value, i) =>
        Math.hypot(value - cx!, y[i]! - cy!) < 0.1 ? [(value - cx!) ** 2 + (y[i]! - cy!) ** 2] : [],
      ),
    );
    // Binomial(16,000, 1/8): deviation 42.
    for (const squares of near) {
      expect(Math.abs(squares.length - 2_000)).toBeLessThan(170);
      // E r² = 2σ².
      expect(mean(squares) / (2 * 0.02 ** 2)).toBeCloseTo(1, 0);
    }
    expect(near.reduce((sum, { length }) => sum + length, 0)).toBe(16_000);
    expect(
      data
        .labels!.slice(0, 500)
        .every(
          (label, i) =>
            Math.hypot(x[i]! - data.region!.modes![label]!.centre[0]!, y[i]! - data.region!.modes![label]!.centre[1]!) <
            0.1,
        ),
    ).toBe(true);
  });

  it("of a checkerboard lie on dark squares only, evenly", async () => {
    const data = await open(checkerboard, { examples: 8_000 });
    const [x, y] = [column(data, 0), column(data, 1)];
    const counts = new Map<string, number>();
    x.forEach((value, i) => {
      expect(data.region!.density!([value, y[i]!])).toBeCloseTo(1 / 8, 6);
      const square = `${Math.floor(value)} ${Math.floor(y[i]!)}`;
      counts.set(square, (counts.get(square) ?? 0) + 1);
    });
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });

  test.each([
    // Without noise they lie on the curve itself.
    [
      "a Swiss roll",
      swissRoll,
      (x: number, y: number) => {
        const t = 7.5 * Math.hypot(x, y);
        return Math.hypot(x - (t / 7.5) * Math.cos(t), y - (t / 7.5) * Math.sin(t));
      },
    ],
    [
      "two moons",
      twoMoons,
      (x: number, y: number) =>
        Math.abs(
          (y > -0.25 && Math.abs(Math.hypot(x + 0.5, y + 0.25) - 1) < 1e-4
            ? Math.hypot(x + 0.5, y + 0.25)
            : Math.hypot(x - 0.5, y - 0.25)) - 1,
        ),
    ],
    [
      "a spiral of one arm",
      spiral,
      (x: number, y: number) => {
        const share = Math.hypot(x, y) / 2;
        const angle = 2 * Math.PI * 1.5 * share;
        return Math.hypot(x - 2 * share * Math.cos(angle), y - 2 * share * Math.sin(angle));
      },
    ],
  ] as const)("of %s lie on its curve", async (_, plugin, distance) => {
    const settings = { noise: 0, examples: 1_000, ...(plugin.id === "spiral" ? { arms: 1 } : {}) };
    const data = await open(plugin as unknown as DatasetPlugin, settings);
    const [x, y] = [column(data, 0), column(data, 1)];
    expect(Math.max(...x.map((value, i) => distance(value, y[i]!)))).toBeLessThan(1e-4);
    const [least, most] = data.region!.bounds[0]!;
    expect(Math.min(...x) > least && Math.max(...x) < most).toBe(true);
  });
});

describe("the same settings", () => {
  it("give the same points, and another seed others", async () => {
    const [first, again, other] = [{}, {}, { seed: 2 }].map((one) => open(ring, { examples: 100, ...one }));
    expect(valuesOf(await again!)).toEqual(valuesOf(await first!));
    expect((await again!).hash).toBe((await first!).hash);
    expect((await other!).hash).not.toBe((await first!).hash);
    expect(valuesOf(await open(ring, { examples: 200 })).slice(0, 10)).toEqual(valuesOf(await first!).slice(0, 10));
  });
});
