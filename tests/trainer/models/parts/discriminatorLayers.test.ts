import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { noiseAt } from "../../../../src/main/trainer/engine/random";
import { halving } from "../../../../src/main/trainer/models/parts/conv";
import { normal } from "../../../../src/main/trainer/models/parts/initial";
import { dense } from "../../../../src/main/trainer/models/parts/linear";
import { minibatchDiscrimination } from "../../../../src/main/trainer/models/parts/minibatch";
import { type Scalar, type Tensor, type Tensor2D, tf, type Variable } from "../../../../src/main/trainer/tensorflow";
import { farthest, valuesOf } from "../../support";

interface SpectralCase {
  title: string;
  weightShape: number[];
  weights: number[];
  left: number[];
  xShape: number[];
  passes: Record<"x" | "toward" | "y" | "first" | "second" | "left" | "right", number[]>[];
}
interface MinibatchCase {
  title: string;
  sizes: { batch: number; features: number; kernels: number; dimensions: number };
  x: number[];
  weights: number[];
  toward: number[];
  o: number[];
  first: { x: number[]; weights: number[] };
}

/** What PyTorch made of the same numbers (see `origin` in the file). */
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/discriminator-layers.json", import.meta.url), "utf8"),
) as { spectral: SpectralCase[]; minibatch: MinibatchCase[] };

afterAll(async () => {
  await openBackend(null);
});

const set = (variable: Variable | undefined, values: readonly number[]): void =>
  tf.tidy(() => variable!.assign(tf.tensor([...values], variable!.shape)));

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("on %s", (_, backend) => {
  it.each(fixture.spectral)(
    "$title, normalised spectrally, has PyTorch's values, vectors and derivatives, pass after pass",
    async ({ weightShape, weights, left, xShape, passes }) => {
      await openBackend(backend);
      const [inputs, outputs] = weightShape.slice(-2) as [number, number];
      const layer = { name: "d", inputs, outputs, bias: false, initial: normal(1), spectral: true };
      const block = (xShape.length === 4 ? halving : dense)(layer, noiseAt(1, 0));
      const { "d/weights": stored } = block.variables;
      const { "d/left": moving, "d/right": other } = block.buffers;
      set(stored, weights);
      let before = left;
      for (const { x, toward, y, first, second, ...after } of passes) {
        const input = tf.tensor(x, xShape) as Variable;
        const given = tf.variable(input);
        const goal = tf.tensor1d(toward);
        // Every look at the layer in training is a pass, which begins at the vectors of before.
        const look = <T>(work: () => T): T => {
          set(moving, before);
          return work();
        };
        const pass = (): Tensor => block.pass(given, "training").flatten();
        const loss = (): Scalar => {
          const out = pass();
          return out.mul(goal).add(out.square().mul(out).div(3)).sum() as Scalar;
        };
        const penalty = (): Scalar => tf.variableGrads(loss, [given]).grads[given.name]!.square().sum() as Scalar;
        const byWeights = (f: () => Scalar) =>
          valuesOf(tf.tidy(() => tf.variableGrads(f, [stored!]).grads[stored!.name]!));
        expect(
          farthest(
            look(() => valuesOf(tf.tidy(pass))),
            y,
          ),
        ).toBeLessThan(2e-6);
        expect(farthest(moving!.dataSync(), after.left)).toBeLessThan(1e-6);
        expect(farthest(other!.dataSync(), after.right)).toBeLessThan(1e-6);
        expect(
          farthest(
            look(() => byWeights(loss)),
            first,
          ),
        ).toBeLessThan(5e-6);
        expect(
          farthest(
            look(() => byWeights(penalty)),
            second,
          ),
        ).toBeLessThan(2e-5);
        before = after.left;
        tf.dispose([input, given, goal]);
      }
      tf.dispose([block.variables, block.buffers]);
    },
  );

  it.each(fixture.minibatch)(
    "minibatch discrimination by $title has PyTorch's values and derivatives",
    async ({ sizes, x, weights, toward, o, first }) => {
      await openBackend(backend);
      const { batch, features, kernels, dimensions } = sizes;
      const block = minibatchDiscrimination("d", { kernels, dimensions }, (_, columns) =>
        tf.zeros([features, columns]),
      );
      const stored = block.variables["d/weights"]!;
      set(stored, weights);
      const given = tf.tidy(() => tf.variable(tf.tensor2d(x, [batch, features])));
      const near = (): Tensor => (block.pass(given, "training") as Tensor2D).slice([0, features]);
      expect(farthest(valuesOf(tf.tidy(near)), o)).toBeLessThan(1e-6);
      const { value, grads } = tf.variableGrads(() => {
        const out = near().flatten();
        return out.mul(tf.tensor1d(toward)).add(out.square().div(2)).sum() as Scalar;
      }, [given, stored]);
      expect(farthest(grads[given.name]!.dataSync(), first.x)).toBeLessThan(5e-6);
      expect(farthest(grads[stored.name]!.dataSync(), first.weights)).toBeLessThan(5e-6);
      tf.dispose([value, grads, given, block.variables]);
    },
  );
});
