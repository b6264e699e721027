import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import { drawPrior } from "../../../../src/main/trainer/models/parts/prior";
import { tf } from "../../../../src/main/trainer/tensorflow";
import { valuesOf } from "../../support";

beforeAll(async () => {
  await openBackend(null);
});

const count = 40_000;
/** Four standard deviations of the mean of `count` numbers with this variance. */
const tolerance = (variance: number): number => 4 * Math.sqrt(variance / count);

function moments(prior: "gaussian" | "uniform") {
  const values = valuesOf(tf.tidy(() => drawPrior(prior, noiseAt(9, 4), "z", [400, 100]).clone()));
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count;
  const bound = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean: moment(1), variance: moment(2), third: moment(3), fourth: moment(4), bound };
}

test("the uniform prior is U(−√3, √3): unit variance, kurtosis 9/5", () => {
  const { mean, variance, third, fourth, bound } = moments("uniform");
  expect(bound).toBeLessThanOrEqual(Math.fround(Math.sqrt(3)));
  expect(bound).toBeGreaterThan(1.73);
  expect(Math.abs(mean)).toBeLessThan(tolerance(1));
  expect(Math.abs(variance - 1)).toBeLessThan(tolerance(9 / 5 - 1));
  expect(Math.abs(third)).toBeLessThan(tolerance(27 / 7));
  expect(Math.abs(fourth - 9 / 5)).toBeLessThan(tolerance(9 - 81 / 25));
});

test("the Gaussian prior is N(0, 1): unit variance, kurtosis 3, unbounded", () => {
  const { mean, variance, third, fourth, bound } = moments("gaussian");
  expect(Math.abs(mean)).toBeLessThan(tolerance(1));
  expect(Math.abs(variance - 1)).toBeLessThan(tolerance(2));
  expect(Math.abs(third)).toBeLessThan(tolerance(15));
  expect(Math.abs(fourth - 3)).toBeLessThan(tolerance(96));
  expect(bound).toBeGreaterThan(3.5);
});
