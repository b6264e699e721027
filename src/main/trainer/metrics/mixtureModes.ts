/**
 * Modes of a mixture of normal distributions that a generator covers, as Lin et al. 2018 (PacGAN,
 * section 4.1) and, before, Srivastava et al. 2017 (VEEGAN) count them: a sample is of high quality
 * within three standard deviations of its nearest centre, a mode is covered by one such sample, and
 * the reverse KL compares how all samples fall to their nearest centres with the mixture's weights.
 */
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { field } from "../../../shared/domain/plugin";
import type { Coverage, MixtureReference } from "../../../shared/domain/run";
import { say } from "../../../shared/domain/text";
import type { Mode } from "../dataset";
import { readValues } from "../engine/values";
import type { MetricPlugin } from "../plugin";
import { divergence } from "./coverage";

/** Standard deviations from its centre within which a sample is of high quality. */
export const highQuality = 3;

const params = z.strictObject({
  samples: field(z.int().min(100).max(100_000).default(2_500), {
    title: { en: "Generated points", ko: "생성한 점의 수 Generated points" },
    help: { en: "Points counted for each record", ko: "기록 하나에 세는 점의 수" },
    unit: "points",
    advanced: true,
  }),
});

export const mixtureModes: MetricPlugin<typeof params, Coverage> = {
  id: "mixture-modes",
  title: { en: "Modes of a mixture", ko: "혼합 분포의 모드 Modes" },
  reference: "Lin et al. 2018 (PacGAN), section 4.1",
  params,
  samples: ({ samples }) => samples,
  async evaluate(points, { step, modes }) {
    if (!modes) {
      throw new SaddleError(
        "unsupported",
        say("The data is no mixture whose modes are known.", "모드를 아는 혼합 분포의 데이터가 아닙니다."),
      );
    }
    return countModes(await readValues(points), modes, step);
  },
};

export const mixtureReference = (modes: readonly Mode[]): MixtureReference => ({
  classes: modes.map((_, index) => String(index + 1)),
  shares: modes.map(({ weight }) => weight),
  deviations: highQuality,
});

/**
 * @param points `[count, dimensions of the modes' centres]`; a point that is not finite falls to no mode
 * @returns counts of the points nearest to each centre; `unsure` are those of low quality
 */
export function countModes(points: ArrayLike<number>, modes: readonly Mode[], step: number): Coverage {
  const dimensions = modes[0]!.centre.length;
  const total = points.length / dimensions;
  const counts = new Array<number>(modes.length).fill(0);
  const good = new Array<number>(modes.length).fill(0);
  for (let i = 0; i < total; i++) {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    modes.forEach(({ centre }, index) => {
      const squared = centre.reduce((sum, value, d) => sum + (points[i * dimensions + d]! - value) ** 2, 0);
      if (squared < least) [nearest, least] = [index, squared];
    });
    if (nearest < 0) continue;
    counts[nearest]! += 1;
    if (Math.sqrt(least) <= highQuality * modes[nearest]!.deviation) good[nearest]! += 1;
  }
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const fallen = Math.max(1, sum(counts));
  const kl = divergence(
    counts.map((count) => count / fallen),
    modes.map(({ weight }) => weight),
  );
  const covered = good.filter((count) => count > 0).length;
  return { step, counts, unsure: total - sum(good), total, kl, covered, highQuality: good };
}
