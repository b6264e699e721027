/**
 * One-sided label smoothing: Salimans et al. 2016, "Improved techniques for training GANs"
 * (arXiv:1606.03498), section 3.4: D is to say less than 1 about data, and still 0 about samples.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import type { RegularizerPlugin } from "../plugin";

const params = z.strictObject({
  label: field(z.number().gt(0.5).max(1).default(0.9), {
    title: { en: "Label of data", ko: "데이터의 레이블 Label" },
    help: { en: "What D should say about data instead of 1", ko: "D가 데이터에 대해 1 대신 내야 하는 값" },
  }),
});

export const labelSmoothing = {
  id: "label-smoothing",
  title: { en: "One-sided label smoothing", ko: "한쪽 레이블 평활 Label smoothing" },
  reference: "Salimans et al. 2016, section 3.4",
  params,
  movesEquilibrium: true,
  refuses: ({ probabilistic }) =>
    probabilistic
      ? null
      : {
          message: say(
            "Label smoothing needs an objective that gives data a label, and this one gives none.",
            "레이블 평활은 데이터에 레이블을 주는 목적 함수에만 쓸 수 있는데, 지금 목적 함수에는 레이블이 없습니다.",
          ),
          hint: say(
            "Remove it, or choose the non-saturating or the minimax objective.",
            "빼거나, 비포화 또는 최소최대 목적 함수를 고르세요.",
          ),
        },
  label: ({ label }) => label,
} as const satisfies RegularizerPlugin<typeof params>;
