import { expect, test } from "vitest";
import type { Output } from "../../../src/main/cli/output";
import { reporter } from "../../../src/main/cli/training";
import type { RunEvent } from "../../../src/main/lab/recorder";

test("training in JSON tells the metrics of its last step, and of held-out examples the latest that came", () => {
  const told: unknown[] = [];
  const output = { event: (event: unknown) => told.push(event), progress: () => undefined } as unknown as Output;
  const report = reporter(output, () => null);
  const history = (values: Record<string, Float32Array>): RunEvent => ({
    event: "history",
    run: "run-1",
    generation: 1,
    step: Float64Array.of(1, 2, 3),
    seconds: Float64Array.of(1, 2, 3),
    values,
    stepsPerSecond: 10,
    spent: { steps: 2, seconds: 0.2 },
  });
  const none = Number.NaN;
  report(history({ elbo: Float32Array.of(-9, -8, -7), "test.elbo": Float32Array.of(none, -10, none) }));
  report(history({ elbo: Float32Array.of(-6, -5, none), "test.elbo": Float32Array.of(none, none, none) }));
  expect(told).toEqual([
    { event: "metrics", step: 3, values: { elbo: -7, "test.elbo": -10 }, stepsPerSecond: 10 },
    { event: "metrics", step: 3, values: { elbo: null }, stepsPerSecond: 10 },
  ]);
});
