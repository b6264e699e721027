/**
 * A generator and a discriminator whose layers a person lists: an architecture of one's own without code.
 * `parts/listed.ts` says which layers there are; the game is that of every GAN here (Goodfellow et al. 2014).
 */
import { z } from "zod";
import type { LayerFacts, NetworkFacts } from "../../../shared/domain/network";
import { parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../shared/domain/recipe";
import { sizeOf } from "../../../shared/domain/shape";
import { say } from "../../../shared/domain/text";
import type { Form, Sized } from "../dataset";
import type { DiscriminatorTraits, Model, ModelContext, ModelPlugin } from "../plugin";
import type { Tensor } from "../tensorflow";
import { activate, activationNames } from "./parts/activation";
import { adversarialModel, batchesPerStep, checkTurns, latentFields, turnFields } from "./parts/adversarial";
import { chain, type Draws, fixed, type Mode } from "./parts/block";
import { checkConditional, classesTold, conditionalFields, withPlanes } from "./parts/conditional";
import { initialSchema } from "./parts/initial";
import { isMaps, isPicture, type Layout, layOut, type Misfit, type Shape, shapeText, wantsMaps } from "./parts/layout";
import { blocksOf, flatten } from "./parts/layoutBlocks";
import { factsOf, flattened, inputTitles, keptBy, logitFacts, outputFacts } from "./parts/layoutFacts";
import { dense } from "./parts/linear";
import { type Listed, listField } from "./parts/listed";
import { minibatchActivations } from "./parts/minibatch";
import { gameOperations } from "./parts/operations";
import { checkOutput, fittingOutput, type Output, outputs } from "./parts/output";
import { copies, inChannels, packingSchema, sideBySide } from "./parts/packing";
import { type Discriminator, type Player, players } from "./parts/players";
import { unrolledMemoryHint, unrolledNumbers } from "./parts/unrolled";

const lists = { generator: "model.generator.layers", discriminator: "model.discriminator.layers" };
const leaky = { kind: "activation" as const, activation: "leaky-relu" as const };

const params = z.strictObject({
  ...latentFields,
  ...conditionalFields,
  generator: field(
    z
      .strictObject({
        layers: listField([{ kind: "dense", units: 256 }, leaky, { kind: "dense", units: 512 }, leaky], {
          title: { en: "Layers of G", ko: "G의 층 Layers" },
          help: {
            en: "From z on. A row of values at the end gets one more dense layer to the data's size; maps must have it themselves",
            ko: "z에서 시작합니다. 끝이 한 줄로 늘어선 값이면 데이터 크기로 잇는 완전연결 층이 하나 더 붙고, 특징맵이면 그대로 데이터의 크기여야 합니다",
          },
        }),
        output: field(z.enum(["data", ...outputs]).default("data"), {
          title: { en: "Output", ko: "출력 Output" },
          help: {
            en: "The activation at the very end; by the data is tanh, sigmoid or linear, as the data's range asks",
            ko: "맨 끝의 활성화. 데이터에 맞춤은 데이터의 범위에 따라 tanh, 시그모이드, 선형 가운데 하나입니다",
          },
          choices: {
            data: { en: "By the data", ko: "데이터에 맞춤" },
            sigmoid: activationNames.sigmoid,
            tanh: activationNames.tanh,
            linear: activationNames.linear,
          },
        }),
        initial: initialSchema.prefault({}),
      })
      .prefault({}),
    { title: { en: "Generator G", ko: "생성자 Generator G" } },
  ),
  discriminator: field(
    z
      .strictObject({
        layers: listField(
          [
            { kind: "dense", units: 512 },
            leaky,
            { kind: "dropout", keep: 0.7 },
            { kind: "dense", units: 256 },
            leaky,
            { kind: "dropout", keep: 0.7 },
          ],
          {
            title: { en: "Layers of D", ko: "D의 층 Layers" },
            help: {
              en: "From the data on. One more dense layer makes the logit of what is there at the end",
              ko: "데이터에서 시작합니다. 마지막 층 뒤에 로짓 하나를 만드는 완전연결 층이 붙습니다",
            },
          },
        ),
        spectralOutput: field(z.boolean().default(false), {
          title: { en: "Spectral normalisation at the output", ko: "출력층 스펙트럼 정규화 Spectral" },
          help: {
            en: "For the layer that makes the logit; D's slope is bounded where every layer with weights has it",
            ko: "로짓을 만드는 층에 적용합니다. 가중치가 있는 모든 층에 적용하면 D의 기울기가 묶입니다",
          },
          advanced: true,
        }),
        packing: packingSchema,
        initial: initialSchema.prefault({}),
      })
      .prefault({}),
    { title: { en: "Discriminator D", ko: "판별자 Discriminator D" } },
  ),
  ...turnFields,
});
type Params = z.output<typeof params>;

/** What D is given of one example or pack: maps where a convolution is the first to take them, else a row of values. */
function inputOfD({ discriminator }: Params, { shape }: Sized, classes: number): Shape {
  const { layers, packing } = discriminator;
  const [height, width, channels] = shape;
  return isPicture(shape) && wantsMaps(layers)
    ? [height, width, packing * channels + classes]
    : [packing * sizeOf(shape) + classes];
}

interface Layouts {
  readonly generator: Layout;
  readonly discriminator: Layout;
}

function layoutsOf(settings: Params, data: Sized): Layouts {
  const classes = classesTold(settings, data);
  const { generator, discriminator } = settings;
  return {
    generator: layOut(generator.layers, [settings.latentSize + classes], "generator"),
    discriminator: layOut(discriminator.layers, inputOfD(settings, data, classes), "discriminator"),
  };
}

/** Why maps at G's end are no pictures of the data, at the layer that made them. */
function checkEnd(layers: readonly Listed[], end: Shape, shape: Sized["shape"]): Misfit | null {
  if (!isMaps(end) || end.every((side, axis) => side === shape[axis])) return null;
  const [height, width, channels] = end;
  const message = say(
    `G ends with maps of ${shapeText(end)}, but the data are ${shapeText(shape)}.`,
    `G의 끝은 ${shapeText(end)} 특징맵인데 데이터는 ${shapeText(shape)}입니다.`,
  );
  const makes = (layer: Listed) => layer.kind === "convolution" || layer.kind === "transposed-convolution";
  const maker = layers.map(makes).lastIndexOf(true);
  const last = layers.length - 1;
  if (height === shape[0] && width === shape[1]) {
    if (maker >= 0) {
      const hint = say(`Set its channels to ${shape[2]}.`, `채널을 ${shape[2]}(으)로 하세요.`);
      return { index: maker, setting: "channels", message, hint };
    }
    const values = sizeOf(shape);
    const hint = say(
      `Make ${values} values before the layer Reshape.`,
      `맵으로 펼치기 Reshape 층 앞에서 값 ${values}개를 만드세요.`,
    );
    return { index: last, message, hint };
  }
  const more = [shape[0] / height, shape[1] / width] as const;
  if (more[0] === more[1] && Number.isInteger(more[0]) && more[0] > 1) {
    const hint = say(
      `Make the sides ${more[0]} times as long by strides of transposed convolutions, the last with ${shape[2]} channels.`,
      `전치 합성곱의 스트라이드로 가로세로를 ${more[0]}배로 늘리고, 마지막 층의 채널을 ${shape[2]}(으)로 하세요.`,
    );
    return { index: last, message, hint };
  }
  const start = layers.findIndex(({ kind }) => kind === "reshape");
  const from = layers[start];
  if (from?.kind === "reshape" && channels > 0) {
    const fitting = [(shape[0] * from.height) / height, (shape[1] * from.width) / width] as const;
    if (fitting.every(Number.isInteger)) {
      const hint = say(
        `Begin with maps of ${fitting.join(" × ")} at the layer Reshape.`,
        `맵으로 펼치기 Reshape 층에서 ${fitting.join(" × ")} 특징맵으로 시작하세요.`,
      );
      return { index: last, message, hint };
    }
  }
  const hint = say(
    "Change the strides, or end with a dense layer: a row of values is brought to the data's size.",
    "스트라이드를 바꾸거나 완전연결 층으로 끝내세요. 한 줄로 늘어선 값은 데이터의 크기로 이어집니다.",
  );
  return { index: last, message, hint };
}

const issueAt = (list: string, { index, setting, message, hint }: Misfit): RecipeIssue => ({
  path: [list, index, ...(setting === undefined ? [] : [setting])].join("."),
  message,
  hint,
});

const outputOf = ({ generator }: Params, { space, range }: Partial<Form>): Output | null => {
  if (generator.output !== "data") return generator.output;
  return space && range ? fittingOutput({ space, range }) : null;
};

/** @param data where its range is not known, the output's activation may not be either */
function networksOf(settings: Params, data: Sized & Partial<Form>): [NetworkFacts, NetworkFacts] {
  const { shape } = data;
  const classes = classesTold(settings, data);
  const { generator, discriminator } = layoutsOf(settings, data);
  const { packing, spectralOutput } = settings.discriminator;
  const endOfD: LayerFacts[] = [];
  if (discriminator.end) {
    const values = sizeOf(discriminator.end);
    if (isMaps(discriminator.end)) endOfD.push(flattened(values));
    endOfD.push(logitFacts(values, spectralOutput));
  }
  const endOfG: LayerFacts[] = [];
  if (generator.end && !checkEnd(settings.generator.layers, generator.end, shape)) {
    endOfG.push(outputFacts(shape, outputOf(settings, data), isMaps(generator.end) ? null : generator.end[0]));
  }
  return [
    {
      id: "generator",
      optimizer: "generator",
      inputTitle: inputTitles.z(classes > 0),
      input: [settings.latentSize + classes],
      layers: [...factsOf(generator.placed, (index) => `${lists.generator}.${index}`), ...endOfG],
    },
    {
      id: "discriminator",
      optimizer: "discriminator",
      inputTitle: inputTitles.example(shape, classes > 0, packing),
      input: [...inputOfD(settings, data, classes)],
      layers: [...factsOf(discriminator.placed, (index) => `${lists.discriminator}.${index}`), ...endOfD],
    },
  ];
}

function buildGenerator(settings: Params, { data, initialNoise }: ModelContext): Player {
  const { placed, end } = layoutsOf(settings, data).generator;
  if (!end) throw new Error("The layers of G do not fit.");
  const { initial } = settings.generator;
  const values = sizeOf(data.shape);
  const projected = { name: "generator/output", inputs: end[0], outputs: values, bias: true, initial };
  const activation = outputOf(settings, data)!;
  const { variables, buffers, pass } = chain([
    blocksOf("generator", placed, initial, initialNoise),
    isMaps(end) ? flatten(values) : dense(projected, initialNoise),
    fixed((x) => activate(x, { units: values, pieces: 1, slope: 0, activation })),
  ]);
  return {
    variables,
    buffers,
    train: (z, noise, stream) => pass(z, "training", { noise, stream }),
    evaluate: (z) => pass(z, "evaluation"),
  };
}

function buildDiscriminator(settings: Params, { data, initialNoise }: ModelContext): Discriminator {
  const { initial, packing, spectralOutput, layers } = settings.discriminator;
  const classes = classesTold(settings, data);
  const { placed, end } = layoutsOf(settings, data).discriminator;
  if (!end) throw new Error("The layers of D do not fit.");
  const features = sizeOf(end);
  const body = chain([blocksOf("discriminator", placed, initial, initialNoise), flatten(features)]);
  const head = dense(
    { name: "discriminator/output", inputs: features, outputs: 1, bias: true, initial, spectral: spectralOutput },
    initialNoise,
  );
  const { variables, buffers } = chain([body, head]);
  const maps = isMaps(inputOfD(settings, data, classes));
  const seen = (x: Tensor): Tensor => {
    if (!maps) return sideBySide(x, packing);
    return classes > 0 ? withPlanes(x, data.shape, classes) : inChannels(x, data.shape, packing);
  };
  const judge = (x: Tensor, mode: Mode, draws?: Draws) => {
    const found = body.pass(seen(x), mode, draws); // [outputs, features]
    return { features: found, outputs: head.pass(found, mode) };
  };
  return {
    variables,
    buffers,
    independent: joinedAt(layers) < 0,
    pack: packing,
    train: (x, noise, stream) => judge(x, "training", { noise, stream }),
    evaluate: (x) => judge(copies(x, packing), "evaluation").outputs,
  };
}

const build = (settings: Params, context: ModelContext): Model =>
  adversarialModel(settings, context, classesTold(settings, context.data), {
    generator: () => buildGenerator(settings, context),
    discriminator: buildDiscriminator(settings, context),
  });

/** The first layer that sees its batch as a whole; −1 where none does. */
const joinedAt = (layers: readonly Listed[]): number =>
  layers.findIndex(({ kind }) => kind === "batch-norm" || kind === "minibatch");

function joinsExamples(layers: readonly Listed[]): DiscriminatorTraits["joinsExamples"] {
  const index = joinedAt(layers);
  if (index < 0) return null;
  const place = `${lists.discriminator}.${index}`;
  return layers[index]!.kind === "minibatch"
    ? {
        what: say("minibatch discrimination", "미니배치 판별"),
        hint: say(`Remove one of them: the layer is ${place}.`, `둘 가운데 하나를 빼세요. 층의 위치: ${place}.`),
      }
    : {
        what: say("batch normalisation", "배치 정규화"),
        hint: say(
          `Put layer normalisation in its place, as the authors of WGAN-GP do: ${place}.`,
          `WGAN-GP의 저자들처럼 층 정규화로 바꾸세요. 층의 위치: ${place}.`,
        ),
      };
}

/** Whether no layer can make D steeper: those with weights are normalised spectrally, the others are no steeper than 1. */
const isBounded = ({ layers, spectralOutput }: Params["discriminator"]): boolean =>
  spectralOutput &&
  layers.every((layer) => {
    if ("spectral" in layer) return layer.spectral;
    return layer.kind !== "batch-norm" && layer.kind !== "layer-norm" && layer.kind !== "minibatch";
  });

export const layered = {
  id: "layered",
  title: { en: "Custom networks", ko: "직접 만든 신경망 Custom" },
  reference: "Goodfellow et al. 2014; layers of your own",
  params,
  networks: players,
  takesObjective: true,
  // Units that are normalised over the examples alone: of a single one nothing would be left.
  smallestBatch: ({ generator, discriminator }) => {
    const normalised = (layers: readonly Listed[]) => layers.some(({ kind }) => kind === "batch-norm");
    if (normalised(discriminator.layers)) return 2 * discriminator.packing;
    return normalised(generator.layers) ? 2 : 1;
  },
  batchesPerStep,
  check(settings, data) {
    const { packing } = settings.discriminator;
    const issues = [
      ...checkConditional(settings, data, packing, "model.discriminator.packing"),
      ...checkTurns(settings),
      ...checkOutput(outputOf(settings, data)!, data),
    ];
    const { generator, discriminator } = layoutsOf(settings, data);
    const ofG = generator.misfit ?? (generator.end && checkEnd(settings.generator.layers, generator.end, data.shape));
    if (ofG) issues.push(issueAt(lists.generator, ofG));
    if (discriminator.misfit) issues.push(issueAt(lists.discriminator, discriminator.misfit));
    return issues;
  },
  discriminator: ({ discriminator, unrolledSteps }) => ({
    joinsExamples: joinsExamples(discriminator.layers),
    bounded: isBounded(discriminator),
    unrolled: unrolledSteps > 0,
  }),
  pack: ({ discriminator }) => discriminator.packing,
  layers: networksOf,
  operations: gameOperations,
  parameters: (settings, data) => parameterCounts(networksOf(settings, data)),
  memoryHint: unrolledMemoryHint,
  activations(settings, data, batchSize) {
    const { generator, discriminator } = layoutsOf(settings, data);
    const { packing, layers } = settings.discriminator;
    const d = sizeOf(data.shape) + keptBy(discriminator.placed) / packing;
    const g = settings.latentSize + keptBy(generator.placed) + 2 * sizeOf(data.shape);
    const joined = layers.reduce(
      (sum, layer) => sum + (layer.kind === "minibatch" ? minibatchActivations(layer, batchSize / packing) : 0),
      0,
    );
    const { discriminator: weights = 0 } = parameterCounts(networksOf(settings, data));
    // D sees a real and a generated batch; forward values and their gradients live together.
    return 2 * batchSize * (2 * d + g) + 4 * joined + unrolledNumbers(settings, 2 * batchSize * d, weights);
  },
  build,
} as const satisfies ModelPlugin<typeof params>;
