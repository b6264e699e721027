/**
 * Feature matching: Salimans et al. 2016, "Improved techniques for training GANs" (arXiv:1606.03498),
 * section 3.1: G makes pictures whose mean features in D are those of data, ‖E f(x) − E f(G(z))‖².
 */
import { z } from "zod";
import type { Chart } from "../../../shared/domain/chart";
import { field } from "../../../shared/domain/plugin";
import type { RegularizerPlugin } from "../plugin";
import { weight } from "./fields";

const params = z.strictObject({
  weight: weight(
    1,
    { en: "Weight", ko: "가중치 Weight" },
    { en: "Weight of the distance in G's loss", ko: "G 손실에서 거리의 가중치" },
  ),
  alone: field(z.boolean().default(true), {
    title: { en: "In place of G's objective", ko: "G의 목적 함수를 대신 Alone" },
    help: {
      en: "As published; otherwise it is added to G's objective",
      ko: "논문의 방법입니다. 끄면 G의 목적 함수에 더합니다",
    },
  }),
});

const chart: Chart = {
  id: "matching",
  title: { en: "Distance of features", ko: "특징의 거리 Feature matching" },
  series: [{ metric: "g.feature-matching", title: { en: "G", ko: "G" }, role: "generator" }],
  guides: [{ value: 0, label: "0" }],
  note: {
    en: "Squared distance between D's mean features of data and of generated pictures, times its weight: what G minimises.",
    ko: "데이터와 생성 이미지에 대한 D의 평균 특징 사이 제곱 거리에 가중치를 곱한 값으로, G가 줄이려는 값입니다.",
  },
};

export const featureMatching = {
  id: "feature-matching",
  title: { en: "Feature matching", ko: "특징 맞추기 Feature matching" },
  reference: "Salimans et al. 2016, section 3.1",
  params,
  charts: [chart],
  scalars: ({ weight }) => ({ weight }),
  generator: {
    replaces: ({ alone }) => alone,
    term: ({ real, fake }, { weight }) => real.sub(fake).square().sum().mul(weight!),
  },
} as const satisfies RegularizerPlugin<typeof params>;
