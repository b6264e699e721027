import { describe, expect, it } from "vitest";
import { gan2014Mnist } from "../../../src/main/lab/recipes/gan-2014-mnist";
import { ganMnist } from "../../../src/main/lab/recipes/gan-mnist";
import { dcgan } from "../../../src/main/trainer/models/dcgan";
import { gameOperations } from "../../../src/main/trainer/models/parts/operations";
import type { NetworkFacts } from "../../../src/shared/domain/network";
import type { Recipe } from "../../../src/shared/domain/recipe";
import { resolved } from "../support";

const network = (id: string, products: readonly number[]): NetworkFacts => ({
  id,
  optimizer: id,
  inputTitle: { en: id, ko: id },
  input: [1],
  layers: products.map((each) => ({ title: { en: id, ko: id }, shape: [1], parameters: 0, products: each })),
});
const both = (generator: readonly number[], discriminator: readonly number[]) => [
  network("discriminator", discriminator),
  network("generator", generator),
];
const alternating = { order: "alternating", discriminatorSteps: 1 } as const;
const picture = { space: "images", shape: [28, 28, 1], range: [0, 1], classes: null } as const;

function operationsOf(recipe: Recipe): number {
  const { plugin, params } = resolved(recipe).model;
  return plugin.operations!(params, plugin.layers!(params, picture), recipe.training.batchSize);
}

describe("operations of a step", () => {
  it("are those of each matrix product, written out for two small networks", () => {
    // G: 2 → 3 → 4, D: 4 → 5 → 1; a batch of 1, so each product counts twice its multiplications.
    const networks = both([2 * 3, 0, 3 * 4], [0, 4 * 5, 5 * 1]);
    const g = 6 + 12;
    const d = 20 + 5;
    const updateD = [
      g, // z to generated pictures
      d, // real pictures to logits
      d, // generated pictures to logits
      d, // gradients of D's weights, real
      5, // of its second layer's inputs, real; nobody needs those of the pictures
      d, // the same for generated
      5,
    ];
    const updateG = [
      g, // z to pictures
      d, // pictures to logits
      5 + 20, // gradients of D's inputs down to the pictures; its weights stand still
      g, // of G's weights
      12, // of its second layer's inputs; nobody needs those of z
    ];
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
    expect(gameOperations(alternating, networks, 1)).toBe(2 * (sum(updateD) + sum(updateG)));
    expect(gameOperations(alternating, networks, 10)).toBe(20 * (sum(updateD) + sum(updateG)));
    expect(gameOperations({ ...alternating, discriminatorSteps: 3 }, networks, 1)).toBe(
      2 * (3 * sum(updateD) + sum(updateG)),
    );
    // One shared pass: the second forward pass through both networks is saved.
    expect(gameOperations({ ...alternating, order: "simultaneous" }, networks, 1)).toBe(
      2 * (sum(updateD) + sum(updateG) - g - d),
    );
  });

  it("of the recipes are those of their layers, with every piece of a maxout unit", () => {
    // G 100-256-512-784 has 558,080 weights, D 784-512-256-1 has 532,736; 25,600 and 401,408 in the first layers.
    const dense = 2 * 64 * (4 * 558_080 - 25_600 + 8 * 532_736 - 2 * 401_408);
    expect(operationsOf(ganMnist.recipe)).toBe(dense);
    const g = 100 * 1200 + 1200 * 1200 + 1200 * 784;
    const d = 784 * 1200 + 240 * 1200 + 240;
    const simultaneous = 2 * 100 * (3 * g - 100 * 1200 + 7 * d - 2 * 784 * 1200);
    expect(operationsOf(gan2014Mnist.recipe)).toBe(simultaneous);
  });

  it("of a convolution are those of each kernel at each place of the smaller maps", () => {
    const settings = dcgan.params.parse({ width: 64 });
    const inner = 16 * 128 * 64 * 7 * 7; // between 7 × 7 × 128 and 14 × 14 × 64
    const outer = 16 * 64 * 1 * 14 * 14; // between 14 × 14 × 64 and 28 × 28 × 1
    const [project, logit] = [100 * 7 * 7 * 128, 7 * 7 * 128];
    const networks = both([project, inner, outer], [outer, inner, logit]);
    const told = dcgan.layers(settings, { shape: [28, 28, 1] });
    expect(dcgan.operations(settings, told, 64)).toBe(gameOperations(alternating, networks, 64));
  });
});
