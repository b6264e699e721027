/** A distribution in the plane as a person painted it: a mixture of the brush's dabs. */
import { z } from "zod";
import { because } from "../../../shared/contract/issues";
import { dabRadius, dabWeight, mostDabs, planeReach, sampleDabs } from "../../../shared/domain/drawing";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import type { Mode } from "../dataset";
import { highQuality } from "../metrics/mixtureModes";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, drawParts, mixtureOf, squareBounds, streams } from "./points/cloud";

const place = (name: string) => field(z.number().min(-planeReach).max(planeReach), { title: { en: name, ko: name } });

const dab = z.strictObject({
  x: place("x"),
  y: place("y"),
  radius: field(z.number().min(dabRadius.least).max(dabRadius.most), {
    title: { en: "Radius", ko: "반지름 Radius" },
    help: { en: "Of a soft dab, its standard deviation", ko: "부드러운 자국에서는 표준편차" },
  }),
  weight: field(z.number().min(dabWeight.least).max(dabWeight.most).default(1), {
    title: { en: "Weight", ko: "비중 Weight" },
    help: { en: "Share of the data, relative to the others", ko: "데이터에서 차지하는 비율 (서로 상대적)" },
  }),
});

const params = z.strictObject({
  dabs: field(
    z
      .array(dab)
      .max(mostDabs)
      .refine((dabs) => dabs.length > 0, because(say("nothing is drawn", "그려진 것이 없습니다")))
      .default(sampleDabs),
    {
      title: { en: "Distribution p_data(x)", ko: "분포 Distribution p_data(x)" },
      help: {
        en: `Dabs of a brush, at most ${mostDabs}; the data is a mixture of them`,
        ko: `붓 자국, 최대 ${mostDabs}개. 데이터는 이들의 혼합 분포입니다`,
      },
      editor: "dabs",
    },
  ),
  brush: field(z.enum(["soft", "hard"]).default("soft"), {
    title: { en: "Brush", ko: "붓 Brush" },
    help: {
      en: "What each dab is: a normal distribution, or an evenly filled disc",
      ko: "자국 하나의 모양: 정규분포 또는 고르게 찬 원",
    },
    choices: {
      soft: { en: "Soft (Gaussian)", ko: "부드럽게 (가우스)" },
      hard: { en: "Hard (disc)", ko: "단단하게 (원)" },
    },
  }),
  ...cloudFields,
});

/** Whether no two of them share a place where a sample would be of high quality: then each can be counted as a mode. */
const areApart = (modes: readonly Mode[]): boolean =>
  modes.every((one, index) =>
    modes
      .slice(index + 1)
      .every(
        (other) =>
          Math.hypot(one.centre[0]! - other.centre[0]!, one.centre[1]! - other.centre[1]!) >=
          highQuality * (one.deviation + other.deviation),
      ),
  );

/** Modes of a mixture are named and coloured one by one; more are no longer told apart. */
const mostModes = 64;

export const drawnPlane = {
  id: "drawn-2d",
  title: { en: "Points drawn by hand", ko: "직접 그린 점 Drawn points" },
  reference: "a mixture of normal distributions, or of discs",
  params,
  async open({ dabs, brush, ...cloud }) {
    const total = dabs.reduce((sum, { weight }) => sum + weight, 0);
    const modes = dabs.map(({ x, y, radius, weight }) => ({
      centre: [x, y],
      deviation: radius,
      weight: weight / total,
    }));
    const title = "Drawn points";
    // What a wide brush puts beyond the edge belongs to it.
    const beyond = brush === "soft" ? 2.5 : 1;
    const reach = Math.max(
      planeReach,
      ...dabs.map(({ x, y, radius }) => Math.max(Math.abs(x), Math.abs(y)) + beyond * radius),
    );
    const bounds = squareBounds(reach);
    const apart = brush === "soft" && modes.length <= mostModes && areApart(modes);
    if (brush === "soft") return mixtureOf(title, modes, bounds, cloud, apart);
    const { examples } = cloud;
    const draw = streams(cloud);
    const which = drawParts(modes, draw.uniform("mode", examples));
    const within = draw.uniform("within", 2 * examples);
    const points = new Float32Array(2 * examples);
    for (let i = 0; i < examples; i++) {
      const { centre, deviation } = modes[which[i]!]!;
      const distance = deviation * Math.sqrt(within[2 * i]!);
      const angle = 2 * Math.PI * within[2 * i + 1]!;
      points[2 * i] = centre[0]! + distance * Math.cos(angle);
      points[2 * i + 1] = centre[1]! + distance * Math.sin(angle);
    }
    const density = (x: ArrayLike<number>): number =>
      modes.reduce((sum, { centre, deviation, weight }) => {
        const inside = (x[0]! - centre[0]!) ** 2 + (x[1]! - centre[1]!) ** 2 <= deviation ** 2;
        return inside ? sum + weight / (Math.PI * deviation ** 2) : sum;
      }, 0);
    return datasetOf({ title, dimensions: 2, points, region: { bounds, density, modes: null } });
  },
} as const satisfies DatasetPlugin<typeof params>;
