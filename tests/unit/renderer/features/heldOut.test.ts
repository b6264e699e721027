import { expect, test } from "vitest";
import { MetricColumns } from "../../../../src/renderer/charts/columns";
import { heldOutAt } from "../../../../src/renderer/features/train/heldOut";

const none = Number.NaN;
const columns = MetricColumns.from({
  step: Float64Array.of(1, 2, 3, 4),
  seconds: Float64Array.of(1, 2, 3, 4),
  values: {
    elbo: Float32Array.of(-9, -8, -7, -6),
    "test.elbo": Float32Array.of(-12, none, -10, none),
    "test.kl": Float32Array.of(2, none, 3, none),
  },
});

test("figures of held-out examples are those of the latest step that has them", () => {
  const at = (step: number) => heldOutAt(columns, step);
  expect(at(4)).toEqual({
    step: 3,
    figures: [
      { name: "elbo", value: -10 },
      { name: "kl", value: 3 },
    ],
  });
  expect(at(2)?.step).toBe(1);
  expect(at(0)).toBeNull();
});

test("a run without them has none", () => {
  const values = { elbo: Float32Array.of(1) };
  expect(
    heldOutAt(MetricColumns.from({ step: Float64Array.of(1), seconds: Float64Array.of(1), values }), 1),
  ).toBeNull();
});
