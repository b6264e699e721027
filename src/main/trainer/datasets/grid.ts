/** Normal distributions on a square grid, as in Lin et al. 2018 (PacGAN) and, before, VEEGAN. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, deviationField, mixtureOf, squareBounds } from "./points/cloud";

const params = z.strictObject({
  side: field(z.int().min(1).max(15).default(5), {
    title: { en: "Modes a side", ko: "한 변의 모드 수 Side" },
    help: { en: "5 makes 25 modes", ko: "5이면 모드가 25개" },
  }),
  spacing: field(z.number().min(0.1).max(100).default(2), {
    title: { en: "Spacing", ko: "간격 Spacing" },
    help: { en: "Between the centres of neighbours", ko: "이웃한 중심 사이의 거리" },
  }),
  deviation: deviationField(0.05),
  ...cloudFields,
});

export const grid = {
  id: "grid",
  title: { en: "Grid of Gaussians", ko: "격자 위의 가우스 분포 Grid" },
  reference: "Lin et al. 2018 (PacGAN), section 4.1",
  params,
  async open({ side, spacing, deviation, ...cloud }) {
    const at = (index: number) => (index - (side - 1) / 2) * spacing;
    const modes = Array.from({ length: side * side }, (_, i) => ({
      centre: [at(i % side), at(Math.floor(i / side))],
      deviation,
      weight: 1 / (side * side),
    }));
    return mixtureOf(
      `Grid of ${side * side}`,
      modes,
      squareBounds(at(side - 0.5) + 0.5 * spacing + 4 * deviation),
      cloud,
    );
  },
} as const satisfies DatasetPlugin<typeof params>;
