/** A mixture of normal distributions on a line; with one of them, the p_data of the 2014 paper's Fig. 1. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, mixtureOf } from "./points/cloud";

const component = z.strictObject({
  weight: field(z.number().min(0.001).max(1_000).default(1), {
    title: { en: "Weight", ko: "비중 Weight" },
    help: { en: "Share of the data, relative to the others", ko: "데이터에서 차지하는 비율 (서로 상대적)" },
  }),
  mean: field(z.number().min(-100).max(100).default(0), { title: { en: "Mean", ko: "평균 Mean" } }),
  deviation: field(z.number().min(0.001).max(100).default(1), {
    title: { en: "Standard deviation", ko: "표준편차 Standard deviation" },
  }),
});

const params = z.strictObject({
  components: field(
    z
      .array(component)
      .min(1)
      .max(16)
      .prefault([{ mean: 2, deviation: 0.7 }]),
    { title: { en: "Normal distributions", ko: "정규분포 Normals" } },
  ),
  ...cloudFields,
});

/** Deviations beside the outermost means that are shown. */
const shown = 4;

export const mixture1d = {
  id: "mixture-1d",
  title: { en: "Normals on a line", ko: "직선 위의 정규분포 Normals" },
  reference: "Goodfellow et al. 2014, figure 1",
  params,
  async open({ components, ...cloud }) {
    const total = components.reduce((sum, { weight }) => sum + weight, 0);
    const modes = components.map(({ weight, mean, deviation }) => ({
      centre: [mean],
      deviation,
      weight: weight / total,
    }));
    const least = Math.min(...components.map(({ mean, deviation }) => mean - shown * deviation));
    const most = Math.max(...components.map(({ mean, deviation }) => mean + shown * deviation));
    // G begins around 0, which should be seen too.
    const bounds = [[Math.min(least, -2), Math.max(most, 2)]] as const;
    return mixtureOf(components.length === 1 ? "Normal" : `${components.length} normals`, modes, bounds, cloud);
  },
} as const satisfies DatasetPlugin<typeof params>;
