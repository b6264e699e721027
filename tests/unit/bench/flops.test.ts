import { describe, expect, it } from "vitest";
import { denseProducts, recipeOperations, stepOperations } from "../../../bench/flops.mjs";
import { gan2014Mnist } from "../../../src/main/lab/recipes/gan-2014-mnist";
import { ganMnist } from "../../../src/main/lab/recipes/gan-mnist";

const picture = [28, 28, 1];

describe("operations of a step", () => {
  it("are those of each matrix product, written out for two small networks", () => {
    // G: 2 → 3 → 4, D: 4 → 5 → 1; a batch of 1, so each product counts twice its multiplications.
    const networks = { generator: [2 * 3, 3 * 4], discriminator: [4 * 5, 5 * 1] };
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
    const training = { batch: 1, order: "alternating", discriminatorSteps: 1 };
    expect(stepOperations(networks, training)).toBe(2 * (sum(updateD) + sum(updateG)));
    expect(stepOperations(networks, { ...training, batch: 10 })).toBe(20 * (sum(updateD) + sum(updateG)));
    expect(stepOperations(networks, { ...training, discriminatorSteps: 3 })).toBe(
      2 * (3 * sum(updateD) + sum(updateG)),
    );
    // One shared pass: the second forward pass through both networks is saved.
    expect(stepOperations(networks, { ...training, order: "simultaneous" })).toBe(
      2 * (sum(updateD) + sum(updateG) - g - d),
    );
  });

  it("count every piece of a maxout unit, of which the next layer sees one", () => {
    const maxout = { units: 240, activation: "maxout", pieces: 5 };
    expect(denseProducts(784, [maxout, maxout, { units: 1, activation: "linear", pieces: 5 }])).toEqual([
      784 * 1200,
      240 * 1200,
      240,
    ]);
  });

  it("of the recipes are those of their layers", () => {
    // G 100-256-512-784 has 558,080 weights, D 784-512-256-1 has 532,736; 25,600 and 401,408 in the first layers.
    const dense = 2 * 64 * (4 * 558_080 - 25_600 + 8 * 532_736 - 2 * 401_408);
    expect(recipeOperations(ganMnist.recipe, picture)).toBe(dense);
    const g = 100 * 1200 + 1200 * 1200 + 1200 * 784;
    const d = 784 * 1200 + 240 * 1200 + 240;
    const simultaneous = 2 * 100 * (3 * g - 100 * 1200 + 7 * d - 2 * 784 * 1200);
    expect(recipeOperations(gan2014Mnist.recipe, picture)).toBe(simultaneous);
  });

  it("of a convolution are those of each kernel at each place of the smaller maps", () => {
    const recipe = {
      model: { id: "dcgan", latentSize: 100, width: 64, order: "alternating", discriminatorSteps: 1 },
      training: { batchSize: 64 },
    };
    const inner = 16 * 128 * 64 * 7 * 7; // between 7 × 7 × 128 and 14 × 14 × 64
    const outer = 16 * 64 * 1 * 14 * 14; // between 14 × 14 × 64 and 28 × 28 × 1
    const [project, logit] = [100 * 7 * 7 * 128, 7 * 7 * 128];
    const networks = { generator: [project, inner, outer], discriminator: [outer, inner, logit] };
    const training = { batch: 64, order: "alternating", discriminatorSteps: 1 };
    expect(recipeOperations(recipe, picture)).toBe(stepOperations(networks, training));
  });

  it("are not guessed for a model that is not known here", () => {
    expect(recipeOperations({ model: { id: "vae" }, training: { batchSize: 64 } }, picture)).toBeNull();
  });
});
