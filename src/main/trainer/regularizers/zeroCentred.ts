/**
 * The zero-centred gradient penalty between data and samples: Thanh-Tung, Tran & Venkatesh 2019,
 * "Improving generalization and stability of generative adversarial networks" (arXiv:1902.03984),
 * section 5: λ · E‖∇D(x̂)‖².
 */
import { z } from "zod";
import type { RegularizerPlugin } from "../plugin";
import { slopesBetween } from "./between";
import { penaltyChart, weight } from "./fields";
import { meanSquaredNorm } from "./slopes";

const params = z.strictObject({
  weight: weight(10, { en: "λ", ko: "λ" }, { en: "Weight of the penalty in D's loss", ko: "D 손실에서 벌점의 가중치" }),
});

export const zeroCentred = {
  id: "zero-gp",
  title: { en: "Zero-centred gradient penalty", ko: "0 중심 기울기 벌점 Zero-centred GP" },
  reference: "Thanh-Tung et al. 2019, section 5",
  params,
  charts: [penaltyChart("zero-gp", { en: "0-GP", ko: "0-GP" })],
  bounds: "gradient-0",
  scalars: ({ weight }) => ({ weight }),
  penalty: (batches, { weight }) => meanSquaredNorm(slopesBetween(batches, "zero-gp")).mul(weight!),
} as const satisfies RegularizerPlugin<typeof params>;
