/**
 * Losses from logits in a form that neither overflows nor loses digits: with D = σ(ℓ),
 * −log D = softplus(−ℓ) and −log(1 − D) = softplus(ℓ).
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import { type Scalar, type Tensor, tf } from "../tensorflow";

/** Mean of −log D over logits of examples that should be called real. */
export const realLoss = (logits: Tensor): Scalar => tf.softplus(logits.neg()).mean();

/** Mean of −log(1 − D) over logits of examples that should be called generated. */
export const fakeLoss = (logits: Tensor): Scalar => tf.softplus(logits).mean();

/** What both forms of the 2014 game let one choose. */
export const gameParams = z.strictObject({
  halve: field(z.boolean().default(false), {
    title: { en: "Halve D's loss", ko: "D 손실 절반 Halve" },
    help: {
      en: "Half the sum of both cross-entropies, as the 2014 release has it",
      ko: "2014년 공개 코드처럼 두 교차 엔트로피 합의 절반을 씁니다",
    },
    advanced: true,
  }),
});

/**
 * −V(D, G), or half of it.
 * @param label what D should say about data: below 1, cross-entropy from the label t is
 *   −t·log D − (1 − t)·log(1 − D) = softplus(−ℓ) + (1 − t)·ℓ
 */
export function discriminatorLoss(
  real: Tensor,
  fake: Tensor,
  { halve }: z.output<typeof gameParams>,
  label = 1,
): Scalar {
  const onReal = label === 1 ? realLoss(real) : (realLoss(real).add(real.mean().mul(1 - label)) as Scalar);
  const sum = onReal.add(fakeLoss(fake)) as Scalar;
  return halve ? sum.mul(0.5) : sum;
}
