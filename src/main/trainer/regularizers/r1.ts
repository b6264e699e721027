/**
 * R1: Mescheder, Geiger & Nowozin 2018, "Which training methods for GANs do actually converge?"
 * (arXiv:1801.04406), equation 9: γ/2 · E‖∇D(x)‖² over data.
 */
import { z } from "zod";
import type { RegularizerPlugin } from "../plugin";
import { penaltyChart, weight } from "./fields";
import { meanSquaredNorm } from "./slopes";

const params = z.strictObject({
  weight: weight(
    10,
    { en: "γ", ko: "γ" },
    { en: "γ/2 times the mean squared slope of D at data", ko: "데이터에서 D 기울기 제곱의 평균에 곱하는 γ/2" },
  ),
});

export const r1 = {
  id: "r1",
  title: { en: "R1: slope of D at data", ko: "R1: 데이터에서 D의 기울기" },
  reference: "Mescheder et al. 2018, equation 9",
  params,
  charts: [penaltyChart("r1", { en: "R1", ko: "R1" }, "data")],
  bounds: "gradient-0",
  scalars: ({ weight }) => ({ weight: weight / 2 }),
  penalty: ({ slopesAt }, { weight }) => meanSquaredNorm(slopesAt("real")).mul(weight!),
} as const satisfies RegularizerPlugin<typeof params>;
