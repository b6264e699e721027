import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import { layerSchema } from "../../../../src/main/trainer/models/parts/activation";
import { buildMlp, type Dropout } from "../../../../src/main/trainer/models/parts/mlp";
import { tf } from "../../../../src/main/trainer/tensorflow";
import { valuesOf } from "../../support";

beforeAll(async () => {
  await openBackend(null);
});

const units = 500;
const linear = layerSchema.parse({ units, activation: "linear" });

/** What dropout makes of ones: a network whose weights are the identity and whose bias is zero. */
function throughDropout(layers: number, dropout: Dropout | undefined): number[] {
  const all = Array.from({ length: layers }, () => linear);
  const mlp = buildMlp("net", units, all, { kind: "uniform", scale: 0 }, noiseAt(1, 0));
  for (let i = 0; i < layers; i++) mlp.variables[`net/${i}/weights`]!.assign(tf.eye(units));
  const values = valuesOf(tf.tidy(() => mlp.forward(tf.ones([20, units]), dropout)));
  tf.dispose(mlp.variables);
  return values;
}

const at = (step: number, stream: string, keepInput: number, keepHidden: number): Dropout => ({
  noise: noiseAt(5, step),
  stream,
  keepInput,
  keepHidden,
});
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("dropout", () => {
  it.each([0.8, 0.5, 0.05])("keeps a share of %d, scaled so that the expectation stays", (keep) => {
    const values = throughDropout(1, at(1, "a", keep, 1));
    expect([...new Set(values)].sort()).toEqual([0, Math.fround(1 / keep)]);
    // Four standard deviations of 10,000 draws.
    const deviation = Math.sqrt((keep * (1 - keep)) / values.length);
    const kept = values.filter((value) => value > 0).length / values.length;
    expect(Math.abs(kept - keep)).toBeLessThan(4 * deviation);
    expect(Math.abs(mean(values) - 1)).toBeLessThan((4 * deviation) / keep);
  });

  it("keeps inputs and hidden units each with their own probability", () => {
    const values = throughDropout(2, at(1, "a", 0.8, 0.5));
    expect([...new Set(values)].sort()).toEqual([0, 2.5]);
    expect(mean(values.map((value) => Number(value > 0)))).toBeCloseTo(0.4, 1);
    expect([...new Set(throughDropout(2, at(1, "a", 1, 0.5)))].sort()).toEqual([0, 2]);
  });

  it("draws the same mask for the same stream and step, and another for any other", () => {
    const mask = throughDropout(1, at(1, "a", 0.5, 1));
    expect(throughDropout(1, at(1, "a", 0.5, 1))).toEqual(mask);
    for (const other of [at(2, "a", 0.5, 1), at(1, "b", 0.5, 1)]) {
      const values = throughDropout(1, other);
      // Independent masks agree in half of their places.
      expect(mean(values.map((value, i) => Number(value === mask[i])))).toBeCloseTo(0.5, 1);
    }
  });

  it("drops each image's units apart", () => {
    const values = throughDropout(1, at(1, "a", 0.5, 1));
    expect(values.slice(0, units)).not.toEqual(values.slice(units, 2 * units));
  });

  it("does nothing where it keeps all, or is not asked for", () => {
    for (const none of [undefined, at(1, "a", 1, 1)]) {
      expect(new Set(throughDropout(2, none))).toEqual(new Set([1]));
    }
  });
});
