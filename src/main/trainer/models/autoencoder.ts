/**
 * The autoencoder: a code from which its own input is made again. Hinton & Salakhutdinov 2006 ("Reducing the
 * dimensionality of data with neural networks"). With corruption it is the denoising autoencoder of Vincent et
 * al. 2010 ("Stacked denoising autoencoders", JMLR 11, section 3): the encoder sees a damaged picture, and the
 * loss asks for the whole one. It has no prior: nothing says which codes are likely.
 */
import { z } from "zod";
import { parameterCounts } from "../../../shared/domain/network";
import { field } from "../../../shared/domain/plugin";
import type { Noise } from "../engine/random";
import type { Model, ModelContext, ModelPlugin } from "../plugin";
import type { Scalar, Tensor } from "../tensorflow";
import { buildCodec, checkCodec, codecActivations, codecFields } from "./parts/codec";
import { reconstructionChart } from "./parts/codecCharts";
import { codecNetworks, codecOperations } from "./parts/codecFacts";
import { gradientsOf, kept } from "./parts/gradients";
import { bernoulli, checkBernoulli, lossField, squaredError } from "./parts/likelihood";

const params = z.strictObject({
  ...codecFields,
  loss: lossField,
  corruption: field(z.enum(["none", "gaussian", "masking"]).default("none"), {
    title: { en: "Corruption", ko: "손상 Corruption" },
    help: {
      en: "What the encoder sees is damaged, and the loss asks for the whole picture (denoising autoencoder)",
      ko: "인코더는 손상된 이미지를 보고, 손실은 온전한 이미지를 요구합니다 (디노이징 denoising)",
    },
    choices: {
      none: { en: "None", ko: "없음 None" },
      gaussian: { en: "Gaussian noise", ko: "가우스 잡음 Gaussian" },
      masking: { en: "Masking", ko: "가림 Masking" },
    },
  }),
  strength: field(z.number().min(0).max(1).default(0.25), {
    title: { en: "Strength of the corruption", ko: "손상의 세기 Strength" },
    help: {
      en: "Gaussian: deviation as a share of the data's range. Masking: share of the values that are put to black",
      ko: "가우스: 데이터 범위에 대한 표준편차의 비. 가림: 검게 만드는 값의 비율",
    },
  }),
});
type Params = z.output<typeof params>;

/** What the encoder sees of pictures `[batch, values]`. */
function corrupted({ corruption, strength }: Params, [low, high]: readonly [number, number]) {
  return (x: Tensor, noise: Noise, stream: string): Tensor => {
    switch (corruption) {
      case "none":
        return x;
      case "gaussian":
        return x.add(noise.normal(stream, x.shape).mul(strength * (high - low)));
      case "masking":
        return x
          .sub(low)
          .mul(noise.bernoulli(stream, x.shape, 1 - strength))
          .add(low);
    }
  };
}

function build(settings: Params, context: ModelContext): Model {
  const { range } = context.data;
  const { encoder, decoder } = buildCodec(settings, context, settings.latentSize);
  const likelihood = settings.loss === "bernoulli" ? bernoulli : squaredError(range);
  const corrupt = corrupted(settings, range);
  const variables = { ...encoder.variables, ...decoder.variables };
  return {
    networks: { autoencoder: variables },
    buffers: {},
    plan: () => ({ batches: 1, updates: { autoencoder: 1 } }),
    step({ batches, noise, apply }) {
      const x = batches[0]!;
      let metrics: Record<string, Scalar> = {};
      const gradients = gradientsOf(() => {
        const code = encoder.pass(corrupt(x, noise, "corruption")); // [batch, latentSize]
        const reconstruction = likelihood.negative(decoder.pass(code), x).mean() as Scalar;
        metrics = kept({ reconstruction });
        return reconstruction;
      }, variables);
      apply("autoencoder", gradients);
      return metrics;
    },
    latentSize: settings.latentSize,
    generate: (code) => likelihood.mean(decoder.pass(code)),
    encode: (x) => encoder.pass(x),
    assess: (x) => ({ reconstruction: likelihood.negative(decoder.pass(encoder.pass(x)), x) }),
    ...(settings.corruption === "none" ? {} : { corrupt }),
  };
}

export const autoencoder = {
  id: "autoencoder",
  title: { en: "Autoencoder", ko: "오토인코더 Autoencoder" },
  reference: "Hinton & Salakhutdinov 2006; denoising: Vincent et al. 2010",
  params,
  charts: [reconstructionChart],
  networks: ["autoencoder"],
  takesObjective: false,
  singles: [],
  gallery: ["reconstructions"],
  batchesPerStep: () => 1,
  check: (settings, form) => [
    ...checkCodec(settings, form),
    ...(settings.loss === "bernoulli" ? checkBernoulli("model.loss", form.range) : []),
  ],
  layers: (settings, { shape }) => codecNetworks(settings, shape, settings.latentSize),
  operations: (_, networks, batchSize) => codecOperations(networks, batchSize),
  parameters: (settings, { shape }) => parameterCounts(codecNetworks(settings, shape, settings.latentSize)),
  // Forward values and their gradients live together.
  activations: (settings, { shape }, batchSize) => 2 * batchSize * codecActivations(settings, shape),
  build,
} as const satisfies ModelPlugin<typeof params>;
