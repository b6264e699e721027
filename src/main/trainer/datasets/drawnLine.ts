/** A density on a line as a person drew it: straight lines between heights at evenly spaced places. */
import { z } from "zod";
import { because } from "../../../shared/contract/issues";
import { heightStep, mostHeights, sampleHeights } from "../../../shared/domain/drawing";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, streams } from "./points/cloud";
import { piecewiseLinear } from "./points/piecewise";

const end = (value: number, en: string, ko: string) =>
  field(z.number().min(-100).max(100).default(value), { title: { en, ko } });

const params = z
  .strictObject({
    heights: field(
      z
        .array(z.number().min(0).max(1))
        .min(2)
        .max(mostHeights)
        .refine(
          (heights) => heights.some((height) => height >= heightStep),
          because(say("nothing is drawn", "그려진 것이 없습니다")),
        )
        .default(sampleHeights),
      {
        title: { en: "Density p_data(x)", ko: "밀도 Density p_data(x)" },
        help: {
          en: "Heights from left to right, with straight lines between them; they are scaled so that the area is 1",
          ko: "왼쪽부터의 높이이며 사이는 직선으로 잇습니다. 넓이가 1이 되도록 맞춥니다",
        },
        editor: "curve",
      },
    ),
    from: end(-4, "From x", "x 시작 From"),
    to: end(4, "To x", "x 끝 To"),
    ...cloudFields,
  })
  .refine(({ from, to }) => to - from >= 0.1, {
    ...because(say("must lie 0.1 or more beyond from", "from보다 0.1 이상 커야 합니다")),
    path: ["to"],
  });

export const drawnLine = {
  id: "drawn-1d",
  title: { en: "A density drawn by hand", ko: "직접 그린 밀도 Drawn density" },
  reference: "inverse transform sampling, Devroye 1986, section II.2",
  params,
  async open({ heights, from, to, ...cloud }) {
    const { density, quantile } = piecewiseLinear(heights, from, to);
    const points = Float32Array.from(streams(cloud).uniform("quantile", cloud.examples), quantile);
    const region = {
      // G begins around 0, which should be seen too.
      bounds: [[Math.min(from, -2), Math.max(to, 2)]] as const,
      density: (x: ArrayLike<number>) => density(x[0]!),
      modes: null,
    };
    return datasetOf({ title: "Drawn density", dimensions: 1, points, region });
  },
} as const satisfies DatasetPlugin<typeof params>;
