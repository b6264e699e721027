import { expect, test } from "vitest";
import { compareHistory } from "../../../src/main/lab/replay";

const recorded = {
  step: Float64Array.of(1, 2, 3),
  values: { "d.loss": Float32Array.of(0.5, 0.25, Number.NaN), "g.loss": Float32Array.of(1, 2, 3) },
};

test("the same figures have no difference, NaN included", () => {
  expect(compareHistory(recorded, structuredClone(recorded), 0, 3)).toEqual({ steps: 3, difference: null });
});

test("the last bit of a figure is a difference, within the stretch that is compared", () => {
  const found = structuredClone(recorded);
  found.values["g.loss"]![1] = 2.0000002;
  const difference = { step: 2, metric: "g.loss", recorded: 2, found: Math.fround(2.0000002) };
  expect(compareHistory(recorded, found, 0, 3)).toEqual({ steps: 2, difference });
  expect(compareHistory(recorded, found, 2, 3)).toEqual({ steps: 1, difference: null });
});

test("a recorded figure that does not come out is a difference; one that was thinned out is none", () => {
  const shorter = {
    step: Float64Array.of(1),
    values: { "d.loss": Float32Array.of(0.5), "g.loss": Float32Array.of(1) },
  };
  const difference = { step: 2, metric: "d.loss", recorded: 0.25, found: null };
  expect(compareHistory(recorded, shorter, 0, 3).difference).toEqual(difference);
  expect(compareHistory(shorter, recorded, 0, 3)).toEqual({ steps: 1, difference: null });
  const without = { step: recorded.step, values: { "d.loss": recorded.values["d.loss"] } };
  expect(compareHistory(recorded, without, 0, 3).difference).toMatchObject({ metric: "g.loss", found: null });
});

test("a figure that is recorded at some steps only may be missing from a stretch without them", () => {
  const sparse = { step: recorded.step, values: { "test.elbo": Float32Array.of(Number.NaN, -104.5, Number.NaN) } };
  const without = { step: recorded.step, values: {} };
  expect(compareHistory(sparse, without, 2, 3)).toEqual({ steps: 1, difference: null });
  const difference = { step: 2, metric: "test.elbo", recorded: -104.5, found: null };
  expect(compareHistory(sparse, without, 0, 3).difference).toEqual(difference);
});
