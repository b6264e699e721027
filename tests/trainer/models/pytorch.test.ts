import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { tf } from "../../../src/main/trainer/tensorflow";
import { farthest, tensorsLeftBy, tinyRecipe } from "../support";
import { buildModel, storedLatents } from "./ganStep";

type Values = Readonly<Record<string, number[]>>;
interface Case {
  title: string;
  model: { latentSize: number };
  /** Of a conditional one. */
  classes?: string[];
  objective: { id: string };
  optimizers: Record<string, { id: string }>;
  initial: Values;
  steps: {
    batches: number[][];
    latents: number[][];
    labels?: number[][];
    metrics: Record<string, number>;
    weights: Values;
  }[];
}

/** What PyTorch made of the same weights, batches and z (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/gan-steps.json", import.meta.url), "utf8")) as {
  batchSize: number;
  cases: Case[];
};

beforeAll(async () => {
  await openBackend(null);
});

describe.each(fixture.cases)("$title", ({ model, classes, objective, optimizers, initial, steps }) => {
  it("gives PyTorch's weights and metrics, one step after another", async () => {
    const recipe = tinyRecipe({ model: { id: "gan", ...model }, objective, optimizers });
    const stepped = buildModel(
      { ...recipe, training: { ...recipe.training, batchSize: fixture.batchSize } },
      { shape: [2, 3, 1], range: [0, 1], classes: classes ?? null },
    );
    const { variables } = stepped;
    expect(Object.keys(variables).sort()).toEqual(Object.keys(initial).sort());
    for (const [name, values] of Object.entries(initial)) {
      tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
    }
    for (const [index, { batches, latents, labels, metrics, weights }] of steps.entries()) {
      const found = stepped.step(batches, storedLatents(latents), "both", labels);
      for (const [name, value] of Object.entries(metrics)) {
        expect(found[name], `${name} at step ${index + 1}`).toBeCloseTo(value, 5);
      }
      for (const [name, values] of Object.entries(weights)) {
        expect(farthest(variables[name]!.dataSync(), values), `${name} after step ${index + 1}`).toBeLessThan(1e-5);
      }
    }
    const again = steps[0]!;
    expect(
      await tensorsLeftBy(() => stepped.step(again.batches, storedLatents(again.latents), "both", again.labels)),
    ).toBe(0);
    stepped.dispose();
  });
});
