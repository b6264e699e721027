/**
 * The adversarial autoencoder: Makhzani et al. 2015 ("Adversarial autoencoders", arXiv:1511.05644), section 2. A
 * discriminator tells codes from draws of a prior, and the encoder learns to pass for the prior: the bridge from
 * autoencoders to GANs. The encoder is deterministic.
 *
 * Each step moves D, then encoder and decoder at once along reconstruction + λ · (−log D(code)): Algorithm 1 of
 * Tolstikhin et al. 2018 ("Wasserstein auto-encoders", arXiv:1711.01558), where the two phases of the 2015 paper have
 * become one sum.
 */
import { z } from "zod";
import { type NetworkFacts, parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import type { Sized } from "../dataset";
import { fakeLoss, realLoss } from "../objectives/logits";
import type { Model, ModelContext, ModelPlugin } from "../plugin";
import { type Scalar, type Tensor, type Tensor2D, tf } from "../tensorflow";
import { type Layer, layersField } from "./parts/activation";
import { buildCodec, checkCodec, codecActivations, codecFields } from "./parts/codec";
import { codeJudgeCharts, reconstructionChart } from "./parts/codecCharts";
import { codecNetworks, judgedCodecOperations } from "./parts/codecFacts";
import { gradientsOf, kept } from "./parts/gradients";
import { inputTitles, logitFacts, rowFacts } from "./parts/layoutFacts";
import { bernoulli, checkBernoulli, lossField, squaredError } from "./parts/likelihood";
import { listedLayer } from "./parts/listed";
import { buildMlp } from "./parts/mlp";
import { drawPrior, priorSchema } from "./parts/prior";

const params = z.strictObject({
  ...codecFields,
  prior: priorSchema,
  loss: lossField,
  discriminator: layersField(
    [
      { units: 512, activation: "relu" },
      { units: 512, activation: "relu" },
    ],
    {
      title: { en: "Hidden layers of D", ko: "D 은닉층" },
      help: { en: "D tells codes from draws of the prior", ko: "D는 코드와 사전분포에서 뽑은 z를 구별합니다" },
    },
  ),
  weight: field(z.number().min(0).max(10_000).default(10), {
    title: { en: "λ: weight of D's opinion", ko: "λ: D 판단의 가중치" },
    help: {
      en: "How much the encoder minds being told from the prior, beside the reconstruction",
      ko: "인코더가 재구성에 견주어 사전분포처럼 보이는 것을 얼마나 중시하는지",
    },
    live: true,
  }),
});
type Params = z.output<typeof params>;

const judgeLayers = ({ discriminator }: Params): Layer[] => [
  ...discriminator,
  { units: 1, activation: "linear", slope: 0, pieces: 2 },
];

function networksOf(settings: Params, { shape }: Sized): NetworkFacts[] {
  const { latentSize, discriminator } = settings;
  const rows = discriminator.flatMap((layer, index) =>
    listedLayer(layer).map((each) => ({ layer: each, path: `model.discriminator.${index}` })),
  );
  const judge = rowFacts(rows, [latentSize], "discriminator");
  return [
    ...codecNetworks(settings, shape, latentSize),
    {
      id: "discriminator",
      optimizer: "discriminator",
      inputTitle: inputTitles.z(false),
      input: [latentSize],
      layers: [...judge.facts, logitFacts(judge.values, false)],
    },
  ];
}

function build(settings: Params, context: ModelContext): Model {
  const { latentSize } = settings;
  const { data, batchSize, initialNoise } = context;
  const { encoder, decoder } = buildCodec(settings, context, latentSize);
  const judge = buildMlp("discriminator", latentSize, judgeLayers(settings), settings.initial, initialNoise);
  const likelihood = settings.loss === "bernoulli" ? bernoulli : squaredError(data.range);
  const variables = { ...encoder.variables, ...decoder.variables };
  /** Logits `[batch, 1]`: is this code drawn from the prior? */
  const judged = (code: Tensor): Tensor => judge.forward(code as Tensor2D);
  const prior: NonNullable<Model["prior"]> = (noise, stream, count) =>
    drawPrior(settings.prior, noise, stream, [count, latentSize]);
  return {
    networks: { discriminator: judge.variables, autoencoder: variables },
    buffers: {},
    plan: () => ({ batches: 1, updates: { discriminator: 1, autoencoder: 1 } }),
    step({ batches, noise, apply, scalars }) {
      const x = batches[0]!;
      let metrics: Record<string, Scalar> = {};
      const codes = encoder.pass(x); // [batch, latentSize], constant for D
      const drawn = prior(noise, "z/d", batchSize);
      const gradientsD = gradientsOf(() => {
        const [real, fake] = [judged(drawn), judged(codes)];
        const loss = realLoss(real).add(fakeLoss(fake)) as Scalar;
        metrics = kept({
          "d.loss": loss,
          "d.real": tf.sigmoid(real).mean() as Scalar,
          "d.fake": tf.sigmoid(fake).mean() as Scalar,
        });
        return loss;
      }, judge.variables);
      apply("discriminator", gradientsD);
      const gradients = gradientsOf(() => {
        const code = encoder.pass(x);
        const reconstruction = likelihood.negative(decoder.pass(code), x).mean() as Scalar;
        const deception = realLoss(judged(code));
        const loss = reconstruction.add(deception.mul(scalars.weight!)) as Scalar;
        Object.assign(metrics, kept({ loss, reconstruction, "g.loss": deception }));
        return loss;
      }, variables);
      apply("autoencoder", gradients);
      return metrics;
    },
    latentSize,
    prior,
    generate: (z) => likelihood.mean(decoder.pass(z)),
    encode: (x) => encoder.pass(x),
    assess: (x) => ({ reconstruction: likelihood.negative(decoder.pass(encoder.pass(x)), x) }),
  };
}

export const aae = {
  id: "aae",
  title: { en: "Adversarial autoencoder (AAE)", ko: "적대적 오토인코더 (AAE)" },
  reference: "Makhzani et al. 2015; Tolstikhin et al. 2018, Algorithm 1",
  params,
  charts: [reconstructionChart, ...codeJudgeCharts],
  networks: ["discriminator", "autoencoder"],
  takesObjective: false,
  // What could be updated alone beside D is not the generator, but encoder and decoder.
  singles: [],
  gallery: ["samples", "reconstructions"],
  batchesPerStep: () => 1,
  scalars: ({ weight }) => ({ weight }),
  check: (settings, form) => [
    ...checkCodec(settings, form),
    ...(settings.loss === "bernoulli" ? checkBernoulli("model.loss", form.range) : []),
  ],
  layers: networksOf,
  operations: (_, networks, batchSize) => judgedCodecOperations(networks, batchSize),
  parameters: (settings, data) => parameterCounts(networksOf(settings, data)),
  activations(settings, { shape }, batchSize) {
    const judge = judgeLayers(settings).reduce((sum, { units }) => sum + 2 * units, 0);
    // Forward values and their gradients live together; D sees codes twice and draws once.
    return 2 * batchSize * (2 * codecActivations(settings, shape) + 3 * judge);
  },
  build,
} as const satisfies ModelPlugin<typeof params>;
