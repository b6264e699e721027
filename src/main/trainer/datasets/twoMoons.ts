/** Two half circles that reach into each other, as scikit-learn's `make_moons` draws them, about the origin. */
import { z } from "zod";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, noiseField, squareBounds, streams } from "./points/cloud";

const params = z.strictObject({ noise: noiseField(0.05), ...cloudFields });

export const twoMoons = {
  id: "two-moons",
  title: { en: "Two moons", ko: "두 반달 Two moons" },
  reference: "Pedregosa et al. 2011 (scikit-learn), make_moons",
  params,
  async open({ noise, ...cloud }) {
    const { examples } = cloud;
    const draw = streams(cloud);
    const which = draw.uniform("moon", examples);
    const along = draw.uniform("along", examples);
    const off = draw.normal("noise", 2 * examples);
    const points = new Float32Array(2 * examples);
    const labels = new Uint8Array(examples);
    for (let i = 0; i < examples; i++) {
      const lower = which[i]! >= 0.5;
      const angle = Math.PI * along[i]!;
      const [x, y] = lower ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
      labels[i] = Number(lower);
      points[2 * i] = x - 0.5 + noise * off[2 * i]!;
      points[2 * i + 1] = y - 0.25 + noise * off[2 * i + 1]!;
    }
    const region = { bounds: squareBounds(2 + 3 * noise), density: null, modes: null };
    const parts = { names: ["upper", "lower"], labels };
    return datasetOf({ title: "Two moons", dimensions: 2, points, region, parts });
  },
} as const satisfies DatasetPlugin<typeof params>;
