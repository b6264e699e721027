/**
 * Instance noise: Sønderby et al. 2017, "Amortised MAP inference for image super-resolution"
 * (arXiv:1610.04490), section 3.1, and Arjovsky & Bottou 2017: D sees data and samples through Gaussian noise,
 * so that both always overlap; annealed while training goes on.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { RegularizerPlugin } from "../plugin";

const params = z.strictObject({
  deviation: field(z.number().min(0).max(10).default(0.1), {
    title: { en: "Deviation at first", ko: "처음 표준편차 Deviation" },
    help: {
      en: "Standard deviation of the noise, on the scale of the data's range",
      ko: "잡음의 표준편차. 데이터 범위와 같은 척도입니다",
    },
    live: true,
  }),
  schedule: field(z.enum(["linear", "constant"]).default("linear"), {
    title: { en: "Over time", ko: "시간에 따라 Schedule" },
    choices: {
      linear: { en: "Linear to zero", ko: "0까지 선형 Linear" },
      constant: { en: "Constant", ko: "일정 Constant" },
    },
  }),
  steps: field(z.int().min(1).max(100_000_000).default(10_000), {
    title: { en: "Gone after", ko: "사라지는 시점" },
    help: { en: "Where the linear schedule reaches zero", ko: "선형으로 줄 때 0이 되는 스텝" },
    unit: "steps",
  }),
});

export const instanceNoise = {
  id: "instance-noise",
  title: { en: "Instance noise", ko: "입력 잡음 Instance noise" },
  reference: "Sønderby et al. 2017, section 3.1; Arjovsky & Bottou 2017",
  params,
  scalars: ({ deviation, schedule, steps }, { updates }) => ({
    deviation: schedule === "constant" ? deviation : deviation * Math.max(0, 1 - updates / steps),
  }),
  input: (x, noise, stream, { deviation }) => x.add(noise.normal(`${stream}/instance`, x.shape).mul(deviation!)),
} as const satisfies RegularizerPlugin<typeof params>;
