/** Listed layers laid out from an input: the shape after each of them, or where they stop fitting. */
import { sizeOf } from "../../../../shared/domain/shape";
import { type Localized, say } from "../../../../shared/domain/text";
import { type Listed, type ListedKind, layerNames } from "./listed";

/** Of one example: `[values]`, or maps `[height, width, channels]`. */
export type Shape = readonly [number] | readonly [number, number, number];

export interface Placed {
  readonly layer: Listed;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly input: Shape;
  readonly output: Shape;
  /** Whether it adds biases: batch normalisation right after it would take them away again. */
  readonly bias: boolean;
}

/** What does not fit at a layer. */
export interface Misfit {
  readonly index: number;
  /** The setting of the layer that is wrong, where it is one alone. */
  readonly setting?: string;
  readonly message: Localized;
  readonly hint: Localized;
}

export interface Layout {
  /** Up to the first layer that does not fit. */
  readonly placed: readonly Placed[];
  /** What comes out at the end; null where something does not fit. */
  readonly end: Shape | null;
  readonly misfit: Misfit | null;
}

export const isMaps = (shape: Shape): shape is readonly [number, number, number] => shape.length === 3;
/** Whether an example is a picture; points are `[1, 1, dimensions]`. */
export const isPicture = ([height, width]: readonly number[]): boolean => height! * width! > 1;
/** `28 × 28 × 1` */
export const shapeText = (shape: readonly number[]): string => shape.join(" × ");

/** Values of one example between two layers, at most: 16 MiB. */
const mostValues = 2 ** 22;

/** Layers that take maps as one row of values. */
export const flattens = (kind: ListedKind): boolean => kind === "dense" || kind === "maxout" || kind === "minibatch";
const convolves = (kind: ListedKind): boolean => kind === "convolution" || kind === "transposed-convolution";

/** Whether a network wants pictures as maps: a convolution is the first to take them. */
export const wantsMaps = (layers: readonly Listed[]): boolean => {
  const first = layers.find(({ kind }) => convolves(kind) || flattens(kind) || kind === "reshape");
  return first !== undefined && convolves(first.kind);
};

type Fit = Shape | Omit<Misfit, "index">;

function convolved(layer: Extract<Listed, { kernel: number }>, input: Shape): Fit {
  const { kind, channels, kernel, stride } = layer;
  const name = layerNames[kind];
  if (!isMaps(input)) {
    return {
      message: say(
        `${name.en}: it takes maps, but here are ${input[0]} values in a row.`,
        `${name.ko}: 특징맵을 받는데 여기에는 한 줄로 늘어선 값 ${input[0]}개가 들어옵니다.`,
      ),
      hint: say(
        "Put the layer Reshape to maps before it, or a dense layer in its place.",
        "앞에 맵으로 펼치기 Reshape 층을 두거나 완전연결 층으로 바꾸세요.",
      ),
    };
  }
  if (kernel < stride) {
    return {
      setting: "kernel",
      message: say(
        `A kernel of ${kernel} that moves by ${stride} leaves pixels out.`,
        `커널 ${kernel}, 스트라이드 ${stride}: 건너뛰는 픽셀이 생깁니다.`,
      ),
      hint: say(`Set the kernel to ${stride} or more.`, `커널을 ${stride} 이상으로 하세요.`),
    };
  }
  const [height, width] = input;
  if (kind === "transposed-convolution") return [height * stride, width * stride, channels];
  const least = Math.min(height, width);
  if (stride > least) {
    return {
      setting: "stride",
      message: say(
        `Maps of ${height} × ${width} have nothing left for a stride of ${stride}.`,
        `특징맵 ${height} × ${width}: 스트라이드 ${stride}(으)로 줄일 것이 남아 있지 않습니다.`,
      ),
      hint: say(`The most here is ${least}.`, `여기서 최댓값은 ${least}입니다.`),
    };
  }
  return [Math.ceil(height / stride), Math.ceil(width / stride), channels];
}

function shapeAfter(layer: Listed, input: Shape, network: "generator" | "discriminator"): Fit {
  const values = sizeOf(input);
  switch (layer.kind) {
    case "dense":
    case "maxout":
      return [layer.units];
    case "convolution":
    case "transposed-convolution":
      return convolved(layer, input);
    case "reshape": {
      const { height, width } = layer;
      const channels = values / (height * width);
      if (Number.isInteger(channels)) return [height, width, channels];
      const nearest = Math.max(1, Math.round(channels)) * height * width;
      return {
        message: say(
          `${values} values do not divide into maps of ${height} × ${width}.`,
          `값 ${values}개를 ${height} × ${width} 특징맵으로 나눌 수 없습니다.`,
        ),
        hint: say(
          `Make a multiple of ${height * width} before it, such as ${nearest} units.`,
          `앞 층의 유닛을 ${height * width}의 배수로 하세요. 예: ${nearest}.`,
        ),
      };
    }
    case "minibatch":
      if (network === "discriminator") return [values + layer.kernels];
      return {
        message: say(
          "Minibatch discrimination tells D how alike pictures are; G has no use for it.",
          "미니배치 판별은 이미지가 서로 얼마나 닮았는지 D에 알려 주는 층입니다. G에는 쓰지 않습니다.",
        ),
        hint: say("Put it into D.", "D에 넣으세요."),
      };
    case "activation":
    case "batch-norm":
    case "layer-norm":
    case "dropout":
      return input;
  }
}

export function layOut(layers: readonly Listed[], input: Shape, network: "generator" | "discriminator"): Layout {
  const placed: Placed[] = [];
  let shape = input;
  for (const [index, layer] of layers.entries()) {
    const found = shapeAfter(layer, shape, network);
    if ("message" in found) return { placed, end: null, misfit: { index, ...found } };
    if (sizeOf(found) > mostValues) {
      const misfit = {
        index,
        message: say(
          `It makes ${shapeText(found)} values of one example; the most is ${mostValues}.`,
          `예제 하나의 값이 ${shapeText(found)}개가 됩니다. 최댓값은 ${mostValues}입니다.`,
        ),
        hint: say("Use fewer channels or smaller strides.", "채널이나 스트라이드를 줄이세요."),
      };
      return { placed, end: null, misfit };
    }
    const bias = layers[index + 1]?.kind !== "batch-norm" || layer.kind === "maxout";
    placed.push({ layer, index, input: shape, output: found, bias });
    shape = found;
  }
  return { placed, end: shape, misfit: null };
}
