/**
 * An encoder and the decoder that mirrors it, of dense layers or of convolutions. Hinton & Salakhutdinov 2006
 * ("Reducing the dimensionality of data with neural networks"): a narrow code between two deep networks.
 */
import "./rectifiers";
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { sizeOf } from "../../../../shared/domain/shape";
import { say } from "../../../../shared/domain/text";
import type { Form } from "../../dataset";
import type { ModelContext } from "../../plugin";
import { type NamedVariables, type Tensor, type Tensor2D, tf } from "../../tensorflow";
import { type Layer, layersField, weightColumns } from "./activation";
import { type Block, chain, fixed } from "./block";
import { doubling, halving, kernelWeights } from "./conv";
import { initialSchema, normal } from "./initial";
import { dense } from "./linear";
import { buildMlp } from "./mlp";
import { pyramidOf, pyramidSides, unitsOf } from "./pyramid";

export const codecFields = {
  latentSize: field(z.int().min(1).max(4096).default(20), {
    title: { en: "Size of the code z", ko: "코드 z의 차원 Code size" },
    help: {
      en: "The bottleneck; with 2 the Latent page draws the whole plane",
      ko: "병목의 크기. 2이면 잠재 공간 페이지에서 평면 전체를 그립니다",
    },
    unit: "dimensions",
  }),
  network: field(z.enum(["dense", "convolutional"]).default("dense"), {
    title: { en: "Networks", ko: "신경망 Networks" },
    help: {
      en: "Convolutions take squares of 28, 32 or 64 pixels",
      ko: "합성곱은 한 변이 28, 32, 64 픽셀인 정사각형 이미지에 씁니다",
    },
    choices: {
      dense: { en: "Dense", ko: "완전연결 Dense" },
      convolutional: { en: "Convolutional", ko: "합성곱 Convolutional" },
    },
  }),
  layers: layersField([{ units: 400, activation: "relu" }], {
    title: { en: "Hidden layers of the encoder", ko: "인코더 은닉층 Encoder layers" },
    help: {
      en: "Dense networks only; the decoder has them in reverse",
      ko: "완전연결 신경망에만 씁니다. 디코더에는 역순으로 놓입니다",
    },
  }),
  initial: field(initialSchema.prefault({}), {
    title: { en: "Dense layers begin with", ko: "완전연결 층의 시작 Initial weights" },
    advanced: true,
  }),
  width: field(z.int().min(1).max(512).default(32), {
    title: { en: "Width", ko: "너비 Width" },
    help: {
      en: "Convolutions only: feature maps beside the picture; they double each time its sides are halved",
      ko: "합성곱에만 씁니다. 이미지 바로 옆 층의 특징맵 수이며, 가로세로가 절반이 될 때마다 두 배가 됩니다",
    },
    unit: "feature maps",
  }),
};
export type CodecSettings = z.output<z.ZodObject<typeof codecFields>>;

export interface Codec {
  readonly encoder: Coder;
  readonly decoder: Coder;
}

/** One of the two networks. Examples never meet in it, and it draws nothing. */
export interface Coder {
  readonly variables: NamedVariables;
  /** `[batch, inputs]` -> `[batch, outputs]`, without an activation at the end */
  pass(x: Tensor): Tensor;
}

type Shape = readonly [number, number, number];
const linearLayer = (units: number): Layer => ({ units, activation: "linear", slope: 0, pieces: 2 });

const encoderLayers = ({ layers }: CodecSettings, outputs: number): Layer[] => [...layers, linearLayer(outputs)];
const decoderLayers = ({ layers }: CodecSettings, shape: readonly number[]): Layer[] => [
  ...[...layers].reverse(),
  linearLayer(sizeOf(shape)),
];

/** He et al. 2015, equation 10, for ReLU: √(2 / inputs that reach a unit). */
const deviationFor = (reaching: number): number => Math.sqrt(2 / reaching);
/** Of the 4 × 4 places of a doubling kernel, those that reach one pixel. */
const reachingDoubled = kernelWeights / 4;

/**
 * @param codeOutputs numbers that the encoder says about each picture: a code, or a mean and a variance of each
 *   of its values
 */
export function buildCodec(settings: CodecSettings, { data, initialNoise }: ModelContext, codeOutputs: number): Codec {
  const shape = data.shape as Shape;
  if (settings.network === "convolutional") return buildConvolutional(settings, shape, initialNoise, codeOutputs);
  const mlp = (name: string, inputs: number, layers: Layer[]): Coder => {
    const { variables, forward } = buildMlp(name, inputs, layers, settings.initial, initialNoise);
    return { variables, pass: (x) => forward(x as Tensor2D) };
  };
  return {
    encoder: mlp("encoder", sizeOf(shape), encoderLayers(settings, codeOutputs)),
    decoder: mlp("decoder", settings.latentSize, decoderLayers(settings, shape)),
  };
}

function buildConvolutional(
  { width, latentSize }: CodecSettings,
  shape: Shape,
  noise: ModelContext["initialNoise"],
  codeOutputs: number,
): Codec {
  const pyramid = pyramidOf(width, shape);
  if (!pyramid) throw new Error(`There are no convolutions for pictures of ${shape.join(" × ")}.`);
  const { start, maps } = pyramid;
  const towards = [...maps].reverse(); // from the picture to the smallest maps
  const doublings = maps.length - 1;
  const units = unitsOf(pyramid);
  const layer = (name: string, inputs: number, outputs: number, reaching: number) => ({
    name,
    inputs,
    outputs,
    bias: true,
    initial: normal(deviationFor(reaching)),
  });
  const encoder: Block = chain([
    fixed((x) => x.reshape([-1, shape[0], shape[1], shape[2]])),
    ...towards.slice(1).flatMap((outputs, i) => {
      const inputs = towards[i]!;
      return [halving(layer(`encoder/${i}`, inputs, outputs, kernelWeights * inputs), noise), fixed(tf.relu)];
    }), // [batch, start, start, maps[0]]
    fixed((x) => x.reshape([-1, units])),
    dense(layer(`encoder/${doublings}`, units, codeOutputs, units), noise),
  ]);
  const decoder: Block = chain([
    dense(layer("decoder/0", latentSize, units, latentSize), noise),
    fixed(tf.relu),
    fixed((x) => x.reshape([-1, start, start, maps[0]!])),
    ...maps.slice(1).flatMap((outputs, i) => {
      const inputs = maps[i]!;
      const doubled = doubling(layer(`decoder/${i + 1}`, inputs, outputs, reachingDoubled * inputs), noise);
      return i === maps.length - 2 ? [doubled] : [doubled, fixed(tf.relu)];
    }), // [batch, height, width, channels]
    fixed((x) => x.reshape([-1, sizeOf(shape)])),
  ]);
  const coder = ({ variables, pass }: Block): Coder => ({ variables, pass: (x) => pass(x, "evaluation") });
  return { encoder: coder(encoder), decoder: coder(decoder) };
}

/** What these networks cannot take, at the setting that is wrong. */
export function checkCodec({ network, width }: CodecSettings, { space, shape }: Form): RecipeIssue[] {
  if (space === "points") {
    return [
      {
        path: "model.id",
        message: say(
          "Autoencoders take pictures here, but the data are points.",
          "여기서 오토인코더는 이미지를 받는데 데이터는 점입니다.",
        ),
        hint: say("Choose the dense GAN, or data of pictures.", "완전연결 GAN을 고르거나 이미지 데이터를 고르세요."),
      },
    ];
  }
  if (network === "dense" || pyramidOf(width, shape)) return [];
  const sides = pyramidSides.join(", ");
  return [
    {
      path: "model.network",
      message: say(
        `Convolutions take squares of ${sides} pixels in 1 or 3 channels, but the data's pictures are ${shape.join(" × ")}.`,
        `합성곱은 한 변이 ${sides} 픽셀이고 채널이 1개나 3개인 정사각형에 씁니다. 데이터의 이미지: ${shape.join(" × ")}.`,
      ),
      hint: say("Choose dense networks, or data of such a size.", "완전연결을 고르거나 그런 크기의 데이터를 고르세요."),
    },
  ];
}

/** Activations of one pass through both networks, numbers an example. */
export function codecActivations(settings: CodecSettings, shape: readonly number[]): number {
  const { network, latentSize } = settings;
  if (network === "dense") {
    const hidden = settings.layers.reduce((sum, layer) => sum + layer.units + weightColumns(layer), 0);
    return 2 * sizeOf(shape) + 2 * hidden + 4 * latentSize;
  }
  const pyramid = pyramidOf(settings.width, shape);
  if (!pyramid) return 0;
  // Each map before and after its activation, in both networks.
  const { start, maps } = pyramid;
  return 4 * maps.reduce((sum, each, i) => sum + each * (start * 2 ** i) ** 2, 0) + 4 * latentSize;
}
