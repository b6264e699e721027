/**
 * Charts of what the objectives measure. Levels of theory stand only where they hold: with
 * p_g = p_data the best D says ½ everywhere (Goodfellow et al. 2014, proposition 1 and theorem 1).
 */
import type { Chart } from "../../../shared/domain/chart";
import type { Localized } from "../../../shared/domain/text";

export const nats: Localized = { en: "nats", ko: "nats" };

type Guides = Chart["guides"];

/** What D and G minimise, without the penalties of regularisers. */
export const lossesChart = (guides: Guides, note: Localized, unit?: Localized): Chart => ({
  id: "losses",
  title: { en: "Losses", ko: "손실 Losses" },
  ...(unit ? { unit } : {}),
  series: [
    { metric: "d.loss", title: { en: "D", ko: "D" }, role: "discriminator" },
    { metric: "g.loss", title: { en: "G", ko: "G" }, role: "generator" },
  ],
  guides,
  note,
});

/** Losses where both networks are trained by cross-entropies of D's probability. */
export const crossEntropyLosses = (generator: { value: number; label: string }): Chart => {
  const half = { halve: true };
  const whole = { halve: false };
  const log2 = { value: Math.log(2), label: "log 2" };
  const log4 = { value: Math.log(4), label: "log 4" };
  const g = { ...generator, label: `G ${generator.label}`, role: "generator" as const };
  // One line where both have the same level, so that no label lies on another.
  const halved: Guides =
    generator.value === log2.value
      ? [{ ...log2, when: half }]
      : [
          { value: log2.value, label: "D log 2", role: "discriminator", when: half },
          { ...g, when: half },
        ];
  return lossesChart(
    [{ value: log4.value, label: "D log 4", role: "discriminator", when: whole }, { ...g, when: whole }, ...halved],
    {
      en: "Dotted: where both end when the pictures cannot be told apart. A falling G loss alone does not mean better pictures; it is measured against a D that changes too.",
      ko: "점선은 진짜와 생성 이미지를 구별할 수 없을 때의 값입니다. G 손실이 줄어든다고 이미지가 반드시 좋아진 것은 아닙니다. 상대인 D도 함께 변합니다.",
    },
    nats,
  );
};

const outputs: Chart["series"] = [
  { metric: "d.real", title: { en: "D(x)", ko: "D(x)" }, role: "discriminator" },
  { metric: "d.fake", title: { en: "D(G(z))", ko: "D(G(z))" }, role: "generator" },
];

/** D's output where it is a probability. */
export const probabilities: Chart = {
  id: "opinions",
  title: { en: "What D says", ko: "D의 판단 D(x)" },
  series: outputs,
  guides: [{ value: 0.5, label: "½" }],
  range: [0, 1],
  note: {
    en: "D's mean probability of “real”, for data and for generated pictures. Both near ½: D can no longer tell them apart.",
    ko: "판별자 D가 데이터와 생성 이미지를 “진짜”로 보는 평균 확률입니다. 둘 다 ½에 가까우면 D가 더는 구별하지 못합니다.",
  },
};

/** D's output where it is a number of any size. */
export const scores = (guides: Guides, note: Localized): Chart => ({
  id: "opinions",
  title: { en: "D's output", ko: "D의 출력 D(x)" },
  series: outputs,
  guides,
  note,
});

/** V(D, G) of the 2014 game. */
export const gameValue: Chart = {
  id: "value",
  title: { en: "Value of the game", ko: "게임의 값 Value" },
  unit: nats,
  series: [{ metric: "value", title: { en: "V(D, G)", ko: "V(D, G)" }, role: "other" }],
  guides: [{ value: -Math.log(4), label: "−log 4" }],
  note: {
    en: "V(D, G) = E[log D(x)] + E[log(1 − D(G(z)))]: D pushes it up towards 0, G down. At the saddle it is −log 4 ≈ −1.386.",
    ko: "V(D, G) = E[log D(x)] + E[log(1 − D(G(z)))]. D는 0 쪽으로 높이고 G는 낮춥니다. 안장점 saddle에서는 −log 4 ≈ −1.386입니다.",
  },
};
