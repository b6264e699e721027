/**
 * The generative adversarial network of Goodfellow et al. 2014 ("Generative adversarial nets",
 * NIPS 2014) with dense networks: G(z) against D(x). `parts/adversarial.ts` says how they are trained.
 */

import { z } from "zod";
import { type NetworkFacts, parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import { sizeOf } from "../../../shared/domain/shape";
import type { Sized } from "../dataset";
import type { Noise } from "../engine/random";
import type { Model, ModelContext, ModelPlugin } from "../plugin";
import type { Tensor, Tensor2D } from "../tensorflow";
import { activationNames, type Layer, layersField } from "./parts/activation";
import { adversarialModel, batchesPerStep, checkTurns, latentFields, turnFields } from "./parts/adversarial";
import { type Mode, nothing } from "./parts/block";
import { checkConditional, classesTold, conditionalFields } from "./parts/conditional";
import { initialSchema, initialWeights } from "./parts/initial";
import { inputTitles, logitFacts, outputFacts, type Row, rowFacts } from "./parts/layoutFacts";
import { listedLayer } from "./parts/listed";
import {
  joinedByMinibatch,
  minibatchActivations,
  minibatchDiscrimination,
  minibatchOutputs,
  minibatchSchema,
} from "./parts/minibatch";
import { buildMlp, type Dropout } from "./parts/mlp";
import { gameOperations } from "./parts/operations";
import { checkOutput, outputs } from "./parts/output";
import { copies, packingSchema, sideBySide } from "./parts/packing";
import { type Discriminator, type Player, players } from "./parts/players";
import { unrolledMemoryHint, unrolledNumbers } from "./parts/unrolled";

const keep = (text: { en: string; ko: string }) =>
  field(z.number().min(0.05).max(1).default(1), {
    title: text,
    help: {
      en: "Probability that dropout keeps a unit; 1 means no dropout",
      ko: "드롭아웃이 유닛을 남길 확률. 1이면 드롭아웃 없음",
    },
  });

const params = z.strictObject({
  ...latentFields,
  ...conditionalFields,
  generator: field(
    z
      .strictObject({
        layers: layersField([{ units: 256 }, { units: 512 }], { title: { en: "Hidden layers of G", ko: "G 은닉층" } }),
        output: field(z.enum(outputs).default("sigmoid"), {
          title: { en: "Output", ko: "출력 Output" },
          choices: { sigmoid: activationNames.sigmoid, tanh: activationNames.tanh, linear: activationNames.linear },
        }),
        biasFromData: field(z.boolean().default(false), {
          title: { en: "Output bias from the data", ko: "데이터 평균으로 출력 편향" },
          help: {
            en: "Starts at the mean picture: the logit of each pixel's mean",
            ko: "평균 이미지에서 시작합니다: 각 픽셀 평균의 로짓",
          },
          advanced: true,
        }),
        initial: initialSchema.prefault({}),
      })
      .prefault({}),
    { title: { en: "Generator G", ko: "생성자 Generator G" } },
  ),
  discriminator: field(
    z
      .strictObject({
        layers: layersField([{ units: 512 }, { units: 256 }], { title: { en: "Hidden layers of D", ko: "D 은닉층" } }),
        keepInput: keep({ en: "Keep inputs", ko: "입력 유지 Keep inputs" }),
        keepHidden: keep({ en: "Keep hidden units", ko: "은닉 유지 Keep hidden" }),
        spectral: field(z.boolean().default(false), {
          title: { en: "Spectral normalisation", ko: "스펙트럼 정규화 Spectral" },
          help: {
            en: "Divides each layer's weights by their largest singular value, which bounds D's slope",
            ko: "층마다 가중치를 가장 큰 특잇값으로 나누어 D의 기울기를 묶습니다",
          },
          advanced: true,
        }),
        packing: packingSchema,
        minibatch: minibatchSchema,
        initial: initialSchema.prefault({}),
      })
      .prefault({}),
    { title: { en: "Discriminator D", ko: "판별자 Discriminator D" } },
  ),
  ...turnFields,
});
type Params = z.output<typeof params>;

const outputLayer = (units: number, activation: Layer["activation"]): Layer => ({
  units,
  activation,
  slope: 0,
  pieces: 2,
});
const generatorLayers = ({ generator }: Params, shape: readonly number[]): Layer[] => [
  ...generator.layers,
  outputLayer(sizeOf(shape), generator.output),
];
const discriminatorLayers = ({ discriminator }: Params): Layer[] => [...discriminator.layers, outputLayer(1, "linear")];
const discriminatorInputs = ({ discriminator }: Params, shape: readonly number[], classes: number): number =>
  discriminator.packing * sizeOf(shape) + classes;

/** Layers with their activations beside them, as a list has them. */
const listed = (layers: readonly Layer[], list: string, spectral: boolean, keep: number): Row[] =>
  layers.flatMap((layer, index) => [
    ...listedLayer(layer, spectral).map((each) => ({ layer: each, path: `${list}.${index}` })),
    ...dropoutRow(keep),
  ]);
const dropoutRow = (keep: number): Row[] => (keep < 1 ? [{ layer: { kind: "dropout", keep } }] : []);

function networksOf(settings: Params, data: Sized): NetworkFacts[] {
  const { shape } = data;
  const classes = classesTold(settings, data);
  const { generator, discriminator, latentSize } = settings;
  const { spectral, minibatch, packing } = discriminator;
  const g = rowFacts(listed(generator.layers, "model.generator.layers", false, 1), [latentSize + classes], "generator");
  const inputs = discriminatorInputs(settings, shape, classes);
  const rows = [
    ...dropoutRow(discriminator.keepInput),
    ...listed(discriminator.layers, "model.discriminator.layers", spectral, discriminator.keepHidden),
  ];
  if (minibatch) {
    const joined: Row = { layer: { kind: "minibatch", ...minibatch }, path: "model.discriminator.minibatch" };
    const last =
      rows.at(-1)?.layer.kind === "dropout" && discriminator.layers.length > 0 ? rows.length - 1 : rows.length;
    rows.splice(last, 0, joined);
  }
  const d = rowFacts(rows, [inputs], "discriminator");
  return [
    {
      id: "generator",
      optimizer: "generator",
      inputTitle: inputTitles.z(classes > 0),
      input: [latentSize + classes],
      layers: [...g.facts, outputFacts(shape, generator.output, g.values)],
    },
    {
      id: "discriminator",
      optimizer: "discriminator",
      inputTitle: inputTitles.example(shape, classes > 0, packing),
      input: [inputs],
      layers: [...d.facts, logitFacts(d.values, spectral)],
    },
  ];
}

/** Bias that makes the untrained output the mean picture. */
function outputBias(output: Params["generator"]["output"], mean: Float32Array): Float32Array {
  const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
  switch (output) {
    case "sigmoid":
      return mean.map((m) => {
        const p = clip(m, 1e-7, 1 - 1e-7);
        return Math.log(p / (1 - p));
      });
    case "tanh":
      return mean.map((m) => Math.atanh(clip(m, -1 + 1e-7, 1 - 1e-7)));
    case "linear":
      return mean;
  }
}

function buildDiscriminator(settings: Params, shape: readonly number[], classes: number, noise: Noise): Discriminator {
  const { layers, initial, keepInput, keepHidden, spectral, packing, minibatch } = settings.discriminator;
  const inputs = discriminatorInputs(settings, shape, classes);
  const d = buildMlp("discriminator", inputs, discriminatorLayers(settings), initial, noise, {
    spectral,
    beside: minibatchOutputs(minibatch),
  });
  const features = layers[layers.length - 1]?.units ?? inputs;
  const neighbours = minibatch
    ? minibatchDiscrimination("discriminator/minibatch", minibatch, (stream, columns) =>
        initialWeights(initial, noise, stream, [features, columns]),
      )
    : nothing;
  const judge = (x: Tensor, mode: Mode, dropout?: Dropout) => {
    const seen = d.body(x as Tensor2D, mode, dropout);
    return { features: seen, outputs: d.head(neighbours.pass(seen, mode) as Tensor2D, mode, dropout) };
  };
  return {
    variables: { ...d.variables, ...neighbours.variables },
    buffers: d.buffers,
    independent: minibatch === null,
    pack: packing,
    train(x, noise, stream) {
      const dropout = keepInput < 1 || keepHidden < 1 ? { noise, stream, keepInput, keepHidden } : undefined;
      return judge(sideBySide(x, packing), "training", dropout);
    },
    evaluate: (x) => judge(sideBySide(copies(x, packing), packing), "evaluation").outputs,
  };
}

function build(settings: Params, context: ModelContext): Model {
  const { data, initialNoise } = context;
  const classes = classesTold(settings, data);
  const bias = settings.generator.biasFromData ? outputBias(settings.generator.output, context.dataMean()) : undefined;
  const generator = (): Player => {
    const layers = generatorLayers(settings, data.shape);
    const g = buildMlp("generator", settings.latentSize + classes, layers, settings.generator.initial, initialNoise, {
      outputBias: bias,
    });
    const make = (z: Tensor) => g.forward(z as Tensor2D);
    return { variables: g.variables, buffers: {}, train: make, evaluate: make };
  };
  return adversarialModel(settings, context, classes, {
    generator,
    discriminator: buildDiscriminator(settings, data.shape, classes, initialNoise),
  });
}

export const gan = {
  id: "gan",
  title: { en: "GAN (dense)", ko: "GAN (완전연결 dense)" },
  reference: "Goodfellow et al. 2014",
  params,
  networks: players,
  takesObjective: true,
  batchesPerStep,
  check(settings, data) {
    const { generator, discriminator } = settings;
    return [
      ...checkConditional(settings, data, discriminator.packing, "model.discriminator.packing"),
      ...checkTurns(settings),
      ...checkOutput(generator.output, data),
    ];
  },
  discriminator: ({ discriminator: { spectral, minibatch }, unrolledSteps }) => ({
    joinsExamples: minibatch ? joinedByMinibatch("model.discriminator.minibatch") : null,
    bounded: spectral,
    unrolled: unrolledSteps > 0,
  }),
  pack: ({ discriminator }) => discriminator.packing,
  layers: networksOf,
  operations: gameOperations,
  parameters: (settings, data) => parameterCounts(networksOf(settings, data)),
  memoryHint: unrolledMemoryHint,
  activations(settings, data, batchSize) {
    const { shape } = data;
    const widths = (all: readonly Layer[]) =>
      all.reduce((sum, { units, activation, pieces }) => sum + units * (activation === "maxout" ? pieces + 1 : 2), 0);
    // A pack is one example of D's, as wide as all its pictures.
    const { packing, minibatch } = settings.discriminator;
    const d = sizeOf(shape) + widths(discriminatorLayers(settings)) / packing;
    const g = settings.latentSize + widths(generatorLayers(settings, shape));
    // D sees a real and a generated batch; forward values and their gradients live together.
    const unrolled = unrolledNumbers(
      settings,
      2 * batchSize * d,
      parameterCounts(networksOf(settings, data)).discriminator ?? 0,
    );
    return 2 * batchSize * (2 * d + g) + 4 * minibatchActivations(minibatch, batchSize / packing) + unrolled;
  },
  build,
} as const satisfies ModelPlugin<typeof params>;
