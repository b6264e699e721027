/** Initial weights, each drawn from a stream named after its variable. */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { sizeOf } from "../../../../shared/domain/shape";
import type { Noise } from "../../engine/random";
import { type Tensor, type Tensor2D, tf } from "../../tensorflow";

export const initialSchema = z.strictObject({
  kind: field(z.enum(["normal", "uniform", "glorot", "orthogonal"]).default("glorot"), {
    title: { en: "Initial weights", ko: "초기 가중치 Initial weights" },
    choices: {
      normal: { en: "Normal", ko: "정규 Normal" },
      uniform: { en: "Uniform", ko: "균등 Uniform" },
      glorot: { en: "Glorot uniform", ko: "글로럿 Glorot" },
      orthogonal: { en: "Orthogonal", ko: "직교 Orthogonal" },
    },
  }),
  scale: field(z.number().min(0).max(10).default(0.05), {
    title: { en: "Scale", ko: "크기 Scale" },
    help: {
      en: "Standard deviation (normal), bound (uniform) or gain (orthogonal); Glorot takes none",
      ko: "정규는 표준편차, 균등은 한계값, 직교는 이득 gain. 글로럿은 쓰지 않습니다",
    },
  }),
});
export type Initial = z.output<typeof initialSchema>;

/** Weights from N(0, deviation²). */
export const normal = (deviation: number): Initial => ({ kind: "normal", scale: deviation });

/** Weights of any shape from N(0, deviation²). */
export const normalWeights = (noise: Noise, stream: string, shape: readonly number[], deviation: number): Tensor =>
  tf.tidy(() => noise.normal(stream, shape).mul(deviation));

/**
 * Doublings of what was lost of the smallest singular value, at the least: from 10⁻⁷ of the Frobenius
 * norm, the resolution of float32, to 1.
 */
const polarIterations = 50;

/**
 * Weights `[inputs, outputs]` whose rows or columns, whichever are fewer, are orthogonal and as long
 * as `gain`, drawn evenly from all that are so (Saxe et al. 2014, "Exact solutions to the nonlinear
 * dynamics of learning in deep linear networks"). The orthogonal polar factor of a Gaussian matrix is
 * distributed so; it is found by products alone, which every backend has: X ← 3/2·X − 1/2·X·Xᵀ·X
 * (Björck & Bowie 1971).
 */
function orthogonalWeights(noise: Noise, stream: string, shape: [number, number], gain: number): Tensor {
  const wide = shape[0] < shape[1];
  return tf.tidy(() => {
    let x = noise.normal(stream, shape) as Tensor2D;
    x = x.div(x.norm());
    for (let i = 0; i < polarIterations; i++) {
      const before = x;
      x = tf.tidy(() => {
        const cube = wide
          ? tf.matMul(tf.matMul(before, before, false, true), before)
          : tf.matMul(before, tf.matMul(before, before, true));
        return before.mul(1.5).sub(cube.mul(0.5));
      });
      before.dispose();
    }
    return x.mul(gain);
  });
}

/**
 * Weights `[inputs, outputs]`, or kernels `[height, width, …, …]`. Glorot & Bengio 2010: U(±√(6 / (inputs + outputs))),
 * where a kernel of n places has n times as many of both. Orthogonal kernels are so as the matrix of all axes but
 * the last against the last.
 */
export function initialWeights(
  { kind, scale }: Initial,
  noise: Noise,
  stream: string,
  shape: readonly number[],
): Tensor {
  if (kind === "normal") return normalWeights(noise, stream, shape, scale);
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  const places = sizeOf(shape.slice(0, -2));
  if (kind === "orthogonal") {
    return tf.tidy(() => orthogonalWeights(noise, stream, [places * inputs, outputs], scale).reshape([...shape]));
  }
  const bound = kind === "uniform" ? scale : Math.sqrt(6 / (places * (inputs + outputs)));
  return noise.uniform(stream, shape, -bound, bound);
}
