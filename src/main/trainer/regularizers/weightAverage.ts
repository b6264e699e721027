/**
 * A moving average of G's weights: Yazıcı et al. 2019, "The unusual effectiveness of averaging in GAN
 * training" (arXiv:1806.04498), section 3.1; Karras et al. 2018 (progressive GANs), appendix A. It does not take
 * part in training.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { RegularizerPlugin } from "../plugin";

const params = z.strictObject({
  decay: field(z.number().min(0).lt(1).default(0.999), {
    title: { en: "Decay", ko: "감쇠 Decay" },
    help: {
      en: "Share of the old average that stays in each step; at first less, so that the start is soon forgotten",
      ko: "스텝마다 남는 이전 평균의 비율. 처음에는 더 작게 하여 시작값을 빨리 잊습니다",
    },
    live: true,
  }),
  samples: field(z.enum(["average", "latest"]).default("average"), {
    title: { en: "Samples from", ko: "샘플의 출처 Samples from" },
    help: {
      en: "Weights that pictures are made with; both are kept",
      ko: "이미지를 만드는 가중치. 둘 다 저장됩니다",
    },
    choices: {
      average: { en: "The average", ko: "평균 Average" },
      latest: { en: "The latest weights", ko: "최신 가중치 Latest" },
    },
    live: true,
  }),
});

export const weightAverage = {
  id: "weight-average",
  title: { en: "Average of G's weights (EMA)", ko: "G 가중치의 이동 평균 EMA" },
  reference: "Yazıcı et al. 2019, section 3.1",
  params,
  // (1 + t) / (10 + t) is the start that TensorFlow's ExponentialMovingAverage makes.
  scalars: ({ decay }, { updates }) => ({ decay: Math.min(decay, (1 + updates) / (10 + updates)) }),
  average: {
    decay: ({ decay }) => decay!,
    samples: ({ samples }) => samples,
  },
} as const satisfies RegularizerPlugin<typeof params>;
