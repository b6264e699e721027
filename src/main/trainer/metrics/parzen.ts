/**
 * Log-likelihood of held-out pictures under a Parzen window: normal kernels of one deviation σ on generated pictures,
 * σ chosen by validation pictures (Breuleux, Bengio & Vincent 2011, "Quickly generating representative samples from an
 * RBM-derived process"), as Goodfellow et al. 2014 measure (section 5, table 1):
 *
 *     log p(x) = log 1/N Σ exp(−‖x − s‖² / 2σ²) − d · log(σ√(2π))
 *
 * It is known to mislead: it grows with samples that repeat training pictures, prefers centres of clusters to pictures,
 * and in hundreds of dimensions is far from the true density with any affordable N (Theis, van den Oord & Bethge 2016,
 * "A note on the evaluation of generative models", section 3.2).
 */
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { field } from "../../../shared/domain/plugin";
import type { ParzenFigures } from "../../../shared/domain/run";
import { say } from "../../../shared/domain/text";
import { takeValues } from "../engine/values";
import type { HeldOutRows, MetricPlugin } from "../plugin";
import { type Tensor2D, tf } from "../tensorflow";

/** The deviations that are tried, `logspace(−1, 0, 10)`. */
export const deviations: readonly number[] = Array.from({ length: 10 }, (_, index) => 10 ** (index / 9 - 1));

/** Numbers of one block: rows of pictures, or distances between two blocks (16 MB). */
const blockSize = 2 ** 22;

const params = z.strictObject({
  samples: field(z.int().min(1).max(100_000).default(10_000), {
    title: { en: "Generated images", ko: "생성 이미지 수 Generated images" },
    help: { en: "Images that carry a kernel each", ko: "커널을 하나씩 놓는 이미지의 수" },
    unit: "images",
    advanced: true,
  }),
  validation: field(z.int().min(1).max(100_000).default(1_000), {
    title: { en: "Validation images", ko: "검증 이미지 수 Validation images" },
    help: { en: "Images that choose the kernels' deviation σ", ko: "커널의 표준편차 σ를 고르는 이미지의 수" },
    unit: "images",
    advanced: true,
  }),
  test: field(z.int().min(1).max(100_000).default(10_000), {
    title: { en: "Test images", ko: "시험 이미지 수 Test images" },
    help: { en: "Images whose log-likelihood is measured", ko: "로그 가능도를 재는 이미지의 수" },
    unit: "images",
    advanced: true,
  }),
});

export const parzen: MetricPlugin<typeof params, ParzenFigures> = {
  id: "parzen",
  title: { en: "Parzen window log-likelihood", ko: "파젠 창 로그 가능도 Parzen window log-likelihood" },
  reference: "Goodfellow et al. 2014, section 5; known to mislead: Theis et al. 2016, section 3.2",
  params,
  samples: ({ samples }) => samples,
  async evaluate(generated, { step, heldOut }, { validation, test }) {
    if (!heldOut) {
      throw new SaddleError(
        "unsupported",
        say(
          "Of this data no images are held out of training, so no likelihood of them can be measured.",
          "이 데이터에는 학습에서 빼 둔 이미지가 없어 그 가능도를 잴 수 없습니다.",
        ),
        { hint: say("MNIST has test images.", "MNIST에는 시험 이미지가 있습니다.") },
      );
    }
    const kernels = generated as Tensor2D;
    const chosen = await logDensities(kernels, heldOut.validation, validation, deviations);
    const means = chosen.map(meanOf);
    const best = means.reduce((best, mean, index) => (mean > means[best]! ? index : best), 0);
    const [found] = await logDensities(kernels, heldOut.test, test, [deviations[best]!]);
    const { mean, error } = meanWithError(found!);
    return {
      step,
      samples: kernels.shape[0],
      logLikelihood: mean,
      error,
      sigma: deviations[best]!,
      validation: means[best]!,
      validationImages: chosen[0]!.length,
      validationSource: heldOut.validationSource,
      testImages: found!.length,
    };
  },
};

/**
 * log p(x) of the first `count` pictures (of all, where there are fewer) under each deviation, nats.
 * @param kernels `[samples, width]`
 * @returns for each deviation one value a picture
 */
export async function logDensities(
  kernels: Tensor2D,
  rows: HeldOutRows,
  count: number,
  sigmas: readonly number[],
): Promise<Float64Array[]> {
  const [samples, width] = kernels.shape;
  const wanted = Math.min(count, rows.count);
  const densities = sigmas.map(() => new Float64Array(wanted));
  const most = Math.max(1, Math.min(Math.floor(blockSize / width), Math.floor(Math.sqrt(blockSize))));
  for (let start = 0; start < wanted; start += most) {
    const length = Math.min(most, wanted - start);
    const x = tf.tensor2d(rows.read(start, length), [length, width]);
    // log Σ exp of the kernels so far, as its largest exponent and the sum of the rest above it.
    const largest = sigmas.map(() => new Float64Array(length).fill(Number.NEGATIVE_INFINITY));
    const sums = sigmas.map(() => new Float64Array(length));
    try {
      for (let from = 0; from < samples; from += most) {
        const parts = await takeValues(
          tf.tidy(() => exponents(x, kernels.slice([from, 0], [Math.min(most, samples - from), width]), sigmas)),
        );
        for (let s = 0; s < sigmas.length; s++) {
          for (let i = 0; i < length; i++) {
            const at = parts[2 * s * length + i]!;
            const top = Math.max(largest[s]![i]!, at);
            sums[s]![i] =
              sums[s]![i]! * Math.exp(largest[s]![i]! - top) + parts[(2 * s + 1) * length + i]! * Math.exp(at - top);
            largest[s]![i] = top;
          }
        }
      }
    } finally {
      x.dispose();
    }
    sigmas.forEach((sigma, s) => {
      const normalizer = Math.log(samples) + width * Math.log(sigma * Math.sqrt(2 * Math.PI));
      for (let i = 0; i < length; i++) densities[s]![start + i] = largest[s]![i]! + Math.log(sums[s]![i]!) - normalizer;
    });
  }
  return densities;
}

/**
 * Of −‖x − s‖² / 2σ²: the largest of each x, and Σ exp above it.
 * @returns `[2 · deviations, pictures]`, both for one deviation after another
 */
function exponents(x: Tensor2D, kernels: Tensor2D, sigmas: readonly number[]): Tensor2D {
  const squares = (rows: Tensor2D) => rows.square().sum(1);
  const cross = tf.matMul(x, kernels, false, true);
  const distances = tf.relu(squares(x).expandDims(1).add(squares(kernels)).sub(cross.mul(2)));
  const nearest = distances.min(1, true);
  const beyond = nearest.sub(distances);
  const parts = sigmas.flatMap((sigma) => {
    const scale = 1 / (2 * sigma ** 2);
    return [nearest.squeeze([1]).mul(-scale), beyond.mul(scale).exp().sum(1)];
  });
  return tf.stack(parts) as Tensor2D;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** With the standard error over the values, 0 of a single one. */
function meanWithError(values: Float64Array): { mean: number; error: number } {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: values.length > 1 ? Math.sqrt(squares / (values.length - 1) / values.length) : 0 };
}
