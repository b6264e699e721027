/** Initial weights, each drawn from a stream named after its variable. */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { Noise } from "../../engine/random";
import { type Tensor, tf } from "../../tensorflow";

export const initialSchema = z.strictObject({
  kind: field(z.enum(["normal", "uniform", "glorot"]).default("glorot"), {
    title: { en: "Initial weights", ko: "초기 가중치 Initial weights" },
    choices: {
      normal: { en: "Normal", ko: "정규 Normal" },
      uniform: { en: "Uniform", ko: "균등 Uniform" },
      glorot: { en: "Glorot uniform", ko: "글로럿 Glorot" },
    },
  }),
  scale: field(z.number().min(0).max(10).default(0.05), {
    title: { en: "Scale", ko: "크기 Scale" },
    help: {
      en: "Standard deviation (normal) or bound (uniform); Glorot takes none",
      ko: "정규는 표준편차, 균등은 한계값. 글로럿은 쓰지 않습니다",
    },
  }),
});
export type Initial = z.output<typeof initialSchema>;

/** Weights of any shape from N(0, deviation²). */
export const normalWeights = (noise: Noise, stream: string, shape: readonly number[], deviation: number): Tensor =>
  tf.tidy(() => noise.normal(stream, shape).mul(deviation));

/** Weights `[inputs, outputs]`. Glorot & Bengio 2010: U(±√(6 / (inputs + outputs))). */
export function initialWeights(
  { kind, scale }: Initial,
  noise: Noise,
  stream: string,
  shape: [number, number],
): Tensor {
  if (kind === "normal") return normalWeights(noise, stream, shape, scale);
  const bound = kind === "uniform" ? scale : Math.sqrt(6 / (shape[0] + shape[1]));
  return noise.uniform(stream, shape, -bound, bound);
}
