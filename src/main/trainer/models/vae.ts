/**
 * The variational autoencoder: Kingma & Welling 2014 ("Auto-encoding variational Bayes", arXiv:1312.6114). The
 * encoder gives a Gaussian q(z | x) with a diagonal covariance, the decoder p(x | z), and what is maximised is a
 * lower bound of log p(x), equation 10:
 *
 *   ELBO = E_q[log p(x | z)] − KL(q(z | x) ‖ N(0, I)),   KL = Σ −½ (1 + log σ² − μ² − σ²)
 *
 * with z = μ + σ·ε, ε ~ N(0, I), so that gradients reach μ and σ. β other than 1 weighs the KL: Higgins et al. 2017
 * ("β-VAE", ICLR 2017), equation 4.
 */
import { z } from "zod";
import { parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import type { Noise } from "../engine/random";
import type { Model, ModelContext, ModelPlugin } from "../plugin";
import { type Scalar, type Tensor, tf } from "../tensorflow";
import { buildCodec, checkCodec, codecActivations, codecFields } from "./parts/codec";
import { boundChart, boundPartsChart } from "./parts/codecCharts";
import { codecNetworks, codecOperations } from "./parts/codecFacts";
import { gradientsOf, kept } from "./parts/gradients";
import { bernoulli, checkBernoulli, gaussian, likelihoodNames, likelihoods } from "./parts/likelihood";
import { drawPrior } from "./parts/prior";

const params = z.strictObject({
  ...codecFields,
  likelihood: field(z.enum(likelihoods).default("bernoulli"), {
    title: { en: "Decoder p(x | z)", ko: "디코더 p(x | z) Likelihood" },
    help: {
      en: "Bernoulli for pixels in [0, 1]; Gaussian with the deviation below, around a mean in the data's range",
      ko: "[0, 1] 픽셀에는 베르누이. 가우스는 데이터 범위 안의 평균과 아래 표준편차를 씁니다",
    },
    choices: likelihoodNames,
  }),
  deviation: field(z.number().min(1e-3).max(10).default(0.2), {
    title: { en: "Deviation σ of p(x | z)", ko: "p(x | z)의 표준편차 σ Deviation" },
    help: {
      en: "Gaussian decoders only, in the data's unit: small values weigh the reconstruction more",
      ko: "가우스 디코더에만 씁니다. 데이터의 단위이며, 작을수록 재구성을 더 중시합니다",
    },
    advanced: true,
  }),
  beta: field(z.number().min(0).max(1000).default(1), {
    title: { en: "β", ko: "β" },
    help: {
      en: "Weight of the KL in the loss; with 1 the loss is the negative ELBO",
      ko: "손실에서 KL의 가중치. 1이면 손실은 ELBO의 음수입니다",
    },
    live: true,
  }),
});
type Params = z.output<typeof params>;

/** Mean μ and log σ² of q(z | x), `[batch, latentSize]` each. */
interface Posterior {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** KL(q ‖ N(0, I)) of each example and unit, `[batch, latentSize]` nats. */
export const klOf = ({ mean, logVariance }: Posterior): Tensor =>
  logVariance.add(1).sub(mean.square()).sub(logVariance.exp()).mul(-0.5);

function build(settings: Params, context: ModelContext): Model {
  const { latentSize } = settings;
  // As many means as logarithms of variances.
  const { encoder, decoder } = buildCodec(settings, context, 2 * latentSize);
  const likelihood = settings.likelihood === "bernoulli" ? bernoulli : gaussian(settings.deviation, context.data.range);
  const variables = { ...encoder.variables, ...decoder.variables };
  const posteriorOf = (x: Tensor): Posterior => {
    const [mean, logVariance] = tf.split(encoder.pass(x), 2, 1);
    return { mean: mean!, logVariance: logVariance! };
  };
  /** Of each example: −log p(x | z) of one z ~ q(z | x), the KL, and what the weight of that z needs. */
  const pass = (x: Tensor, noise: Noise) => {
    const posterior = posteriorOf(x);
    const { mean, logVariance } = posterior;
    const epsilon = noise.normal("code", mean.shape);
    const z = mean.add(logVariance.mul(0.5).exp().mul(epsilon)); // [batch, latentSize]
    const reconstruction = likelihood.negative(decoder.pass(z), x); // [batch]
    return { reconstruction, units: klOf(posterior), z, epsilon, logVariance };
  };
  return {
    networks: { autoencoder: variables },
    buffers: {},
    plan: () => ({ batches: 1, updates: { autoencoder: 1 } }),
    step({ batches, noise, apply, scalars }) {
      let metrics: Record<string, Scalar> = {};
      const gradients = gradientsOf(() => {
        const of = pass(batches[0]!, noise);
        const reconstruction = of.reconstruction.mean() as Scalar;
        const kl = of.units.sum(1).mean() as Scalar;
        const loss = reconstruction.add(kl.mul(scalars.beta!)) as Scalar;
        metrics = kept({ loss, reconstruction, kl, elbo: reconstruction.add(kl).neg() as Scalar });
        return loss;
      }, variables);
      apply("autoencoder", gradients);
      return metrics;
    },
    latentSize,
    prior: (noise, stream, count) => drawPrior("gaussian", noise, stream, [count, latentSize]),
    generate: (z) => likelihood.mean(decoder.pass(z)),
    encode: (x) => posteriorOf(x).mean,
    assess(x, noise) {
      const { reconstruction, units, z, epsilon, logVariance } = pass(x, noise);
      // log p(z) − log q(z | x); the constants of both Gaussians cancel.
      const ratio = epsilon.square().sub(z.square()).add(logVariance).mul(0.5).sum(1);
      return { reconstruction, units, weight: ratio.sub(reconstruction) };
    },
  };
}

export const vae = {
  id: "vae",
  title: { en: "Variational autoencoder (VAE)", ko: "변분 오토인코더 (VAE)" },
  reference: "Kingma & Welling 2014; β: Higgins et al. 2017",
  params,
  charts: [boundChart, boundPartsChart],
  networks: ["autoencoder"],
  takesObjective: false,
  singles: [],
  gallery: ["samples", "reconstructions"],
  batchesPerStep: () => 1,
  scalars: ({ beta }) => ({ beta }),
  check: (settings, form) => [
    ...checkCodec(settings, form),
    ...(settings.likelihood === "bernoulli" ? checkBernoulli("model.likelihood", form.range) : []),
  ],
  layers: (settings, { shape }) => codecNetworks(settings, shape, 2 * settings.latentSize),
  operations: (_, networks, batchSize) => codecOperations(networks, batchSize),
  parameters: (settings, { shape }) => parameterCounts(codecNetworks(settings, shape, 2 * settings.latentSize)),
  // Forward values and their gradients live together.
  activations: (settings, { shape }, batchSize) => 2 * batchSize * codecActivations(settings, shape),
  build,
} as const satisfies ModelPlugin<typeof params>;
