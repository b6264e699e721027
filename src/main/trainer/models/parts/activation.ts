/**
 * Activations of a dense layer. Maxout: Goodfellow et al., "Maxout networks", ICML 2013, section 3. ELU: Clevert et al.
 * 2016 (arXiv:1511.07289), equation 1 with α = 1. SELU: Klambauer et al. 2017 (arXiv:1706.02515), equation 2. SiLU, also
 * called Swish: Elfwing et al. 2018 (arXiv:1702.03118), equation 7. GELU: Hendrycks & Gimpel 2016 (arXiv:1606.08415),
 * section 2, by the error function itself.
 */
import "./rectifiers";
import { z } from "zod";
import { type FieldText, field } from "../../../../shared/domain/plugin";
import { type Tensor, tf } from "../../tensorflow";

export const activations = [
  "relu",
  "leaky-relu",
  "elu",
  "selu",
  "softplus",
  "silu",
  "gelu",
  "tanh",
  "sigmoid",
  "maxout",
  "linear",
] as const;
export type Activation = (typeof activations)[number];

export const activationNames = {
  relu: { en: "ReLU", ko: "ReLU" },
  "leaky-relu": { en: "LeakyReLU", ko: "LeakyReLU" },
  elu: { en: "ELU", ko: "ELU" },
  selu: { en: "SELU", ko: "SELU" },
  softplus: { en: "Softplus", ko: "소프트플러스 Softplus" },
  silu: { en: "SiLU (Swish)", ko: "SiLU (Swish)" },
  gelu: { en: "GELU", ko: "GELU" },
  tanh: { en: "tanh", ko: "tanh" },
  sigmoid: { en: "Sigmoid", ko: "시그모이드 Sigmoid" },
  maxout: { en: "Maxout", ko: "맥스아웃 Maxout" },
  linear: { en: "Linear", ko: "선형 Linear" },
};

export const layerSchema = z.strictObject({
  units: field(z.int().min(1).max(8192).default(256), {
    title: { en: "Units", ko: "유닛 Units" },
  }),
  activation: field(z.enum(activations).default("leaky-relu"), {
    title: { en: "Activation", ko: "활성화 Activation" },
    choices: activationNames,
  }),
  slope: field(z.number().min(0).max(1).default(0.2), {
    title: { en: "Slope", ko: "기울기 Slope" },
    help: { en: "LeakyReLU below zero", ko: "0 아래에서 LeakyReLU의 기울기" },
    advanced: true,
  }),
  pieces: field(z.int().min(2).max(16).default(5), {
    title: { en: "Pieces", ko: "조각 Pieces" },
    help: { en: "Linear pieces of each maxout unit", ko: "맥스아웃 유닛마다의 선형 조각 수" },
    advanced: true,
  }),
});
export type Layer = z.output<typeof layerSchema>;

/** The setting for the hidden layers of a dense network. */
export const layersField = (usual: z.input<typeof layerSchema>[], text: FieldText) =>
  field(z.array(layerSchema).min(0).max(16).prefault(usual), text);

/** Columns that the layer's weights have. */
export const weightColumns = ({ units, activation, pieces }: Layer): number =>
  activation === "maxout" ? units * pieces : units;

/** The values to which SELU's means and variances are drawn: 0 and 1 (appendix A.1 of its paper). */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** ELU of ops that can be differentiated twice, as penalties on D's slope do; TensorFlow.js's own can only once. */
const elu = (x: Tensor, alpha: number): Tensor => tf.relu(x).add(tf.expm1(x.minimum(0)).mul(alpha));

/** @param x `[batch, weightColumns]` -> `[batch, units]` */
export function activate(x: Tensor, { units, activation, slope, pieces }: Layer): Tensor {
  switch (activation) {
    case "relu":
      return tf.relu(x);
    case "leaky-relu":
      return tf.leakyRelu(x, slope);
    case "elu":
      return elu(x, 1);
    case "selu":
      return elu(x, seluAlpha).mul(seluScale);
    case "softplus":
      return tf.softplus(x);
    case "silu":
      return x.mul(tf.sigmoid(x));
    case "gelu":
      return x.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5);
    case "tanh":
      return tf.tanh(x);
    case "sigmoid":
      return tf.sigmoid(x);
    case "maxout":
      return tf.max(x.reshape([-1, units, pieces]), 2);
    case "linear":
      return x;
  }
}
