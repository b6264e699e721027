/** Arms that wind outwards from the origin, evenly turned from each other; points lie evenly in area. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, noiseField, squareBounds, streams } from "./points/cloud";

const params = z.strictObject({
  arms: field(z.int().min(1).max(8).default(2), { title: { en: "Arms", ko: "팔의 수 Arms" } }),
  turns: field(z.number().min(0.1).max(5).default(1.5), {
    title: { en: "Turns", ko: "회전 수 Turns" },
    help: { en: "Of each arm around the origin", ko: "팔 하나가 원점을 도는 횟수" },
  }),
  noise: noiseField(0.05),
  ...cloudFields,
});
const radius = 2;

export const spiral = {
  id: "spiral",
  title: { en: "Spiral", ko: "나선 Spiral" },
  reference: "Grathwohl et al. 2019 (FFJORD), figure 2",
  params,
  async open({ arms, turns, noise, ...cloud }) {
    const { examples } = cloud;
    const draw = streams(cloud);
    const which = draw.uniform("arm", examples);
    const along = draw.uniform("along", examples);
    const off = draw.normal("noise", 2 * examples);
    const points = new Float32Array(2 * examples);
    const labels = new Uint8Array(examples);
    for (let i = 0; i < examples; i++) {
      const arm = Math.min(arms - 1, Math.floor(which[i]! * arms));
      const share = Math.sqrt(along[i]!);
      const angle = 2 * Math.PI * (turns * share + arm / arms);
      labels[i] = arm;
      points[2 * i] = radius * share * Math.cos(angle) + noise * off[2 * i]!;
      points[2 * i + 1] = radius * share * Math.sin(angle) + noise * off[2 * i + 1]!;
    }
    const region = { bounds: squareBounds(radius + 0.5 + 3 * noise), density: null, modes: null };
    const parts = { names: Array.from({ length: arms }, (_, arm) => String(arm + 1)), labels };
    return datasetOf({ title: "Spiral", dimensions: 2, points, region, parts });
  },
} as const satisfies DatasetPlugin<typeof params>;
