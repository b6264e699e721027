import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { tf } from "../../../src/main/trainer/tensorflow";
import { differences, farthest, someNumbers, tensorsLeftBy, tinyDcgan, tinyRecipe } from "../support";
import { buildModel, storedLatents } from "./ganStep";

type Values = Readonly<Record<string, number[]>>;
/** What PyTorch's higher-order gradients make of the same weights, batches and z (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/unrolled-steps.json", import.meta.url), "utf8")) as {
  batchSize: number;
  cases: {
    title: string;
    model: { latentSize: number };
    objective: { id: string };
    optimizers: Record<string, { id: string }>;
    initial: Values;
    steps: { batches: number[][]; latents: number[][]; metrics: Record<string, number>; weights: Values }[];
  }[];
};

beforeAll(async () => {
  await openBackend(null);
});

/** One step's batches of 4 pictures of 2 × 3 pixels. */
const batches = [someNumbers(24, 0, 1, 5)];

function small(model: object, generatorRate = 0.05) {
  return buildModel(
    tinyRecipe({
      model: {
        id: "gan",
        latentSize: 2,
        generator: { layers: [{ units: 2, activation: "tanh" }] },
        discriminator: { layers: [{ units: 4, activation: "tanh" }] },
        ...model,
      },
      objective: { id: "saturating" },
      optimizers: {
        discriminator: { id: "adam", learningRate: 0.05 },
        generator: { id: "sgd", learningRate: generatorRate },
      },
    }),
  );
}

describe.each(fixture.cases)("$title", ({ model, objective, optimizers, initial, steps }) => {
  it("gives PyTorch's weights and losses, one step after another", async () => {
    const recipe = tinyRecipe({ model: { id: "gan", ...model }, objective, optimizers });
    const stepped = buildModel({ ...recipe, training: { ...recipe.training, batchSize: fixture.batchSize } });
    const { variables } = stepped;
    for (const [name, values] of Object.entries(initial)) {
      tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
    }
    for (const [index, { batches, latents, metrics, weights }] of steps.entries()) {
      const found = stepped.step(batches, storedLatents(latents));
      for (const [name, value] of Object.entries(metrics)) {
        expect(found[name], `${name} at step ${index + 1}`).toBeCloseTo(value, 5);
      }
      for (const [name, values] of Object.entries(weights)) {
        expect(farthest(variables[name]!.dataSync(), values), `${name} after step ${index + 1}`).toBeLessThan(2e-5);
      }
    }
    expect(await tensorsLeftBy(() => stepped.step(steps[0]!.batches, storedLatents(steps[0]!.latents)))).toBe(0);
    stepped.dispose();
  });
});

describe("the unrolled loss", () => {
  it("has the gradient of central differences for G's weights, and leaves D as it was", () => {
    // At a rate of 1 one update of G moves its weights by the gradient itself.
    const stepped = small({ unrolledSteps: 3 }, 1);
    const { variables } = stepped;
    // So that Adam's slots are not empty.
    stepped.step(batches, noiseAt(1, 1), "discriminator");
    const before = Object.fromEntries(
      Object.entries(variables).map(([name, v]) => [name, Float32Array.from(v.dataSync())]),
    );
    const restore = () =>
      tf.tidy(() => {
        for (const [name, variable] of Object.entries(variables)) {
          variable.assign(tf.tensor(before[name]!.slice(), variable.shape));
        }
      });
    const lossAt = (name: string, values: Float32Array): number => {
      restore();
      tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
      return stepped.step(batches, noiseAt(1, 2), "generator")["g.loss"]!;
    };
    restore();
    stepped.step(batches, noiseAt(1, 2), "generator");
    const moved = Object.fromEntries(
      Object.entries(variables).map(([name, v]) => [name, Float32Array.from(v.dataSync())]),
    );
    let largest = 0;
    for (const [name, values] of Object.entries(before)) {
      if (name.startsWith("discriminator")) {
        expect(moved[name], name).toEqual(values);
        continue;
      }
      const found = values.map((value, i) => value - moved[name]![i]!);
      largest = Math.max(largest, ...found.map(Math.abs));
      const expected = differences((x) => lossAt(name, x), values);
      expect(farthest(found, expected), name).toBeLessThan(1e-3);
    }
    expect(largest).toBeGreaterThan(0.02);
    stepped.dispose();
  });

  it.each(["alternating", "simultaneous"])("with K = 0 is the plain game to the bit, %s", (order) => {
    const weights = [{}, { unrolledSteps: 0 }, { unrolledSteps: 0, unrolling: "detached" }].map((model) => {
      const stepped = small({ order, ...model });
      stepped.step(batches, noiseAt(1, 1));
      const values = Object.values(stepped.variables).flatMap((variable) => [...variable.dataSync()]);
      stepped.dispose();
      return values;
    });
    expect(weights[1]).toEqual(weights[0]);
    expect(weights[2]).toEqual(weights[0]);
  });

  it("through the updates is another one than detached, for G and not for D", () => {
    const gradients = ["through", "detached"].map((unrolling) => {
      const stepped = small({ unrolledSteps: 2, unrolling }, 1);
      const { "g.loss": loss } = stepped.step(batches, noiseAt(1, 1));
      const { "generator/1/weights": g, "discriminator/0/weights": d } = stepped.variables;
      const values = { loss, g: [...g!.dataSync()], d: [...d!.dataSync()] };
      stepped.dispose();
      return values;
    });
    expect(gradients[1]!.loss).toBeCloseTo(gradients[0]!.loss!, 6);
    expect(gradients[1]!.d).toEqual(gradients[0]!.d);
    expect(farthest(gradients[1]!.g, gradients[0]!.g)).toBeGreaterThan(1e-3);
  });

  it("moves D's averages of batch normalisation no further than the plain game does", () => {
    const shape = { shape: [28, 28, 1], range: [-1, 1] } as const;
    const picture = [someNumbers(4 * 784, -1, 1, 5)];
    const averages = [0, 2].map((unrolledSteps) => {
      const stepped = buildModel(tinyRecipe({ model: tinyDcgan({ order: "simultaneous", unrolledSteps }) }), shape);
      stepped.step(picture, noiseAt(1, 1));
      const values = Object.entries(stepped.model.buffers).flatMap(([name, buffer]) =>
        name.startsWith("discriminator") ? [...buffer.dataSync()] : [],
      );
      stepped.dispose();
      return values;
    });
    expect(averages[0]!.length).toBeGreaterThan(0);
    expect(averages[1]).toEqual(averages[0]);
  });
});
