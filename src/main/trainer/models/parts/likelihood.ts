/**
 * What a decoder says about a picture: log p(x | z) in nats, summed over the values of each picture, from the
 * decoder's logits in a form that neither overflows nor loses digits. Kingma & Welling 2014 ("Auto-encoding
 * variational Bayes", arXiv:1312.6114), appendix C.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { say } from "../../../../shared/domain/text";
import { type Tensor, tf } from "../../tensorflow";

export const likelihoods = ["bernoulli", "gaussian"] as const;
export const likelihoodNames = {
  bernoulli: { en: "Bernoulli (cross-entropy)", ko: "베르누이 Bernoulli (교차 엔트로피)" },
  gaussian: { en: "Gaussian", ko: "가우스 Gaussian" },
};

/** For a model that only wants its pictures back: which loss stands for −log p(x | z). */
export const lossField = field(z.enum(["bernoulli", "squared"]).default("bernoulli"), {
  title: { en: "Loss", ko: "손실 Loss" },
  help: {
    en: "Summed over the values of a picture: cross-entropy in nats, for pixels in [0, 1], or squared error",
    ko: "한 이미지의 모든 값에 대한 합. [0, 1] 픽셀에는 교차 엔트로피(nat), 또는 제곱 오차",
  },
  choices: {
    bernoulli: likelihoodNames.bernoulli,
    squared: { en: "Squared error", ko: "제곱 오차 Squared error" },
  },
});

/** How pictures are distributed around what a decoder makes. */
export interface Likelihood {
  /** `[batch, values]` logits -> the mean of each value, in the data's range. */
  mean(logits: Tensor): Tensor;
  /** −log p(x | z), `[batch]` nats, of pictures `[batch, values]` in the data's range. */
  negative(logits: Tensor, x: Tensor): Tensor;
}

/**
 * Each value is a Bernoulli's mean: −log p = softplus(ℓ) − x·ℓ. Values between 0 and 1 are taken as they are, as
 * Kingma & Welling do, which makes it a bound of cross-entropies rather than of densities.
 */
export const bernoulli: Likelihood = {
  mean: (logits) => tf.sigmoid(logits),
  negative: (logits, x) => tf.softplus(logits).sub(x.mul(logits)).sum(1),
};

/** Σ (x − m)² of each picture, `[batch]`, with the mean m between both ends of the range. */
const squaredErrors = (mean: Tensor, x: Tensor): Tensor => tf.squaredDifference(x, mean).sum(1);

const within = (logits: Tensor, [low, high]: readonly [number, number]): Tensor =>
  tf
    .sigmoid(logits)
    .mul(high - low)
    .add(low);

/** Around a mean in the data's range with one known deviation: −log p = Σ (x − m)² / 2σ² + d/2 · log 2πσ². */
export const gaussian = (deviation: number, range: readonly [number, number]): Likelihood => ({
  mean: (logits) => within(logits, range),
  negative(logits, x) {
    const constant = (x.shape[1]! / 2) * Math.log(2 * Math.PI * deviation ** 2);
    return squaredErrors(within(logits, range), x)
      .mul(1 / (2 * deviation ** 2))
      .add(constant);
  },
});

/** No density: the squared error itself, Σ (x − m)². */
export const squaredError = (range: readonly [number, number]): Likelihood => ({
  mean: (logits) => within(logits, range),
  negative: (logits, x) => squaredErrors(within(logits, range), x),
});

/** What is wrong with Bernoulli decoders of this data, at the setting that chose them. */
export function checkBernoulli(path: string, [low, high]: readonly [number, number]): RecipeIssue[] {
  if (low === 0 && high === 1) return [];
  return [
    {
      path,
      message: say(
        `Cross-entropy takes pixels in [0, 1], but the data's range is [${low}, ${high}].`,
        `교차 엔트로피는 [0, 1]의 픽셀에 씁니다. 데이터의 범위: [${low}, ${high}].`,
      ),
      hint: say("Choose the range [0, 1] for the data.", "데이터의 범위를 [0, 1]로 바꾸세요."),
    },
  ];
}
