/**
 * Weight clipping: Arjovsky, Chintala & Bottou 2017, "Wasserstein generative adversarial networks"
 * (arXiv:1701.07875), Algorithm 1: after every update, D's weights are cut off at ±c.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { RegularizerPlugin } from "../plugin";

const params = z.strictObject({
  bound: field(z.number().gt(0).max(1000).default(0.01), {
    title: { en: "c", ko: "c" },
    help: {
      en: "Every weight and bias of D stays within ±c",
      ko: "D의 모든 가중치와 편향이 ±c 안에 머뭅니다",
    },
    live: true,
  }),
});

export const weightClipping = {
  id: "weight-clipping",
  title: { en: "Weight clipping", ko: "가중치 자르기 Weight clipping" },
  reference: "Arjovsky et al. 2017, Algorithm 1",
  params,
  bounds: "weights",
  scalars: ({ bound }) => ({ bound }),
  clip: ({ bound }) => bound!,
} as const satisfies RegularizerPlugin<typeof params>;
