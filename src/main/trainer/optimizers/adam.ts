/** Adam: Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { OptimizerPlugin } from "../plugin";
import { tf } from "../tensorflow";
import { learningRate } from "./fields";
import { rateFactor, scheduleFields } from "./schedule";

const params = z.strictObject({
  learningRate: learningRate.default(2e-4),
  beta1: field(z.number().min(0).max(0.9999).default(0.5), {
    title: { en: "β₁", ko: "β₁" },
    help: { en: "Memory of the mean gradient; GANs often use 0.5", ko: "기울기 평균의 기억. GAN은 흔히 0.5를 씁니다" },
  }),
  beta2: field(z.number().min(0).max(0.999999).default(0.999), {
    title: { en: "β₂", ko: "β₂" },
    help: { en: "Memory of the squared gradient", ko: "기울기 제곱의 기억" },
    advanced: true,
  }),
  epsilon: field(z.number().min(1e-12).max(1).default(1e-8), {
    title: { en: "ε", ko: "ε" },
    help: { en: "Keeps the division finite", ko: "0으로 나누지 않게 하는 값" },
    advanced: true,
  }),
  ...scheduleFields,
});

export const adam = {
  id: "adam",
  title: { en: "Adam", ko: "Adam" },
  reference: "Kingma & Ba, ICLR 2015, Algorithm 1",
  params,
  slots: ["m", "v"],
  /*
   * θ − α·m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ) equals θ − rate·m/(√v + epsilon) with both
   * corrections folded into two numbers, which saves two tensor operations a variable.
   */
  scalars: ({ learningRate, beta1, beta2, epsilon, ...schedule }, { updates }) => {
    const t = updates + 1;
    const root = Math.sqrt(1 - beta2 ** t);
    return { rate: (learningRate * rateFactor(schedule, updates) * root) / (1 - beta1 ** t), epsilon: epsilon * root };
  },
  update: (value, gradient, { m, v }, { rate, epsilon }, { beta1, beta2 }) => {
    const mean = m!.mul(beta1).add(gradient.mul(1 - beta1));
    const square = v!.mul(beta2).add(gradient.square().mul(1 - beta2));
    // The root's slope at 0, where a unit had no gradient yet, is infinite: far below ε it counts as flat.
    const root = square.maximum(1e-36).sqrt();
    return { value: value.sub(mean.mul(rate!).div(root.add(epsilon!))), slots: { m: mean, v: square } };
  },
  // With both powers zero, the op's own correction is 1, and the rate and epsilon are those above.
  fused: (gradient, { rate, epsilon }, { beta1, beta2 }) => {
    const none = tf.scalar(0);
    return {
      op: "ResourceApplyAdam",
      inputs: [
        "value",
        { slot: "m" },
        { slot: "v" },
        none,
        none,
        rate!,
        tf.scalar(beta1),
        tf.scalar(beta2),
        epsilon!,
        gradient,
      ],
    };
  },
} as const satisfies OptimizerPlugin<typeof params>;
