import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { tf } from "../../../src/main/trainer/tensorflow";
import { farthest, someNumbers, tinyRecipe } from "../support";
import { buildModel, countingNoise } from "./ganStep";

beforeAll(async () => {
  await openBackend(null);
});

const sgd = { id: "sgd", learningRate: 0.5 };
const batch = (seed: number): number[] => Array.from(someNumbers(24, 0, 1, seed));

function build(order: "alternating" | "simultaneous", k = 1, dropout = { keepInput: 0.8, keepHidden: 0.5 }) {
  const model = {
    id: "gan",
    latentSize: 3,
    generator: { layers: [{ units: 5, activation: "tanh" }] },
    discriminator: { layers: [{ units: 6, activation: "tanh" }], ...dropout },
    order,
    discriminatorSteps: k,
  };
  return buildModel(tinyRecipe({ model, optimizers: { discriminator: sgd, generator: sgd } }));
}

describe("the alternating order", () => {
  it.each([1, 3])("draws fresh z and fresh masks for each of k = %d updates of D and for the one of G", (k) => {
    const stepped = build("alternating", k);
    const { noise, drawn } = countingNoise(noiseAt(1, 1));
    stepped.step(
      Array.from({ length: k }, (_, i) => batch(i)),
      noise,
    );
    expect(drawn.latents).toHaveLength(k + 1);
    // Two dropout layers: real and generated pictures in one pass of each update of D, generated ones for G.
    expect(drawn.masks).toHaveLength(2 * (k + 1));
    stepped.dispose();
  });
});

describe("the simultaneous order", () => {
  it("passes one batch of z through D once, with one mask, for both gradients", () => {
    const stepped = build("simultaneous");
    const { noise, drawn } = countingNoise(noiseAt(1, 1));
    stepped.step([batch(0)], noise);
    expect(drawn.latents).toHaveLength(1);
    expect(drawn.masks).toHaveLength(2 * 2);
    stepped.dispose();
  });

  it("takes both gradients at one point: G moves as it would against the D from before the step", () => {
    const whole = { keepInput: 1, keepHidden: 1 };
    const both = build("simultaneous", 1, whole);
    const frozen = build("simultaneous", 1, whole);
    // The same noise whatever the stream is called: updates of G alone name their z otherwise.
    const z = tf.tensor2d(someNumbers(12, -1, 1, 5), [4, 3]);
    const noise = { ...noiseAt(1, 1), normal: () => z.clone() };
    both.step([batch(0)], noise);
    frozen.step([batch(0)], noise, "generator");
    for (const [name, variable] of Object.entries(both.variables)) {
      const same = variable.dataSync().every((value, i) => value === frozen.variables[name]!.dataSync()[i]);
      expect(same, name).toBe(name.startsWith("generator/"));
    }
    for (const stepped of [both, frozen]) stepped.dispose();
    z.dispose();
  });

  it("differs from the alternating order, in which G meets the D that has just moved", () => {
    const whole = { keepInput: 1, keepHidden: 1 };
    const [a, b] = [build("simultaneous", 1, whole), build("alternating", 1, whole)];
    const z = tf.tensor2d(someNumbers(12, -1, 1, 5), [4, 3]);
    const noise = { ...noiseAt(1, 1), normal: () => z.clone() };
    for (const stepped of [a, b]) stepped.step([batch(0)], noise);
    const values = (name: string) => [a, b].map(({ variables }) => [...variables[name]!.dataSync()]);
    const [discriminatorA, discriminatorB] = values("discriminator/0/weights");
    // One pass of both batches adds up in another order than two.
    expect(farthest(discriminatorA!, discriminatorB!)).toBeLessThan(1e-6);
    const [generatorA, generatorB] = values("generator/0/weights");
    expect(farthest(generatorA!, generatorB!)).toBeGreaterThan(1e-4);
    for (const stepped of [a, b]) stepped.dispose();
    z.dispose();
  });
});

describe("one update alone", () => {
  it.each(["alternating", "simultaneous"] as const)("moves its own network only, in the %s order", (order) => {
    for (const update of ["discriminator", "generator"] as const) {
      const stepped = build(order);
      const before = Object.fromEntries(
        Object.entries(stepped.variables).map(([name, variable]) => [name, [...variable.dataSync()]]),
      );
      const metrics = stepped.step([batch(0)], noiseAt(1, 1), update);
      expect(Object.keys(metrics).sort()).toEqual(["d.fake", "d.loss", "d.real", "g.loss", "value"]);
      for (const [name, variable] of Object.entries(stepped.variables)) {
        const moved = variable.dataSync().some((value, i) => value !== before[name]![i]);
        expect(moved, `${name} at an update of the ${update}`).toBe(name.startsWith(update));
      }
      stepped.dispose();
    }
  });
});
