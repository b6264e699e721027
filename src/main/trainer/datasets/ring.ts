/**
 * Normal distributions evenly on a circle: the toy on which a generator drops modes. As in Metz et
 * al. 2017, but with as many distinct angles as modes (the released code has both ends of the circle).
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, deviationField, mixtureOf, squareBounds } from "./points/cloud";

const params = z.strictObject({
  modes: field(z.int().min(1).max(64).default(8), {
    title: { en: "Modes", ko: "모드 수 Modes" },
    help: { en: "Normal distributions, at equal angles", ko: "같은 각도로 놓인 정규분포의 수" },
  }),
  radius: field(z.number().min(0.1).max(100).default(2), {
    title: { en: "Radius", ko: "반지름 Radius" },
  }),
  deviation: deviationField(0.02),
  ...cloudFields,
});

export const ring = {
  id: "ring",
  title: { en: "Ring of Gaussians", ko: "고리 위의 가우스 분포 Ring" },
  reference: "Metz et al. 2017 (Unrolled GANs), section 3.1",
  params,
  async open({ modes: count, radius, deviation, ...cloud }) {
    const modes = Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      return { centre: [radius * Math.cos(angle), radius * Math.sin(angle)], deviation, weight: 1 / count };
    });
    return mixtureOf(`Ring of ${count}`, modes, squareBounds(1.5 * radius + 4 * deviation), cloud);
  },
} as const satisfies DatasetPlugin<typeof params>;
