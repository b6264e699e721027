/**
 * The gradient penalty of WGAN-GP: Gulrajani et al. 2017, "Improved training of Wasserstein GANs"
 * (arXiv:1704.00028), equation 3 and Algorithm 1: λ · E(‖∇D(x̂)‖ − 1)² between data and samples.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { RegularizerPlugin } from "../plugin";
import { slopesBetween } from "./between";
import { penaltyChart, weight } from "./fields";
import { meanSquaredDistance } from "./slopes";

const params = z.strictObject({
  weight: weight(10, { en: "λ", ko: "λ" }, { en: "Weight of the penalty in D's loss", ko: "D 손실에서 벌점의 가중치" }),
  target: field(z.number().gt(0).max(1000).default(1), {
    title: { en: "Target slope", ko: "목표 기울기 Target" },
    help: { en: "Norm of D's gradient that costs nothing", ko: "벌점이 없는 D 기울기의 크기" },
    advanced: true,
  }),
});

export const gradientPenalty = {
  id: "wgan-gp",
  title: { en: "Gradient penalty (WGAN-GP)", ko: "기울기 벌점 Gradient penalty (WGAN-GP)" },
  reference: "Gulrajani et al. 2017, equation 3",
  params,
  charts: [penaltyChart("wgan-gp", { en: "WGAN-GP", ko: "WGAN-GP" })],
  // The best D for equal distributions is flat, which costs λ here.
  movesEquilibrium: true,
  bounds: "gradient-1",
  scalars: ({ weight }) => ({ weight }),
  penalty: (batches, { weight }, { target }) =>
    meanSquaredDistance(slopesBetween(batches, "wgan-gp"), target).mul(weight!),
} as const satisfies RegularizerPlugin<typeof params>;
