/**
 * The generative adversarial network of Goodfellow et al. 2014 ("Generative adversarial nets",
 * NIPS 2014) with dense networks: G(z) against D(x), trained by Algorithm 1 or, as the authors'
 * released code does, by one simultaneous update of both from one shared pass.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import { say } from "../../../shared/domain/text";
import { fakeLoss, realLoss } from "../objectives/logits";
import type { Model, ModelContext, ModelPlugin, StepInputs, StepMetrics } from "../plugin";
import { type NamedVariables, type Scalar, type Tensor, type Tensor2D, tf } from "../tensorflow";
import { activationNames, type Layer, layerSchema } from "./parts/activation";
import { initialSchema } from "./parts/initial";
import { buildMlp, type Dropout, parameterCount } from "./parts/mlp";
import { drawPrior, priorSchema } from "./parts/prior";

const layers = (defaults: z.input<typeof layerSchema>[], network: { en: string; ko: string }) =>
  field(z.array(layerSchema).min(0).max(16).prefault(defaults), {
    title: { en: `Hidden layers of ${network.en}`, ko: `${network.ko} 은닉층` },
  });

const keep = (text: { en: string; ko: string }) =>
  field(z.number().min(0.05).max(1).default(1), {
    title: text,
    help: {
      en: "Probability that dropout keeps a unit; 1 means no dropout",
      ko: "드롭아웃이 유닛을 남길 확률. 1이면 드롭아웃 없음",
    },
  });

const params = z.strictObject({
  latentSize: field(z.int().min(1).max(4096).default(100), {
    title: { en: "Size of z", ko: "z의 차원 Latent size" },
    unit: "dimensions",
  }),
  prior: priorSchema,
  generator: field(
    z
      .strictObject({
        layers: layers([{ units: 256 }, { units: 512 }], { en: "G", ko: "G" }),
        output: field(z.enum(["sigmoid", "tanh", "linear"]).default("sigmoid"), {
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
        layers: layers([{ units: 512 }, { units: 256 }], { en: "D", ko: "D" }),
        keepInput: keep({ en: "Keep inputs", ko: "입력 유지 Keep inputs" }),
        keepHidden: keep({ en: "Keep hidden units", ko: "은닉 유지 Keep hidden" }),
        initial: initialSchema.prefault({}),
      })
      .prefault({}),
    { title: { en: "Discriminator D", ko: "판별자 Discriminator D" } },
  ),
  order: field(z.enum(["alternating", "simultaneous"]).default("alternating"), {
    title: { en: "Update order", ko: "갱신 순서 Update order" },
    help: {
      en: "Alternating is Algorithm 1; simultaneous moves both from one shared pass, as the 2014 code does",
      ko: "교대는 알고리즘 1, 동시는 2014년 코드처럼 한 번의 계산으로 둘 다 갱신합니다",
    },
    choices: {
      alternating: { en: "Alternating", ko: "교대 Alternating" },
      simultaneous: { en: "Simultaneous", ko: "동시 Simultaneous" },
    },
  }),
  discriminatorSteps: field(z.int().min(1).max(64).default(1), {
    title: { en: "k: D updates a step", ko: "k: D 갱신 횟수" },
    help: {
      en: "Discriminator updates before each generator update",
      ko: "생성자를 한 번 갱신하기 전에 판별자를 갱신하는 횟수",
    },
    live: true,
  }),
});
type Params = z.output<typeof params>;

const outputLayer = (units: number, activation: Layer["activation"]): Layer => ({
  units,
  activation,
  slope: 0,
  pieces: 2,
});
const pixels = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const generatorLayers = ({ generator }: Params, shape: readonly number[]): Layer[] => [
  ...generator.layers,
  outputLayer(pixels(shape), generator.output),
];
const discriminatorLayers = ({ discriminator }: Params): Layer[] => [...discriminator.layers, outputLayer(1, "linear")];

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

/** Gradients of a scalar by variable name. */
function gradientsOf(loss: () => Scalar, variables: NamedVariables): Record<string, Tensor> {
  const { grads } = tf.variableGrads(loss, Object.values(variables));
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!]));
}

/** Averages of D's output and the value of the game, from logits. */
function readings(real: Tensor, fake: Tensor): StepMetrics {
  return {
    "d.real": tf.sigmoid(real).mean(),
    "d.fake": tf.sigmoid(fake).mean(),
    value: realLoss(real).add(fakeLoss(fake)).neg() as Scalar,
  };
}

const batchesPerStep = ({ order, discriminatorSteps }: Pick<Params, "order" | "discriminatorSteps">): number =>
  order === "alternating" ? discriminatorSteps : 1;

function build(settings: Params, context: ModelContext): Model {
  const { data, batchSize, objective, initialNoise } = context;
  if (!objective) throw new Error("A GAN is trained by an objective.");
  const width = pixels(data.shape);
  const bias = settings.generator.biasFromData ? outputBias(settings.generator.output, context.dataMean()) : undefined;
  const generator = buildMlp(
    "generator",
    settings.latentSize,
    generatorLayers(settings, data.shape),
    settings.generator.initial,
    initialNoise,
    bias,
  );
  const discriminator = buildMlp(
    "discriminator",
    width,
    discriminatorLayers(settings),
    settings.discriminator.initial,
    initialNoise,
  );
  const prior = (noise: StepInputs["noise"], stream: string, count: number) =>
    drawPrior(settings.prior, noise, stream, [count, settings.latentSize]);
  const { keepInput, keepHidden } = settings.discriminator;
  const judge = (x: Tensor, noise: StepInputs["noise"], stream: string): Tensor2D => {
    const dropout: Dropout | undefined =
      keepInput < 1 || keepHidden < 1 ? { noise, stream, keepInput, keepHidden } : undefined;
    return discriminator.forward(x as Tensor2D, dropout); // [batch, 1]
  };
  const draw = (noise: StepInputs["noise"], stream: string): Tensor2D =>
    generator.forward(prior(noise, stream, batchSize) as Tensor2D); // [batch, pixels]
  const lossD = (real: Tensor, fake: Tensor) => objective.plugin.discriminator(real, fake, objective.params);
  const lossG = (fake: Tensor) => objective.plugin.generator(fake, objective.params);

  /** One update of D on a batch and fresh samples; `index` counts them within the step. */
  const updateD = ({ batches, noise, apply }: StepInputs, index: number): StepMetrics => {
    const fakeImages = draw(noise, `z/d/${index}`);
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const real = judge(batches[index]!, noise, `dropout/real/${index}`);
      const fake = judge(fakeImages, noise, `dropout/fake/${index}`);
      const loss = lossD(real, fake);
      metrics = kept({ "d.loss": loss, "g.loss": lossG(fake), ...readings(real, fake) });
      return loss;
    }, discriminator.variables);
    apply("discriminator", gradients);
    return metrics;
  };

  /** One update of G on fresh samples; the metrics of D come with `batches[0]` where it did not move. */
  const updateG = ({ batches, noise, apply }: StepInputs, alone: boolean): StepMetrics => {
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const fake = judge(draw(noise, "z/g"), noise, "dropout/g");
      const loss = lossG(fake);
      metrics = kept({ "g.loss": loss });
      if (alone) {
        const real = judge(batches[0]!, noise, "dropout/real/0");
        Object.assign(metrics, kept({ "d.loss": lossD(real, fake), ...readings(real, fake) }));
      }
      return loss;
    }, generator.variables);
    apply("generator", gradients);
    return metrics;
  };

  /**
   * Both gradients from one pass at one point: the same fake batch and the same dropout masks. D's
   * gradients are taken inside G's tape, which both losses share.
   */
  const updateBothAtOnce = ({ batches, noise, apply }: StepInputs): StepMetrics => {
    let metrics: StepMetrics = {};
    let gradientsD: Record<string, Tensor> = {};
    const gradientsG = gradientsOf(() => {
      const fake = judge(draw(noise, "z/d/0"), noise, "dropout/fake/0");
      const real = judge(batches[0]!, noise, "dropout/real/0");
      const loss = lossG(fake);
      const discriminatorLoss = lossD(real, fake);
      metrics = kept({ "d.loss": discriminatorLoss, "g.loss": loss, ...readings(real, fake) });
      gradientsD = kept(gradientsOf(() => discriminatorLoss, discriminator.variables));
      return loss;
    }, generator.variables);
    apply("discriminator", gradientsD);
    apply("generator", gradientsG);
    tf.dispose(gradientsD);
    return metrics;
  };

  return {
    networks: { discriminator: discriminator.variables, generator: generator.variables },
    plan(current, update) {
      const { order, discriminatorSteps } = current as Params;
      const k = update === "both" ? batchesPerStep({ order, discriminatorSteps }) : 1;
      return {
        batches: k,
        updates: { discriminator: update === "generator" ? 0 : k, generator: update === "discriminator" ? 0 : 1 },
      };
    },
    step(inputs, update) {
      if (update === "generator") return updateG(inputs, true);
      if (update === "discriminator") return updateD(inputs, 0);
      if (settings.order === "simultaneous") return updateBothAtOnce(inputs);
      let metrics: StepMetrics = {};
      inputs.batches.forEach((_, index) => {
        tf.dispose(metrics);
        metrics = updateD(inputs, index);
      });
      metrics["g.loss"]?.dispose();
      return { ...metrics, ...updateG(inputs, false) };
    },
    latentSize: settings.latentSize,
    prior,
    generate: (latent) => generator.forward(latent as Tensor2D),
    discriminate: (x) => discriminator.forward(x as Tensor2D),
  };
}

/** Keeps tensors alive past the tape that made them; whoever receives them disposes of them. */
function kept<T extends Record<string, Tensor>>(tensors: T): T {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}

export const gan = {
  id: "gan",
  title: { en: "GAN (dense)", ko: "GAN (완전연결 dense)" },
  reference: "Goodfellow et al. 2014",
  params,
  networks: ["discriminator", "generator"],
  takesObjective: true,
  batchesPerStep,
  check({ generator, order, discriminatorSteps }, { range }) {
    const issues = [];
    const [low] = range;
    if (generator.output === "sigmoid" && low < 0) {
      issues.push({
        path: "generator.output",
        message: say(
          "A sigmoid output lies in [0, 1], but the data's range is [−1, 1].",
          "시그모이드 sigmoid 출력은 [0, 1]에 있는데 데이터의 범위는 [−1, 1]입니다.",
        ),
        hint: say(
          "Choose tanh, or the range [0, 1] for the data.",
          "tanh를 고르거나 데이터의 범위를 [0, 1]로 바꾸세요.",
        ),
      });
    }
    if (generator.output === "tanh" && low >= 0) {
      issues.push({
        path: "generator.output",
        message: say(
          "A tanh output lies in [−1, 1], but the data's range is [0, 1].",
          "tanh 출력은 [−1, 1]에 있는데 데이터의 범위는 [0, 1]입니다.",
        ),
        hint: say(
          "Choose sigmoid, or the range [−1, 1] for the data.",
          "시그모이드 sigmoid를 고르거나 데이터의 범위를 [−1, 1]로 바꾸세요.",
        ),
      });
    }
    if (order === "simultaneous" && discriminatorSteps !== 1) {
      issues.push({
        path: "discriminatorSteps",
        message: say(
          "A simultaneous update moves both networks once, so k is 1.",
          "동시 갱신은 두 네트워크를 한 번씩 갱신하므로 k는 1입니다.",
        ),
        hint: say("Set k to 1, or choose the alternating order.", "k를 1로 하거나 교대 순서를 고르세요."),
      });
    }
    return issues;
  },
  parameters: (settings, { shape }) => ({
    discriminator: parameterCount(pixels(shape), discriminatorLayers(settings)),
    generator: parameterCount(settings.latentSize, generatorLayers(settings, shape)),
  }),
  activations(settings, { shape }, batchSize) {
    const widths = (all: readonly Layer[]) =>
      all.reduce((sum, { units, activation, pieces }) => sum + units * (activation === "maxout" ? pieces + 1 : 2), 0);
    const d = pixels(shape) + widths(discriminatorLayers(settings));
    const g = settings.latentSize + widths(generatorLayers(settings, shape));
    // D sees a real and a generated batch; forward values and their gradients live together.
    return 2 * batchSize * (2 * d + g);
  },
  build,
} as const satisfies ModelPlugin<typeof params>;
