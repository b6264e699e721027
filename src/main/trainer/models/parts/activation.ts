/** Activations of a dense layer. Maxout: Goodfellow et al., "Maxout networks", ICML 2013, section 3. */
import "./rectifiers";
import { z } from "zod";
import { type FieldText, field } from "../../../../shared/domain/plugin";
import { type Tensor, tf } from "../../tensorflow";

export const activations = ["relu", "leaky-relu", "tanh", "sigmoid", "maxout", "linear"] as const;
export type Activation = (typeof activations)[number];

export const activationNames = {
  relu: { en: "ReLU", ko: "ReLU" },
  "leaky-relu": { en: "LeakyReLU", ko: "LeakyReLU" },
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

/** @param x `[batch, weightColumns]` -> `[batch, units]` */
export function activate(x: Tensor, { units, activation, slope, pieces }: Layer): Tensor {
  switch (activation) {
    case "relu":
      return tf.relu(x);
    case "leaky-relu":
      return tf.leakyRelu(x, slope);
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
