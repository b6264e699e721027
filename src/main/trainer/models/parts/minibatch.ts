/**
 * Minibatch discrimination: Salimans et al. 2016, "Improved techniques for training GANs"
 * (arXiv:1606.03498), section 3.2: D is told how close each picture lies to the others of its batch, so
 * that a G whose pictures are all alike gives itself away.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { say } from "../../../../shared/domain/text";
import type { DiscriminatorTraits } from "../../plugin";
import { type Tensor, type Tensor2D, tf, type Variable } from "../../tensorflow";
import type { Block } from "./block";

export const minibatchFields = {
  kernels: field(z.int().min(1).max(512).default(100), {
    title: { en: "Kernels B", ko: "커널 Kernels B" },
    help: { en: "Distances that D is told of each picture", ko: "이미지마다 D에 알려 주는 거리의 수" },
  }),
  dimensions: field(z.int().min(1).max(64).default(5), {
    title: { en: "Dimensions C", ko: "차원 Dimensions C" },
    help: { en: "Size of the space of each distance", ko: "각 거리를 재는 공간의 크기" },
  }),
};

export const minibatchSchema = field(z.strictObject(minibatchFields).nullable().default(null), {
  title: { en: "Minibatch discrimination", ko: "미니배치 판별 Minibatch discrimination" },
  help: {
    en: "Tells D how close each picture is to the others of its batch",
    ko: "각 이미지가 배치의 다른 이미지와 얼마나 가까운지 D에 알려 줍니다",
  },
  advanced: true,
});
export type Minibatch = z.output<typeof minibatchSchema>;

/** Why no example has a gradient of its own with it. */
export const joinedByMinibatch = (path: string): NonNullable<DiscriminatorTraits["joinsExamples"]> => ({
  what: say("minibatch discrimination", "미니배치 판별"),
  hint: say(`Remove one of them: ${path} can be null.`, `둘 가운데 하나를 빼세요. ${path} 값은 null일 수 있습니다.`),
});

/** Values that it adds to each example's features. */
export const minibatchOutputs = (minibatch: Minibatch): number => minibatch?.kernels ?? 0;
export const minibatchWeights = (minibatch: Minibatch, features: number): number =>
  minibatch ? features * minibatch.kernels * minibatch.dimensions : 0;
/** Values of one pass over a batch: each example against each. */
export const minibatchActivations = (minibatch: Minibatch, batchSize: number): number =>
  minibatch ? batchSize ** 2 * minibatch.kernels * (minibatch.dimensions + 1) : 0;

/**
 * `[batch, features]` -> `[batch, features + kernels]`: o(x_i)_b = Σ_j exp(−‖M_ib − M_jb‖₁) beside the features, with
 * M_i = f(x_i) · T.
 * @param name prefix of the variable `<name>/weights` (T, `[features, kernels · dimensions]`)
 */
export function minibatchDiscrimination(
  name: string,
  { kernels, dimensions }: NonNullable<Minibatch>,
  initial: (stream: string, columns: number) => Tensor,
): Block {
  const path = `${name}/weights`;
  const weights = tf.tidy(() => tf.variable(initial(path, kernels * dimensions)));
  return {
    variables: { [path]: weights },
    buffers: {},
    pass(features) {
      const count = features.shape[0]!;
      const places = tf.matMul(features as Tensor2D, weights as Variable & Tensor2D);
      const one = places.reshape([count, 1, kernels, dimensions]);
      const other = places.reshape([1, count, kernels, dimensions]);
      const near = one.sub(other).abs().sum(3).neg().exp().sum(1); // [batch, kernels]
      return tf.concat([features, near], 1);
    },
  };
}
