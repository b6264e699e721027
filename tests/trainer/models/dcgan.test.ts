import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { dcgan } from "../../../src/main/trainer/models/dcgan";
import { tf } from "../../../src/main/trainer/tensorflow";
import { farthest, someNumbers, tensorsLeftBy, tinyDcgan, tinyRecipe, valuesOf } from "../support";
import { buildModel, type SteppedModel, storedLatents } from "./ganStep";

type Values = Readonly<Record<string, number[]>>;
interface Case {
  title: string;
  model: { latentSize: number; width: number; order: string; discriminatorSteps: number };
  optimizer: { id: string };
  initial: Values;
  steps: { batches: number[][]; latents: number[][]; metrics: Record<string, number> }[];
  trained: Values;
  evaluation: { z: number[]; pictures: number[]; logits: number[] };
}

/** What PyTorch made of the same weights, batches and z (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/dcgan-steps.json", import.meta.url), "utf8")) as {
  batchSize: number;
  shape: [number, number, number];
  cases: Case[];
};

afterAll(async () => {
  await openBackend(null);
});

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("a DCGAN on %s", (_, backend) => {
  it.each(fixture.cases)(
    "$title: gives PyTorch's weights, moving averages and metrics, and its pictures and logits in evaluation",
    async ({ model, optimizer, initial, steps, trained, evaluation }) => {
      await openBackend(backend);
      const recipe = tinyRecipe({
        model: { id: "dcgan", ...model },
        optimizers: { discriminator: optimizer, generator: optimizer },
      });
      const stepped = buildModel(
        { ...recipe, training: { ...recipe.training, batchSize: fixture.batchSize } },
        { shape: fixture.shape, range: [-1, 1] },
      );
      const { variables } = stepped;
      expect(Object.keys(variables).sort()).toEqual(Object.keys(initial).sort());
      for (const [name, values] of Object.entries(initial)) {
        tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
      }
      for (const [index, { batches, latents, metrics }] of steps.entries()) {
        const found = stepped.step(batches, storedLatents(latents));
        for (const [name, value] of Object.entries(metrics)) {
          expect(found[name], `${name} at step ${index + 1}`).toBeCloseTo(value, 5);
        }
      }
      for (const [name, values] of Object.entries(trained)) {
        expect(farthest(variables[name]!.dataSync(), values), name).toBeLessThan(2e-5);
      }
      const { z, pictures, logits } = evaluation;
      const made = stepped.model.generate(tf.tensor2d(z, [1, model.latentSize]));
      expect(farthest(made.dataSync(), pictures)).toBeLessThan(1e-4);
      expect(farthest(valuesOf(stepped.model.discriminate!(made)), logits)).toBeLessThan(1e-4);
      tf.dispose(made);
      const [step] = steps;
      expect(await tensorsLeftBy(() => stepped.step(step!.batches, storedLatents(step!.latents)))).toBe(0);
      stepped.dispose();
    },
  );
});

type Shape = [number, number, number];
const build = (shape: Shape, model: object = {}): SteppedModel =>
  buildModel(tinyRecipe({ model: tinyDcgan(model) }), { shape, range: [-1, 1] });
const shapesOf = ({ variables }: SteppedModel, ending: string) =>
  Object.entries(variables)
    .filter(([name]) => name.endsWith(ending))
    .map(([name, { shape }]) => [name, shape]);

describe("the networks", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  it("are those of the paper's figure 1 for 64 pixels and a width of 128: z of 100, 4 × 4 × 1024, … 64 × 64 × 3", () => {
    const stepped = build([64, 64, 3], { latentSize: 100, width: 128 });
    expect(shapesOf(stepped, "weights")).toEqual([
      ["discriminator/0/weights", [4, 4, 3, 128]],
      ["discriminator/1/weights", [4, 4, 128, 256]],
      ["discriminator/2/weights", [4, 4, 256, 512]],
      ["discriminator/3/weights", [4, 4, 512, 1024]],
      ["discriminator/4/weights", [4 * 4 * 1024, 1]],
      ["generator/0/weights", [100, 4 * 4 * 1024]],
      ["generator/1/weights", [4, 4, 512, 1024]],
      ["generator/2/weights", [4, 4, 256, 512]],
      ["generator/3/weights", [4, 4, 128, 256]],
      ["generator/4/weights", [4, 4, 3, 128]],
    ]);
    stepped.dispose();
  });

  it("have as many weights as PyTorch's example for 64 pixels, but for what is done otherwise", () => {
    const counts = dcgan.parameters(dcgan.params.parse({ width: 64 }), { shape: [64, 64, 3] });
    // 3,576,704 and 2,765,568 there; here a scale and an offset for each projected unit and not for
    // each of its 512 maps, a bias at both ends of the pictures, and a bias of the logit.
    expect(counts).toEqual({
      generator: 3_576_704 + 2 * (4 * 4 * 512 - 512) + 3,
      discriminator: 2_765_568 + 64 + 1,
    });
  });

  it.each<Shape>([
    [28, 28, 1],
    [28, 28, 3],
    [32, 32, 1],
    [32, 32, 3],
    [64, 64, 1],
    [64, 64, 3],
  ])(
    "for pictures of %d × %d × %d make such pictures, judge them, and have as many weights as they say",
    (...shape) => {
      const settings = dcgan.params.parse({ latentSize: 5, width: 2 });
      const stepped = build(shape, { latentSize: 5, width: 2 });
      const size = shape[0] * shape[1] * shape[2];
      const sizes = Object.entries(stepped.model.networks).map(([network, variables]) => [
        network,
        Object.values(variables).reduce((sum, variable) => sum + variable.size, 0),
      ]);
      expect(dcgan.parameters(settings, { shape })).toEqual(Object.fromEntries(sizes));
      const metrics = stepped.step([someNumbers(4 * size, -1, 1)], noiseAt(1, 1));
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
      const pictures = stepped.model.generate(tf.tensor2d(someNumbers(10, -1, 1), [2, 5]));
      expect(pictures.shape).toEqual([2, size]);
      const logits = stepped.model.discriminate!(pictures);
      expect(logits.shape).toEqual([2, 1]);
      expect(pictures.dataSync().every((value) => value >= -1 && value <= 1)).toBe(true);
      tf.dispose([pictures, logits]);
      stepped.dispose();
    },
  );

  it("outside of training treat each picture alone", () => {
    const stepped = build([28, 28, 1]);
    stepped.step([someNumbers(4 * 784, -1, 1)], noiseAt(1, 1));
    const z = someNumbers(15, -1, 1);
    const many = valuesOf(stepped.model.generate(tf.tensor2d(z, [5, 3])));
    const alone = valuesOf(stepped.model.generate(tf.tensor2d(z.subarray(6, 9), [1, 3])));
    expect(farthest(alone, many.slice(2 * 784, 3 * 784))).toBeLessThan(1e-6);
    stepped.dispose();
  });

  it("D has the slope that is asked for", () => {
    const picture = someNumbers(784, -1, 1);
    const logits = [0, 0.9].map((slope) => {
      const stepped = build([28, 28, 1], { slope, deviation: 0.5 });
      const logit = valuesOf(tf.tidy(() => stepped.model.discriminate!(tf.tensor2d(picture, [1, 784]))))[0]!;
      stepped.dispose();
      return logit;
    });
    expect(Math.abs(logits[0]! - logits[1]!)).toBeGreaterThan(1e-3);
  });
});

describe("an update", () => {
  beforeAll(async () => {
    await openBackend(null);
  });

  it.each(["discriminator", "generator"] as const)(
    "of the %s alone moves its own weights, and the averages of both networks, which it passes through",
    (update) => {
      const stepped = build([28, 28, 1]);
      const before = Object.fromEntries(
        Object.entries(stepped.variables).map(([name, variable]) => [name, [...variable.dataSync()]]),
      );
      stepped.step([someNumbers(4 * 784, -1, 1)], noiseAt(1, 1), update);
      for (const [name, variable] of Object.entries(stepped.variables)) {
        const moved = variable.dataSync().some((value, i) => value !== before[name]![i]);
        expect(moved, name).toBe(name.startsWith(update) || name in stepped.model.buffers);
      }
      stepped.dispose();
    },
  );
});
