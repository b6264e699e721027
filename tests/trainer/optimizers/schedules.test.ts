import { describe, expect, it, test } from "vitest";
import { recipeById } from "../../../src/main/lab/recipes";
import { adam } from "../../../src/main/trainer/optimizers/adam";
import { sgd } from "../../../src/main/trainer/optimizers/sgd";

describe("SGD with the schedules of the 2014 release", () => {
  const { id: _, ...released } = recipeById("gan-2014-mnist").recipe.optimizers.generator!;
  const params = sgd.params.parse(released);
  const at = (updates: number, epoch: number) => sgd.scalars(params, { updates, epoch });

  it.each([0, 1, 2, 1_000, 125_000])("divides the rate by 1.000004 after every update: at update %d", (updates) => {
    expect(at(updates, 0).rate / (0.1 * Math.exp(-updates * Math.log(1.000004)))).toBeCloseTo(1, 9);
  });

  it("stops the decay at 1e-6", () => {
    // 0.1 / 1.000004ⁿ reaches 1e-6 after ln(1e5) / ln(1.000004) ≈ 2,878,237 updates.
    expect(at(2_870_000, 0).rate).toBeGreaterThan(1e-6);
    expect(at(2_879_000, 0).rate).toBe(1e-6);
    expect(at(100_000_000, 0).rate).toBe(1e-6);
  });

  /*
   * pylearn2's MomentumAdjustor(start: 1, saturate: 250) counts epochs from 1: it is called once before
   * the first of them, so the first epoch has 0.5 and the 250th is the first that has 0.7.
   */
  it.each([
    ["first", 0, 0.5],
    ["second", 1, 0.5 + 0.2 / 249],
    ["hundredth", 99, 0.5 + (0.2 * 99) / 249],
    ["249th", 248, 0.7 - 0.2 / 249],
    ["250th", 249, 0.7],
    ["thousandth", 999, 0.7],
  ])("raises the momentum along a line: %s epoch", (_, passesSoFar, momentum) => {
    expect(at(0, passesSoFar).momentum).toBeCloseTo(momentum, 12);
  });

  it("lets a person set a rate below the floor", () => {
    expect(sgd.scalars({ ...params, learningRate: 1e-8 }, { updates: 0, epoch: 0 }).rate).toBe(1e-8);
    expect(sgd.scalars({ ...params, learningRate: 0 }, { updates: 7, epoch: 0 }).rate).toBe(0);
  });
});

test("plain SGD keeps rate and momentum", () => {
  const params = sgd.params.parse({ learningRate: 0.3, momentumStart: 0.9, momentumEnd: 0.9 });
  for (const moment of [
    { updates: 0, epoch: 0 },
    { updates: 1e6, epoch: 1e3 },
  ]) {
    expect(sgd.scalars(params, moment)).toEqual({ rate: 0.3, momentum: 0.9 });
  }
});

test("Adam's correction of the bias fades: the first rate is α·√(1−β₂)/(1−β₁), the last is α", () => {
  const params = adam.params.parse({ learningRate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 });
  expect(adam.scalars(params, { updates: 0, epoch: 0 }).rate).toBeCloseTo((0.01 * Math.sqrt(0.001)) / 0.5, 12);
  expect(adam.scalars(params, { updates: 1e6, epoch: 0 }).rate).toBeCloseTo(0.01, 12);
});
