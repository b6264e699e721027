/**
 * The share of generated images that a classifier of the data's classes recognises: that it puts into one class with
 * at least a given probability. It tells whether images are legible, not whether they are varied: a generator of one
 * perfect image scores 1, so the classes are counted beside it (`mode-coverage` compares them with the data's).
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { RecognitionFigures } from "../../../shared/domain/run";
import type { MetricPlugin } from "../plugin";
import { countCoverage, coverageConfidence, needed } from "./coverage";

const params = z.strictObject({
  samples: field(z.int().min(1).max(100_000).default(1_000), {
    title: { en: "Generated images", ko: "생성 이미지 수 Generated images" },
    help: { en: "Images that are classified", ko: "분류할 이미지의 수" },
    unit: "images",
    advanced: true,
  }),
  confidence: field(z.number().min(0).max(1).default(coverageConfidence), {
    title: { en: "Confidence", ko: "확신도 Confidence" },
    help: {
      en: "Probability of the likeliest class from which on an image counts as recognised",
      ko: "가장 그럴듯한 클래스의 확률이 이 값 이상이면 알아본 것으로 셉니다",
    },
    advanced: true,
  }),
});

export const recognition: MetricPlugin<typeof params, RecognitionFigures> = {
  id: "recognition",
  title: { en: "Recognised images", ko: "알아본 이미지 Recognised images" },
  reference: "The classifier's confidence that inception scores are built on: Salimans et al. 2016, section 4",
  params,
  samples: ({ samples }) => samples,
  async evaluate(images, { step, classifier }, { confidence }) {
    const learned = needed(classifier);
    const { classes, shares, threshold, accuracy } = learned.reference();
    const { labels, confidences } = await learned.classify(images);
    const { counts, total, unsure } = countCoverage(labels, confidences, { step, shares, threshold, confidence });
    const held = await learned.examine(confidence);
    return {
      ...{ step, samples: total, confidence, recognised: 1 - unsure / total, classes: [...classes], counts },
      heldOut: { images: held.images, accuracy, recognised: held.sure / held.images },
    };
  },
};
