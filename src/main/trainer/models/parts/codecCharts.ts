/** Charts of what autoencoders measure. */
import type { Chart } from "../../../../shared/domain/chart";
import { nats } from "../../objectives/charts";

const reconstruction = {
  metric: "reconstruction",
  title: { en: "Reconstruction", ko: "재구성 Reconstruction" },
  role: "generator",
} as const;

export const reconstructionChart: Chart = {
  id: "reconstruction",
  title: { en: "Reconstruction loss", ko: "재구성 손실 Reconstruction" },
  series: [reconstruction],
  guides: [],
  note: {
    en: "Of one picture, summed over its pixels: how far what is made of its code is from it. Cross-entropy does not end at 0 where pixels are grey: it cannot fall below their own entropy.",
    ko: "한 이미지의 모든 픽셀에 대한 합으로, 코드에서 다시 만든 이미지가 원래와 얼마나 다른지 나타냅니다. 회색 픽셀이 있으면 교차 엔트로피는 0까지 내려가지 않고 픽셀 자체의 엔트로피에서 멈춥니다.",
  },
};

export const boundChart: Chart = {
  id: "elbo",
  title: { en: "ELBO", ko: "ELBO (증거 하한)" },
  unit: nats,
  series: [{ metric: "elbo", title: { en: "ELBO", ko: "ELBO" }, role: "other" }],
  guides: [],
  note: {
    en: "A lower bound of log p(x) for each training picture, in nats: −reconstruction − KL. Higher is better. With β other than 1 training does not maximise it.",
    ko: "학습 이미지 한 장의 log p(x)에 대한 하한(nat)으로, −재구성 − KL입니다. 높을수록 좋습니다. β가 1이 아니면 학습은 이 값을 최대화하지 않습니다.",
  },
};

export const boundPartsChart: Chart = {
  id: "elbo-parts",
  title: { en: "Reconstruction and KL", ko: "재구성과 KL" },
  unit: nats,
  series: [reconstruction, { metric: "kl", title: { en: "KL", ko: "KL" }, role: "discriminator" }],
  guides: [],
  note: {
    en: "What both parts of the bound cost a picture. The KL is what the code tells of it beyond the prior; at 0 the decoder has stopped listening to the code.",
    ko: "하한의 두 부분이 이미지 한 장에 드는 값입니다. KL은 코드가 사전분포보다 더 알려 주는 정보량이며, 0이면 디코더가 코드를 무시하는 것입니다.",
  },
};

const codesTold = {
  en: "D tells draws of the prior from codes; the encoder wants its codes called draws. Dotted: where D can no longer tell them apart.",
  ko: "D는 사전분포에서 뽑은 z와 코드를 구별하고, 인코더는 코드를 뽑은 z로 보이게 하려 합니다. 점선은 D가 더는 구별하지 못할 때의 값입니다.",
};

/** Of a discriminator that judges codes. */
export const codeJudgeCharts: readonly Chart[] = [
  {
    id: "losses",
    title: { en: "D of codes", ko: "코드의 판별 Losses" },
    unit: nats,
    series: [
      { metric: "d.loss", title: { en: "D", ko: "D" }, role: "discriminator" },
      { metric: "g.loss", title: { en: "Encoder", ko: "인코더" }, role: "generator" },
    ],
    guides: [
      { value: Math.log(4), label: "D log 4", role: "discriminator" },
      { value: Math.log(2), label: "log 2", role: "generator" },
    ],
    note: codesTold,
  },
  {
    id: "opinions",
    title: { en: "What D says", ko: "D의 판단" },
    series: [
      { metric: "d.real", title: { en: "D(z)", ko: "D(z)" }, role: "discriminator" },
      { metric: "d.fake", title: { en: "D(code)", ko: "D(코드)" }, role: "generator" },
    ],
    guides: [{ value: 0.5, label: "½" }],
    range: [0, 1],
    note: {
      en: "D's mean probability of “drawn from the prior”, for draws and for codes of training pictures. Both near ½: the codes fill the prior.",
      ko: "D가 뽑은 z와 학습 이미지의 코드를 “사전분포에서 뽑았다”고 보는 평균 확률입니다. 둘 다 ½에 가까우면 코드가 사전분포를 채운 것입니다.",
    },
  },
];
