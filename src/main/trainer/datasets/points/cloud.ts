/** What all data of points share: settings, noise, and how a cloud of points becomes a dataset. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { maximumSeed } from "../../../../shared/domain/recipe";
import type { Dataset, Mode, Region } from "../../dataset";
import { normalNumbers, uniformNumbers } from "../../engine/random";

/** Settings of every cloud; last among a dataset's. */
export const cloudFields = {
  examples: field(z.int().min(1).max(200_000).default(50_000), {
    title: { en: "Points", ko: "점의 수 Points" },
    help: { en: "Drawn once; training goes over them again and again", ko: "한 번 뽑아 두고 학습에서 되풀이해 씁니다" },
    unit: "points",
  }),
  seed: field(z.int().min(0).max(maximumSeed).default(1), {
    title: { en: "Seed of the data", ko: "데이터 시드 Seed" },
    help: { en: "The same settings and seed give the same points", ko: "설정과 시드가 같으면 점도 같습니다" },
    advanced: true,
  }),
};
export type Cloud = z.output<z.ZodObject<typeof cloudFields>>;

/** Deviation of each of a mixture's normal distributions. */
export const deviationField = (value: number) =>
  field(z.number().min(0.001).max(10).default(value), {
    title: { en: "Standard deviation", ko: "표준편차 Standard deviation" },
    help: { en: "Width of each mode", ko: "모드 하나의 폭" },
  });

/** Deviation of what is added to points that lie on a curve. */
export const noiseField = (value: number) =>
  field(z.number().min(0).max(1).default(value), {
    title: { en: "Noise", ko: "잡음 Noise" },
    help: { en: "Standard deviation of what moves each point off the curve", ko: "점이 곡선에서 벗어나는 표준편차" },
  });

/** Streams of random numbers of a dataset: of the seed, and apart from each other by name. */
export const streams = ({ seed }: Cloud) => ({
  /** In [0, 1). */
  uniform: (stream: string, count: number) => uniformNumbers({ seed, stream: `points/${stream}`, step: 0 }, count),
  normal: (stream: string, count: number) => normalNumbers({ seed, stream: `points/${stream}`, step: 0 }, count),
});

interface Drawn {
  readonly title: string;
  readonly dimensions: 1 | 2;
  /** `[examples, dimensions]` */
  readonly points: Float32Array;
  readonly region: Region;
  /** Names of the parts that points come from, and which part each is of. */
  readonly parts?: { readonly names: readonly string[]; readonly labels: Uint8Array };
}

export function datasetOf({ title, dimensions, points, region, parts }: Drawn): Dataset {
  const { buffer, byteOffset, byteLength } = points;
  return {
    title,
    space: "points",
    count: points.length / dimensions,
    shape: [1, 1, dimensions],
    range: [Math.min(...region.bounds.map(([least]) => least)), Math.max(...region.bounds.map(([, most]) => most))],
    hash: createHash("sha256")
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest("hex"),
    classes: parts?.names ?? null,
    examples: { kind: "floats", data: points },
    region,
    labels: parts?.labels ?? null,
    test: null,
  };
}

/** A square around the origin. */
export const squareBounds = (reach: number): Region["bounds"] => [
  [-reach, reach],
  [-reach, reach],
];

/** Density of a mixture at x. */
export function mixtureDensity(modes: readonly Mode[]): (x: ArrayLike<number>) => number {
  return (x) => {
    let density = 0;
    for (const { centre, deviation, weight } of modes) {
      const squared = centre.reduce((sum, value, i) => sum + (x[i]! - value) ** 2, 0);
      const scale = (2 * Math.PI * deviation ** 2) ** (centre.length / 2);
      density += (weight * Math.exp(-squared / (2 * deviation ** 2))) / scale;
    }
    return density;
  };
}

/**
 * Which part of a mixture each example is of.
 * @param parts weights that sum to 1
 * @param which uniform in [0, 1), one an example
 */
export function drawParts(parts: readonly Pick<Mode, "weight">[], which: Float32Array): Uint16Array {
  const ends = new Float64Array(parts.length);
  parts.forEach(({ weight }, index) => {
    ends[index] = (ends[index - 1] ?? 0) + weight;
  });
  return Uint16Array.from(which, (value) => {
    // The first end above the value; weights may sum to a little less than 1.
    let [low, high] = [0, parts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value < ends[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/**
 * Points of a mixture of normal distributions.
 * @param modes weights that sum to 1; at most 255 where they are told apart
 * @param bounds what to show
 * @param apart whether each of them is a mode to count and a class
 */
export function mixtureOf(
  title: string,
  modes: readonly Mode[],
  bounds: Region["bounds"],
  cloud: Cloud,
  apart = true,
): Dataset {
  const dimensions = bounds.length as 1 | 2;
  const { examples } = cloud;
  const draw = streams(cloud);
  const which = drawParts(modes, draw.uniform("mode", examples));
  const noise = draw.normal("noise", examples * dimensions);
  const points = new Float32Array(examples * dimensions);
  for (let i = 0; i < examples; i++) {
    const { centre, deviation } = modes[which[i]!]!;
    for (let d = 0; d < dimensions; d++) {
      points[i * dimensions + d] = centre[d]! + deviation * noise[i * dimensions + d]!;
    }
  }
  const region = { bounds, density: mixtureDensity(modes), modes: apart ? modes : null };
  if (!apart) return datasetOf({ title, dimensions, points, region });
  const parts = { names: modes.map((_, index) => String(index + 1)), labels: Uint8Array.from(which) };
  return datasetOf({ title, dimensions, points, region, parts });
}
