import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import { initialSchema, initialWeights } from "../../../../src/main/trainer/models/parts/initial";
import { type Tensor2D, tf } from "../../../../src/main/trainer/tensorflow";
import { valuesOf } from "../../support";

beforeAll(async () => {
  await openBackend(null);
});

const shape: [number, number] = [100, 300];
const count = 30_000;

function draw(settings: object, stream = "w") {
  const values = valuesOf(
    tf.tidy(() => initialWeights(initialSchema.parse(settings), noiseAt(3, 0), stream, shape).clone()),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const bound = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { values, mean, variance, bound };
}

// Glorot & Bengio 2010, equation 16: the bound is √6 / √(inputs + outputs).
test.each([
  ["uniform", { kind: "uniform", scale: 0.05 }, 0.05],
  ["Glorot", { kind: "glorot", scale: 0.7 }, Math.sqrt(6) / Math.sqrt(400)],
])("%s weights fill U(−a, a): within the bound, mean 0, variance a²/3", (_, settings, a) => {
  const { mean, variance, bound } = draw(settings);
  expect(bound).toBeLessThanOrEqual(Math.fround(a));
  expect(bound).toBeGreaterThan(0.999 * a);
  expect(Math.abs(mean)).toBeLessThan((4 * a) / Math.sqrt(3 * count));
  // The variance of x² under U(−a, a) is 4a⁴/45.
  expect(Math.abs(variance - a ** 2 / 3)).toBeLessThan(4 * Math.sqrt((4 * a ** 4) / 45 / count));
});

test("normal weights have the deviation asked for, and tails", () => {
  const { values, mean, variance } = draw({ kind: "normal", scale: 0.02 });
  expect(Math.abs(mean)).toBeLessThan((4 * 0.02) / Math.sqrt(count));
  expect(Math.abs(variance / 0.02 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  const beyond = values.filter((value) => Math.abs(value) > 0.04).length / count;
  expect(beyond).toBeCloseTo(0.0455, 2);
});

test.each([
  ["as many rows as columns", [24, 24]],
  ["more rows", [40, 12]],
  ["more columns", [12, 40]],
  ["one number", [1, 1]],
  ["one column", [16, 1]],
] as const)("orthogonal weights, %s: WᵀW (or WWᵀ) is gain² on the diagonal and 0 beside it", (_, [rows, columns]) => {
  const gain = 1.4;
  const product = tf.tidy(() => {
    const settings = initialSchema.parse({ kind: "orthogonal", scale: gain });
    const w = initialWeights(settings, noiseAt(3, 0), "w", [rows, columns]) as Tensor2D;
    return rows < columns ? tf.matMul(w, w, false, true) : tf.matMul(w, w, true);
  });
  const side = Math.min(rows, columns);
  for (const [i, value] of valuesOf(product).entries()) {
    expect(value).toBeCloseTo(Math.floor(i / side) === i % side ? gain ** 2 : 0, 4);
  }
});

test("each variable has weights of its own", () => {
  const [a, b] = [draw({ kind: "normal", scale: 1 }, "a").values, draw({ kind: "normal", scale: 1 }, "b").values];
  const correlation = a.reduce((sum, value, i) => sum + value * b[i]!, 0) / count;
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(count));
});
