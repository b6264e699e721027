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
 * Points of a mixture of normal distributions.
 * @param modes at most 255; weights that sum to 1
 * @param bounds what to show
 */
export function mixtureOf(title: string, modes: readonly Mode[], bounds: Region["bounds"], cloud: Cloud): Dataset {
  const dimensions = bounds.length as 1 | 2;
  const { examples } = cloud;
  const draw = streams(cloud);
  const which = draw.uniform("mode", examples);
  const noise = draw.normal("noise", examples * dimensions);
  const ends: number[] = [];
  for (const { weight } of modes) ends.push((ends.at(-1) ?? 0) + weight);
  const points = new Float32Array(examples * dimensions);
  const labels = new Uint8Array(examples);
  for (let i = 0; i < examples; i++) {
    const found = ends.findIndex((end) => which[i]! < end);
    // Weights may sum to a little less than 1.
    const label = found < 0 ? modes.length - 1 : found;
    const { centre, deviation } = modes[label]!;
    labels[i] = label;
    for (let d = 0; d < dimensions; d++) {
      points[i * dimensions + d] = centre[d]! + deviation * noise[i * dimensions + d]!;
    }
  }
  const names = modes.map((_, index) => String(index + 1));
  const region = { bounds, density: mixtureDensity(modes), modes };
  return datasetOf({ title, dimensions, points, region, parts: { names, labels } });
}
