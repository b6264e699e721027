/**
 * WGAN: Arjovsky, Chintala & Bottou 2017, "Wasserstein generative adversarial networks"
 * (arXiv:1701.07875), equation 2 and Algorithm 1. D is a critic: over critics whose slope is bounded,
 * the greatest E[D(x)] − E[D(G(z))] is the distance of both distributions, times that bound.
 */
import { z } from "zod";
import type { ObjectivePlugin } from "../plugin";
import type { Scalar, Tensor } from "../tensorflow";
import { scores } from "./charts";
import { meanOutputs } from "./readings";

const params = z.strictObject({});

/** The critic's estimate. */
const estimate = (real: Tensor, fake: Tensor): Scalar => real.mean().sub(fake.mean());

export const wasserstein = {
  id: "wasserstein",
  title: { en: "Wasserstein (critic)", ko: "바서슈타인 Wasserstein (critic)" },
  reference: "Arjovsky et al. 2017, equation 2 and Algorithm 1",
  params,
  charts: [
    {
      id: "value",
      title: { en: "Critic's estimate", ko: "비평자의 추정 Estimate" },
      series: [
        { metric: "estimate", title: { en: "E[D(x)] − E[D(G(z))]", ko: "E[D(x)] − E[D(G(z))]" }, role: "other" },
      ],
      // No critic can tell equal distributions apart, whatever bounds it.
      guides: [{ value: 0, label: "0", regardless: true }],
      note: {
        en: "The critic's estimate of the Wasserstein distance, up to the bound of its slope: the one curve that falls as pictures get better. Losses alone mean nothing here.",
        ko: "비평자가 추정한 바서슈타인 거리(기울기 한계의 배수)입니다. 이미지가 좋아지면 내려가는 곡선은 이것 하나이고, 손실만으로는 아무 뜻이 없습니다.",
      },
    },
    scores([], {
      en: "The critic's mean output, a number of any size: only the distance between both lines counts, not where they lie.",
      ko: "비평자 출력의 평균으로, 확률이 아닙니다. 두 선의 위치가 아니라 간격만 뜻이 있습니다.",
    }),
  ],
  needsBound: true,
  discriminator: (real, fake): Scalar => estimate(real, fake).neg(),
  generator: (fake): Scalar => fake.neg().mean(),
  readings: (real, fake) => ({ ...meanOutputs(real, fake), estimate: estimate(real, fake) }),
} as const satisfies ObjectivePlugin<typeof params>;
