/**
 * A roll seen from the side: (t·cos t, t·sin t) for t from 3π/2 to 9π/2, scaled by 1/7.5, as in the
 * toy experiments of Gulrajani et al. 2017 (WGAN-GP), figure 3.
 */
import { z } from "zod";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, noiseField, squareBounds, streams } from "./points/cloud";

const params = z.strictObject({ noise: noiseField(0.033), ...cloudFields });
const scale = 1 / 7.5;

export const swissRoll = {
  id: "swiss-roll",
  title: { en: "Swiss roll", ko: "스위스 롤 Swiss roll" },
  reference: "Gulrajani et al. 2017 (WGAN-GP), figure 3",
  params,
  async open({ noise, ...cloud }) {
    const { examples } = cloud;
    const draw = streams(cloud);
    const along = draw.uniform("along", examples);
    const off = draw.normal("noise", 2 * examples);
    const points = new Float32Array(2 * examples);
    for (let i = 0; i < examples; i++) {
      const t = 1.5 * Math.PI * (1 + 2 * along[i]!);
      points[2 * i] = scale * t * Math.cos(t) + noise * off[2 * i]!;
      points[2 * i + 1] = scale * t * Math.sin(t) + noise * off[2 * i + 1]!;
    }
    const bounds = squareBounds(scale * 4.5 * Math.PI + 0.4 + 3 * noise);
    return datasetOf({ title: "Swiss roll", dimensions: 2, points, region: { bounds, density: null, modes: null } });
  },
} as const satisfies DatasetPlugin<typeof params>;
