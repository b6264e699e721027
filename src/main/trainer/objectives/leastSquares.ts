/**
 * LSGAN: Mao et al. 2017, "Least squares generative adversarial networks" (arXiv:1611.04076),
 * equation 2: D regresses b for data and a for generated pictures, G wants D to say c.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import type { ObjectivePlugin } from "../plugin";
import type { Scalar, Tensor } from "../tensorflow";
import { lossesChart, scores } from "./charts";
import { meanOutputs } from "./readings";

const target = (value: number, title: { en: string; ko: string }, help: { en: string; ko: string }) =>
  field(z.number().min(-10).max(10).default(value), { title, help, advanced: true });

const params = z.strictObject({
  a: target(
    0,
    { en: "a: generated, for D", ko: "a: D의 생성 목표" },
    { en: "What D should say about generated pictures", ko: "D가 생성 이미지에 대해 내야 하는 값" },
  ),
  b: target(
    1,
    { en: "b: data, for D", ko: "b: D의 데이터 목표" },
    { en: "What D should say about data", ko: "D가 데이터에 대해 내야 하는 값" },
  ),
  c: target(
    1,
    { en: "c: generated, for G", ko: "c: G의 목표" },
    { en: "What G wants D to say about generated pictures", ko: "G가 바라는, 생성 이미지에 대한 D의 값" },
  ),
});

/** ½ E[(x − value)²] */
const distance = (x: Tensor, value: number): Scalar => x.sub(value).square().mean().mul(0.5);
const published = { a: 0, b: 1, c: 1 };

export const leastSquares = {
  id: "least-squares",
  title: { en: "Least squares (LSGAN)", ko: "최소제곱 Least squares (LSGAN)" },
  reference: "Mao et al. 2017, equation 2",
  params,
  charts: [
    // With p_g = p_data the best D says (a + b) / 2 everywhere.
    lossesChart(
      [
        { value: 0.25, label: "D ¼", role: "discriminator", when: published },
        { value: 0.125, label: "G ⅛", role: "generator", when: published },
      ],
      {
        en: "Half the mean squared distance of D's output from its targets. Dotted: where both end when the pictures cannot be told apart.",
        ko: "D의 출력과 목표값 사이 평균 제곱 거리의 절반입니다. 점선은 진짜와 생성 이미지를 구별할 수 없을 때의 값입니다.",
      },
    ),
    scores([{ value: 0.5, label: "½", when: { a: 0, b: 1 } }], {
      en: "D's mean output, a number of any size: it aims at b for data and at a for generated pictures. Both near (a + b)/2: D can no longer tell them apart.",
      ko: "D 출력의 평균으로, 확률이 아닙니다. 데이터에는 b, 생성 이미지에는 a를 목표로 합니다. 둘 다 (a + b)/2에 가까우면 D가 더는 구별하지 못합니다.",
    }),
  ],
  check: ({ a, b }) =>
    a === b
      ? [
          {
            path: "objective.b",
            message: say(
              `D is to say ${b} about data and about generated pictures, so it learns nothing.`,
              `D의 목표가 데이터와 생성 이미지에서 모두 ${b}(이)면 D는 아무것도 배우지 못합니다.`,
            ),
            hint: say("Let b differ from a; the paper has 1 and 0.", "b를 a와 다르게 하세요. 논문은 1과 0입니다."),
          },
        ]
      : [],
  discriminator: (real, fake, { a, b }) => distance(real, b).add(distance(fake, a)),
  generator: (fake, { c }) => distance(fake, c),
  readings: meanOutputs,
} as const satisfies ObjectivePlugin<typeof params>;
