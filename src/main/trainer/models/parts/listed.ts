/** Layers that a person lists one by one, as settings: a network without code. */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { activationNames, activations, type Layer, layerSchema } from "./activation";
import { minibatchFields } from "./minibatch";

const spectral = field(z.boolean().default(false), {
  title: { en: "Spectral normalisation", ko: "스펙트럼 정규화 Spectral" },
  help: {
    en: "Divides the weights by their largest singular value (Miyato et al. 2018)",
    ko: "가중치를 가장 큰 특잇값으로 나눕니다 (Miyato et al. 2018)",
  },
  advanced: true,
});

const { units, slope, pieces } = layerSchema.shape;

const { maxout: _, ...functionNames } = activationNames;

const square = {
  channels: field(z.int().min(1).max(1024).default(32), {
    title: { en: "Channels", ko: "채널 Channels" },
    help: { en: "Feature maps that it makes", ko: "만드는 특징맵 수" },
  }),
  kernel: field(z.int().min(1).max(11).default(4), {
    title: { en: "Kernel", ko: "커널 Kernel" },
    help: { en: "Side of the square kernel", ko: "정사각형 커널의 한 변" },
    unit: "px",
  }),
};
const stride = (text: { en: string; ko: string }) =>
  field(z.int().min(1).max(4).default(2), { title: { en: "Stride", ko: "스트라이드 Stride" }, help: text });

const side = (text: { en: string; ko: string }) =>
  field(z.int().min(1).max(256).default(7), { title: text, unit: "px" });

/** Names of the kinds, in the order in which they are offered. */
export const layerNames = {
  dense: { en: "Dense", ko: "완전연결 Dense" },
  maxout: { en: "Maxout", ko: "맥스아웃 Maxout" },
  convolution: { en: "Convolution", ko: "합성곱 Convolution" },
  "transposed-convolution": { en: "Transposed convolution", ko: "전치 합성곱 Transposed" },
  reshape: { en: "Reshape to maps", ko: "맵으로 펼치기 Reshape" },
  activation: { en: "Activation", ko: "활성화 Activation" },
  "batch-norm": { en: "Batch normalisation", ko: "배치 정규화 Batch norm" },
  "layer-norm": { en: "Layer normalisation", ko: "층 정규화 Layer norm" },
  dropout: { en: "Dropout", ko: "드롭아웃 Dropout" },
  minibatch: { en: "Minibatch discrimination", ko: "미니배치 판별 Minibatch" },
};

const kind = <K extends keyof typeof layerNames>(value: K) => z.literal(value);

const listedSchema = field(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: kind("dense"), units, spectral }),
    z.strictObject({ kind: kind("maxout"), units, pieces, spectral }),
    z.strictObject({
      kind: kind("convolution"),
      ...square,
      stride: stride({ en: "Sides are divided by it, rounded up", ko: "가로세로를 이 값으로 나누어 올림합니다" }),
      spectral,
    }),
    z.strictObject({
      kind: kind("transposed-convolution"),
      ...square,
      stride: stride({ en: "Sides are multiplied by it", ko: "가로세로에 이 값을 곱합니다" }),
      spectral,
    }),
    z.strictObject({
      kind: kind("reshape"),
      height: side({ en: "Height", ko: "세로 Height" }),
      width: side({ en: "Width", ko: "가로 Width" }),
    }),
    z.strictObject({
      kind: kind("activation"),
      activation: field(z.enum(activations).exclude(["maxout"]).default("leaky-relu"), {
        title: { en: "Function", ko: "함수 Function" },
        choices: functionNames,
      }),
      slope,
    }),
    z.strictObject({ kind: kind("batch-norm") }),
    z.strictObject({ kind: kind("layer-norm") }),
    z.strictObject({
      kind: kind("dropout"),
      keep: field(z.number().min(0.05).max(1).default(0.7), {
        title: { en: "Keep", ko: "유지 Keep" },
        help: {
          en: "Probability that a value is kept in training; 1 means no dropout",
          ko: "학습할 때 값을 남길 확률. 1이면 드롭아웃 없음",
        },
      }),
    }),
    z.strictObject({ kind: kind("minibatch"), ...minibatchFields }),
  ]),
  { title: { en: "Layer", ko: "층 Layer" }, choices: layerNames },
);
export type Listed = z.output<typeof listedSchema>;
export type ListedKind = Listed["kind"];

/** A layer of the dense networks as it would be listed: linear, then its activation. */
export function listedLayer({ units, activation, slope, pieces }: Layer, spectral = false): Listed[] {
  if (activation === "maxout") return [{ kind: "maxout", units, pieces, spectral }];
  const dense: Listed = { kind: "dense", units, spectral };
  return activation === "linear" ? [dense] : [dense, { kind: "activation", activation, slope }];
}

/** The setting for the layers of a network, in the order in which an example goes through them. */
export const listField = (
  usual: z.input<typeof listedSchema>[],
  text: { title: { en: string; ko: string }; help: { en: string; ko: string } },
) => field(z.array(listedSchema).min(0).max(32).prefault(usual), text);
