/**
 * Mode coverage: which classes of the data a generator makes, and how its shares differ from the
 * data's. Images are classified by a network that learned the data's own labels; KL is the measure
 * of Che et al. 2017 ("Mode regularized GANs") and of Metz et al. 2017 ("Unrolled GANs"), section 3.3.
 */
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { field } from "../../../shared/domain/plugin";
import type { Coverage } from "../../../shared/domain/run";
import { say } from "../../../shared/domain/text";
import type { Classifier, MetricPlugin } from "../plugin";

/**
 * A class counts as covered above a tenth of its share in the data: with 1,000 images and ten even
 * classes that is more than 10 images, beyond what the classifier's own mistakes (under 2 %) put there.
 */
export const coverageThreshold = 0.1;

/** Below this probability of the first choice an image counts as unsure; about 5 % of real held-out digits are. */
export const coverageConfidence = 0.9;

const params = z.strictObject({
  samples: field(z.int().min(100).max(10_000).default(1_000), {
    title: { en: "Generated images", ko: "생성 이미지 수 Generated images" },
    help: { en: "Images classified for each histogram", ko: "히스토그램 하나에 분류하는 이미지 수" },
    unit: "images",
    advanced: true,
  }),
});

export const modeCoverage: MetricPlugin<typeof params, Coverage> = {
  id: "mode-coverage",
  title: { en: "Mode coverage", ko: "모드 분포 Mode coverage" },
  reference: "Che et al. 2017 (Mode regularized GANs); Metz et al. 2017 (Unrolled GANs), section 3.3",
  params,
  samples: ({ samples }) => samples,
  async evaluate(images, { step, classifier }) {
    const learned = needed(classifier);
    const { labels, confidences } = await learned.classify(images);
    return countCoverage(labels, confidences, { step, ...learned.reference() });
  },
};

/** @throws SaddleError `unsupported` where there is none */
export function needed(classifier: Classifier | null): Classifier {
  if (classifier) return classifier;
  throw new SaddleError("unsupported", say("There is no classifier of this data.", "이 데이터의 분류기가 없습니다."));
}

export interface CoverageTerms {
  readonly step: number;
  /** Share of each class in the data; they sum to 1. */
  readonly shares: readonly number[];
  /** See {@link coverageThreshold}. */
  readonly threshold: number;
  /** See {@link coverageConfidence}. */
  readonly confidence: number;
}

/**
 * The record of one evaluation, from classified images.
 * @param labels index of each image's likeliest class
 * @param confidences probability of that class, same length; NaN counts as unsure
 * @throws SaddleError `internal` where lengths differ or a label names no class
 */
export function countCoverage(labels: Uint8Array, confidences: Float32Array, terms: CoverageTerms): Coverage {
  const { step, shares, threshold, confidence } = terms;
  if (labels.length !== confidences.length) {
    throw new SaddleError(
      "internal",
      say(
        `${labels.length} labels came with ${confidences.length} confidences.`,
        `레이블은 ${labels.length}개인데 확신도는 ${confidences.length}개입니다.`,
      ),
    );
  }
  const counts = new Array<number>(shares.length).fill(0);
  let unsure = 0;
  for (let image = 0; image < labels.length; image++) {
    const label = labels[image]!;
    if (label >= counts.length) {
      throw new SaddleError(
        "internal",
        say(
          `Label ${label} of image ${image} names no class.`,
          `이미지 ${image}의 레이블 ${label}에 해당하는 클래스가 없습니다.`,
        ),
      );
    }
    counts[label]! += 1;
    if (!(confidences[image]! >= confidence)) unsure += 1;
  }
  const total = labels.length;
  const generated = counts.map((count) => (total === 0 ? 0 : count / total));
  const covered = generated.filter((share, label) => share > threshold * shares[label]!).length;
  return { step, counts, unsure, total, kl: divergence(generated, shares), covered };
}

/**
 * KL(p ‖ q) = Σ p·ln(p / q) in nats, where 0·ln 0 is 0. A class that the data lacks but the generator
 * makes would be infinite, which no chart or JSON holds: the data's share there counts as half an
 * example in a million. Never below 0, whatever rounding does.
 */
export function divergence(p: readonly number[], q: readonly number[]): number {
  const floor = 5e-7;
  let sum = 0;
  for (let index = 0; index < p.length; index++) {
    const share = p[index]!;
    if (share > 0) sum += share * Math.log(share / Math.max(q[index]!, floor));
  }
  return Math.max(0, sum);
}
