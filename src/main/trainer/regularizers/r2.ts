/**
 * R2: Mescheder, Geiger & Nowozin 2018, "Which training methods for GANs do actually converge?"
 * (arXiv:1801.04406), equation 10: γ/2 · E‖∇D(G(z))‖² over generated pictures.
 */
import { z } from "zod";
import type { RegularizerPlugin } from "../plugin";
import { penaltyChart, weight } from "./fields";
import { meanSquaredNorm } from "./slopes";

const params = z.strictObject({
  weight: weight(
    10,
    { en: "γ", ko: "γ" },
    {
      en: "γ/2 times the mean squared slope of D at generated pictures",
      ko: "생성 이미지에서 D 기울기 제곱의 평균에 곱하는 γ/2",
    },
  ),
});

export const r2 = {
  id: "r2",
  title: { en: "R2: slope of D at generated pictures", ko: "R2: 생성 이미지에서 D의 기울기" },
  reference: "Mescheder et al. 2018, equation 10",
  params,
  charts: [penaltyChart("r2", { en: "R2", ko: "R2" }, "generator")],
  bounds: "gradient-0",
  scalars: ({ weight }) => ({ weight: weight / 2 }),
  penalty: ({ slopesAt }, { weight }) => meanSquaredNorm(slopesAt("fake")).mul(weight!),
} as const satisfies RegularizerPlugin<typeof params>;
