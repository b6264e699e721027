import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { nonSaturating } from "../../../src/main/trainer/objectives/nonSaturating";
import { saturating } from "../../../src/main/trainer/objectives/saturating";
import { type Scalar, type Tensor, tf } from "../../../src/main/trainer/tensorflow";
import { differences, farthest, valuesOf } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const whole = { halve: false };
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** −log D and −log(1 − D) in float64, from D itself where that is exact and from its tail where it is not. */
const minusLogD = (logit: number): number => (logit < -30 ? -logit : Math.log1p(Math.exp(-logit)));
const minusLogOneMinusD = (logit: number): number => minusLogD(-logit);

/** `[batch, 1]` logits through a loss. */
const lossOf = (loss: (logits: Tensor) => Scalar, logits: readonly number[]): number =>
  valuesOf(tf.tidy(() => loss(tf.tensor2d([...logits], [logits.length, 1]))))[0]!;
const gradientOf = (loss: (logits: Tensor) => Scalar, logits: readonly number[]): number[] =>
  valuesOf(tf.tidy(() => tf.grad(loss)(tf.tensor2d([...logits], [logits.length, 1]))));

const real = [2, -1, 0.5, 3];
const fake = [-2, 0.25, 1, -4];

describe("D's loss", () => {
  const expected = mean(real.map(minusLogD)) + mean(fake.map(minusLogOneMinusD));
  const onFake = (params: { halve: boolean }) => (logits: Tensor) =>
    saturating.discriminator(tf.tensor2d(real, [4, 1]), logits, params);
  const onReal = (params: { halve: boolean }) => (logits: Tensor) =>
    saturating.discriminator(logits, tf.tensor2d(fake, [4, 1]), params);

  it("is −V(D, G), the sum of both cross-entropies, in both forms of the game", () => {
    expect(lossOf(onFake(whole), fake)).toBeCloseTo(expected, 6);
    const other = (logits: Tensor) => nonSaturating.discriminator(tf.tensor2d(real, [4, 1]), logits, whole);
    expect(lossOf(other, fake)).toBe(lossOf(onFake(whole), fake));
  });

  it("is half of it where asked, and so are its gradients", () => {
    expect(lossOf(onFake({ halve: true }), fake)).toBeCloseTo(expected / 2, 6);
    const halved = gradientOf(onReal({ halve: true }), real);
    expect(
      farthest(
        halved.map((value) => value * 2),
        gradientOf(onReal(whole), real),
      ),
    ).toBeLessThan(1e-6);
  });

  it("has the gradients −(1 − σ(ℓ)) on real and σ(ℓ) on generated logits, each over the batch", () => {
    expect(
      farthest(
        gradientOf(onReal(whole), real),
        real.map((logit) => -(1 - sigmoid(logit)) / 4),
      ),
    ).toBeLessThan(1e-6);
    expect(
      farthest(
        gradientOf(onFake(whole), fake),
        fake.map((logit) => sigmoid(logit) / 4),
      ),
    ).toBeLessThan(1e-6);
  });

  it("is 2 ln 2 where D is ½ everywhere, so that V is −ln 4", () => {
    const atHalf = (params: { halve: boolean }) =>
      lossOf((logits) => saturating.discriminator(logits, logits, params), [0, 0, 0]);
    expect(atHalf(whole)).toBeCloseTo(2 * Math.LN2, 6);
    expect(-atHalf(whole)).toBeCloseTo(-Math.log(4), 6);
    expect(atHalf({ halve: true })).toBeCloseTo(Math.LN2, 6);
  });
});

describe("G's loss", () => {
  it("is E[log(1 − D(G(z)))] in the minimax game and −E[log D(G(z))] in the non-saturating one", () => {
    expect(lossOf(saturating.generator, fake)).toBeCloseTo(-mean(fake.map(minusLogOneMinusD)), 6);
    expect(lossOf(nonSaturating.generator, fake)).toBeCloseTo(mean(fake.map(minusLogD)), 6);
  });

  it("is −ln 2 and ln 2 where D is ½", () => {
    expect(lossOf(saturating.generator, [0, 0])).toBeCloseTo(-Math.LN2, 6);
    expect(lossOf(nonSaturating.generator, [0, 0])).toBeCloseTo(Math.LN2, 6);
  });

  it("has the gradients −σ(ℓ) and −(1 − σ(ℓ)): the first dies where D is sure, the second lives", () => {
    // 0 is the fold of the stable form: a derivative taken piece by piece could be wrong just there.
    const logits = [-8, -2, 0, 1, 6];
    const found = {
      saturating: gradientOf(saturating.generator, logits),
      nonSaturating: gradientOf(nonSaturating.generator, logits),
    };
    expect(
      farthest(
        found.saturating,
        logits.map((logit) => -sigmoid(logit) / 5),
      ),
    ).toBeLessThan(1e-6);
    expect(
      farthest(
        found.nonSaturating,
        logits.map((logit) => -(1 - sigmoid(logit)) / 5),
      ),
    ).toBeLessThan(1e-6);
    expect(Math.abs(found.nonSaturating[0]! / found.saturating[0]!)).toBeCloseTo(Math.exp(8), -1);
  });
});

describe.each([
  ["minimax", saturating],
  ["non-saturating", nonSaturating],
] as const)("%s, at logits", (_, objective) => {
  const losses = {
    generator: objective.generator,
    "discriminator on real": (logits: Tensor) => objective.discriminator(logits, tf.zerosLike(logits), whole),
    "discriminator on generated": (logits: Tensor) => objective.discriminator(tf.zerosLike(logits), logits, whole),
  };

  test.each(Object.entries(losses))("%s: the gradient is that of central differences", (_, loss) => {
    const logits = [-3, -0.7, 0.1, 0.4, 2.5];
    const expected = differences((x) => lossOf(loss, [...x]), Float32Array.from(logits));
    expect(farthest(gradientOf(loss, logits), expected)).toBeLessThan(1e-3);
  });

  // Beyond ±17 float32 cannot tell D from 0 or 1: only losses from logits are still exact there.
  test.each([-200, -50, 50, 200])("%d everything is finite and exact", (logit) => {
    const sure = Math.max(0, logit);
    const wrong = Math.max(0, -logit);
    const expected = objective.id === "saturating" ? -sure : wrong;
    expect(lossOf(objective.generator, [logit])).toBeCloseTo(expected, 5);
    expect(lossOf(losses["discriminator on real"], [logit])).toBeCloseTo(wrong + Math.LN2, 5);
    expect(lossOf(losses["discriminator on generated"], [logit])).toBeCloseTo(sure + Math.LN2, 5);
    const d = logit > 0 ? 1 : 0;
    expect(gradientOf(objective.generator, [logit])[0]).toBeCloseTo(objective.id === "saturating" ? -d : d - 1, 6);
    expect(gradientOf(losses["discriminator on real"], [logit])[0]).toBeCloseTo(d - 1, 6);
    expect(gradientOf(losses["discriminator on generated"], [logit])[0]).toBeCloseTo(d, 6);
  });
});
