/**
 * DCGAN: Radford, Metz & Chintala 2016, "Unsupervised representation learning with deep
 * convolutional generative adversarial networks" (arXiv:1511.06434), section 3 and figure 1: no
 * pooling and no hidden dense layers but G's projection of z, batch normalisation everywhere but in
 * G's output and D's input, ReLU and tanh in G, LeakyReLU in D, weights from N(0, 0.02²).
 *
 * Of the paper's own code it has the projection normalised unit by unit; what the paper leaves open
 * is as in PyTorch's example: scales of batch normalisation begin at 1, kernels are 4 × 4.
 * `parts/adversarial.ts` says how the networks are trained.
 */
import "./parts/rectifiers";
import { z } from "zod";
import { type NetworkFacts, parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../shared/domain/recipe";
import { say } from "../../../shared/domain/text";
import type { Sized } from "../dataset";
import type { Noise } from "../engine/random";
import type { Model, ModelContext, ModelPlugin } from "../plugin";
import { type Tensor, tf } from "../tensorflow";
import { adversarialModel, batchesPerStep, checkTurns, latentFields, turnFields } from "./parts/adversarial";
import { batchNorm } from "./parts/batchNorm";
import { type Block, chain, fixed, type Mode, nothing } from "./parts/block";
import { checkConditional, classesTold, conditionalFields, withPlanes } from "./parts/conditional";
import { doubling, halving } from "./parts/conv";
import { normal, normalWeights } from "./parts/initial";
import { layOut } from "./parts/layout";
import { factsOf, inputTitles, logitFacts, outputFacts, type Row, rowFacts } from "./parts/layoutFacts";
import { dense, type Linear } from "./parts/linear";
import type { Listed } from "./parts/listed";
import {
  joinedByMinibatch,
  minibatchActivations,
  minibatchDiscrimination,
  minibatchOutputs,
  minibatchSchema,
} from "./parts/minibatch";
import { gameOperations } from "./parts/operations";
import { copies, inChannels, packingSchema } from "./parts/packing";
import { type Discriminator, type Player, players } from "./parts/players";
import { needsPictures } from "./parts/points";
import { type Pyramid, pyramidOf, pyramidSides, unitsOf } from "./parts/pyramid";
import { unrolledMemoryHint, unrolledNumbers } from "./parts/unrolled";

const params = z.strictObject({
  ...latentFields,
  ...conditionalFields,
  width: field(z.int().min(1).max(512).default(64), {
    title: { en: "Width", ko: "너비 Width" },
    help: {
      en: "Feature maps beside the picture; they double each time its sides are halved",
      ko: "이미지 바로 옆 층의 특징맵 수. 가로세로가 절반이 될 때마다 두 배가 됩니다",
    },
    unit: "feature maps",
  }),
  hidden: field(z.int().min(0).max(4096).default(0), {
    title: { en: "Dense layer", ko: "완전연결 층 Dense layer" },
    help: {
      en: "Units between z and the maps in G, and between the maps and the answer in D, which see the picture as a whole; 0 for none",
      ko: "G에서는 z와 특징맵 사이, D에서는 특징맵과 판정 사이에 두는 유닛 수. 이미지 전체를 한눈에 봅니다. 0이면 없음",
    },
    unit: "units",
    advanced: true,
  }),
  normalization: field(z.enum(["batch", "spectral", "none"]).default("batch"), {
    title: { en: "Normalisation in D", ko: "D의 정규화 Normalisation" },
    help: {
      en: "Batch as published; penalties on D's slope need spectral or none",
      ko: "배치 정규화가 논문의 방법입니다. D의 기울기에 벌점을 주려면 스펙트럼이나 없음을 고르세요",
    },
    choices: {
      batch: { en: "Batch", ko: "배치 Batch" },
      spectral: { en: "Spectral", ko: "스펙트럼 Spectral" },
      none: { en: "None", ko: "없음 None" },
    },
    advanced: true,
  }),
  packing: packingSchema,
  minibatch: minibatchSchema,
  slope: field(z.number().min(0).max(1).default(0.2), {
    title: { en: "Slope in D", ko: "D의 기울기 Slope" },
    help: { en: "LeakyReLU below zero", ko: "0 아래에서 LeakyReLU의 기울기" },
    advanced: true,
  }),
  deviation: field(z.number().min(0).max(1).default(0.02), {
    title: { en: "Initial deviation", ko: "초기 표준편차 Deviation" },
    help: {
      en: "Standard deviation of the initial weights, which are normal around 0",
      ko: "평균 0인 정규분포에서 뽑는 초기 가중치의 표준편차",
    },
    advanced: true,
  }),
  ...turnFields,
});
type Params = z.output<typeof params>;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const linearLayer = (network: string, { deviation }: Params) => {
  return (index: number | "hidden", inputs: number, outputs: number, bias: boolean): Linear => ({
    name: `${network}/${index}`,
    inputs,
    outputs,
    bias,
    initial: normal(deviation),
  });
};

/** z `[batch, latentSize + classes]` -> `[batch, height·width·channels]` in [−1, 1] */
function buildGenerator(settings: Params, plan: Pyramid, classes: number, noise: Noise): Block {
  const { start, maps } = plan;
  const { hidden, latentSize } = settings;
  const layer = linearLayer("generator", settings);
  const units = unitsOf(plan);
  const inputs = latentSize + classes;
  return chain([
    ...(hidden > 0
      ? [dense(layer("hidden", inputs, hidden, false), noise), batchNorm("generator/hidden", hidden), fixed(tf.relu)]
      : []),
    dense(layer(0, hidden || inputs, units, false), noise),
    batchNorm("generator/0", units),
    fixed(tf.relu),
    fixed((x) => x.reshape([-1, start, start, maps[0]!])),
    ...maps.slice(1).flatMap((outputs, i) => {
      const last = i === maps.length - 2;
      const doubled = doubling(layer(i + 1, maps[i]!, outputs, last), noise); // sides start·2^(i + 1)
      return last ? [doubled, fixed(tf.tanh)] : [doubled, batchNorm(`generator/${i + 1}`, outputs), fixed(tf.relu)];
    }),
    fixed((x) => x.reshape([x.shape[0]!, -1])),
  ]);
}

/** `[batch, height·width·channels]` -> outputs `[batch / packing, 1]` */
function buildDiscriminator(settings: Params, plan: Pyramid, classes: number, noise: Noise): Discriminator {
  const { normalization, packing, minibatch, deviation, hidden } = settings;
  const { start, maps } = plan;
  const layer = linearLayer("discriminator", settings);
  const spectral = normalization === "spectral";
  const towards = [...maps].reverse(); // from the picture to the smallest maps
  const doublings = maps.length - 1;
  const side = start * 2 ** doublings;
  const leaky = fixed((x) => tf.leakyRelu(x, settings.slope));
  const flat = unitsOf(plan);
  const units = hidden || flat;
  const batch = normalization === "batch";
  const body = chain([
    ...towards.slice(1).flatMap((outputs, i) => {
      const first = i === 0;
      const normalised = batch && !first;
      const inputs = first ? packing * towards[0]! + classes : towards[i]!;
      const halved = halving({ ...layer(i, inputs, outputs, !normalised), spectral }, noise); // sides start·2^(doublings − 1 − i)
      return normalised ? [halved, batchNorm(`discriminator/${i}`, outputs), leaky] : [halved, leaky];
    }),
    fixed((x) => x.reshape([-1, flat])),
    ...(hidden > 0
      ? [
          dense({ ...layer("hidden", flat, hidden, !batch), spectral }, noise),
          batch ? batchNorm("discriminator/hidden", hidden) : nothing,
          leaky,
        ]
      : []),
  ]);
  const neighbours = minibatch
    ? minibatchDiscrimination("discriminator/minibatch", minibatch, (stream, columns) =>
        normalWeights(noise, stream, [units, columns], deviation),
      )
    : nothing;
  const head = chain([
    neighbours,
    dense({ ...layer(doublings, units + minibatchOutputs(minibatch), 1, true), spectral }, noise),
  ]);
  const { variables, buffers } = chain([body, head]);
  const judge = (x: Tensor, mode: Mode) => {
    const shape = [side, side, towards[0]!] as const;
    const seen = classes > 0 ? withPlanes(x, shape, classes) : inChannels(x, shape, packing);
    const features = body.pass(seen, mode);
    return { features, outputs: head.pass(features, mode) };
  };
  return {
    variables,
    buffers,
    // Batch normalisation sees its batch as a whole, as minibatch discrimination does.
    independent: normalization !== "batch" && minibatch === null,
    pack: packing,
    train: (x) => judge(x, "training"),
    evaluate: (x) => judge(copies(x, packing), "evaluation").outputs,
  };
}

const player = ({ variables, buffers, pass }: Block): Player => ({
  variables,
  buffers,
  train: (x) => pass(x, "training"),
  evaluate: (x) => pass(x, "evaluation"),
});

function build(settings: Params, context: ModelContext): Model {
  const plan = pyramidOf(settings.width, context.data.shape);
  if (!plan) throw new Error(`DCGAN has no plan for pictures of ${context.data.shape.join(" × ")}.`);
  const classes = classesTold(settings, context.data);
  return adversarialModel(settings, context, classes, {
    generator: () => player(buildGenerator(settings, plan, classes, context.initialNoise)),
    discriminator: buildDiscriminator(settings, plan, classes, context.initialNoise),
  });
}

/** The networks as a list has them. */
function networksOf(settings: Params, data: Sized): NetworkFacts[] {
  const plan = pyramidOf(settings.width, data.shape);
  if (!plan) return [];
  const { start, maps } = plan;
  const { normalization, packing, minibatch, latentSize, slope, hidden } = settings;
  const classes = classesTold(settings, data);
  const spectral = normalization === "spectral";
  const byTwo = { kernel: 4, stride: 2 };
  const activation = (name: "relu" | "leaky-relu"): Listed => ({ kind: "activation", activation: name, slope });
  const batch: Listed = { kind: "batch-norm" };
  const last = maps.length - 2;
  const g: Listed[] = [
    ...(hidden > 0 ? [{ kind: "dense", units: hidden, spectral: false } as const, batch, activation("relu")] : []),
    { kind: "dense", units: unitsOf(plan), spectral: false },
    batch,
    activation("relu"),
    { kind: "reshape", height: start, width: start },
    ...maps.slice(1).flatMap((channels, i): Listed[] => {
      const doubled: Listed = { kind: "transposed-convolution", channels, ...byTwo, spectral: false };
      return i === last ? [doubled] : [doubled, batch, activation("relu")];
    }),
  ];
  const towards = [...maps].reverse();
  const d: Listed[] = [
    ...towards.slice(1).flatMap((channels, i): Listed[] => {
      const halved: Listed = { kind: "convolution", channels, ...byTwo, spectral };
      const normalised = normalization === "batch" && i > 0;
      return normalised ? [halved, batch, activation("leaky-relu")] : [halved, activation("leaky-relu")];
    }),
    ...(hidden > 0
      ? [
          { kind: "dense", units: hidden, spectral } as const,
          ...(normalization === "batch" ? [batch] : []),
          activation("leaky-relu"),
        ]
      : []),
    ...(minibatch ? [{ kind: "minibatch" as const, ...minibatch }] : []),
  ];
  const rows = (layers: readonly Listed[]): Row[] => layers.map((layer) => ({ layer }));
  const side = start * 2 ** (maps.length - 1);
  const input = [side, side, packing * towards[0]! + classes] as const;
  const made = rowFacts(rows(d), input, "discriminator");
  const { placed } = layOut(g, [latentSize + classes], "generator");
  return [
    {
      id: "generator",
      optimizer: "generator",
      inputTitle: inputTitles.z(classes > 0),
      input: [latentSize + classes],
      layers: [...factsOf(placed, () => undefined), outputFacts(data.shape, "tanh", null)],
    },
    {
      id: "discriminator",
      optimizer: "discriminator",
      inputTitle: inputTitles.example(data.shape, classes > 0, packing),
      input: [...input],
      layers: [...made.facts, logitFacts(made.values, spectral)],
    },
  ];
}

const joinedByBatch = {
  what: say("batch normalisation", "배치 정규화"),
  hint: say(
    "Choose spectral or no normalisation at model.normalization, as the authors of WGAN-GP do without it.",
    "WGAN-GP의 저자들처럼 배치 정규화를 쓰지 말고 model.normalization에서 스펙트럼이나 없음을 고르세요.",
  ),
};

export const dcgan = {
  id: "dcgan",
  title: { en: "DCGAN (convolutional)", ko: "DCGAN (합성곱 convolutional)" },
  reference: "Radford et al. 2016",
  params,
  networks: players,
  takesObjective: true,
  // G's projection is normalised over the examples alone: of a single one nothing would be left.
  smallestBatch: () => 2,
  batchesPerStep,
  check(settings, data) {
    const { space, shape, range } = data;
    const issues: RecipeIssue[] = [
      ...checkConditional(settings, data, settings.packing, "model.packing"),
      ...checkTurns(settings),
    ];
    if (space === "points") return [...issues, needsPictures];
    if (!pyramidOf(settings.width, shape)) {
      issues.push({
        path: "model.id",
        message: say(
          `A DCGAN makes squares of ${pyramidSides.join(", ")} pixels in 1 or 3 channels, but the data's pictures are ${shape.join(" × ")}.`,
          `DCGAN은 한 변이 ${pyramidSides.join(", ")} 픽셀이고 채널이 1개나 3개인 정사각형을 만듭니다. 데이터의 이미지: ${shape.join(" × ")}.`,
        ),
        hint: say(
          "Set the size of the data to one of these, or choose the dense GAN.",
          "데이터의 크기를 이 가운데 하나로 바꾸거나 완전연결 GAN을 고르세요.",
        ),
      });
    }
    if (range[0] !== -1 || range[1] !== 1) {
      issues.push({
        path: "dataset.range",
        message: say(
          `A DCGAN's pictures lie in [−1, 1], but the data's range is [${range.join(", ")}].`,
          `DCGAN의 이미지는 [−1, 1]에 있는데 데이터의 범위는 [${range.join(", ")}]입니다.`,
        ),
        hint: say("Choose the range [−1, 1] for the data.", "데이터의 범위를 [−1, 1]로 바꾸세요."),
      });
    }
    return issues;
  },
  discriminator: ({ normalization, minibatch, unrolledSteps }) => ({
    joinsExamples: normalization === "batch" ? joinedByBatch : minibatch ? joinedByMinibatch("model.minibatch") : null,
    bounded: normalization === "spectral",
    unrolled: unrolledSteps > 0,
  }),
  pack: ({ packing }) => packing,
  layers: networksOf,
  operations: gameOperations,
  parameters: (settings, data) => parameterCounts(networksOf(settings, data)),
  memoryHint: unrolledMemoryHint,
  activations(settings, data, batchSize) {
    const plan = pyramidOf(settings.width, data.shape);
    if (!plan) return 0;
    const { discriminator: parameters = 0 } = parameterCounts(networksOf(settings, data));
    // Each map before and after normalisation, and after its activation.
    const values = 3 * sum(plan.maps.map((maps, i) => maps * (plan.start * 2 ** i) ** 2));
    // D sees a real and a generated batch; forward values and their gradients live together.
    const unrolled = unrolledNumbers(settings, 2 * batchSize * values, parameters);
    const joined = 4 * minibatchActivations(settings.minibatch, batchSize / settings.packing);
    return 2 * batchSize * (2 * values + values) + joined + unrolled;
  },
  build,
} as const satisfies ModelPlugin<typeof params>;
