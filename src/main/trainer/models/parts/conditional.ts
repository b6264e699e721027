/**
 * Networks that are told the class: Mirza & Osindero 2014, "Conditional generative adversarial nets"
 * (arXiv:1411.1784), section 3.2. Labels come as rows with a 1 at the class: to G beside z, to a dense
 * D beside the values of the picture, to a convolutional D as one more feature map a class, which is the same
 * everywhere for the class and 0 for the others. The weights of the first layer embed them.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { say } from "../../../../shared/domain/text";
import type { Labelled } from "../../dataset";
import { constant, type Tensor, tf } from "../../tensorflow";

export const conditionalFields = {
  conditional: field(z.boolean().default(false), {
    title: { en: "Told the class", ko: "클래스 조건 Conditional" },
    help: {
      en: "Both networks are given the label, so that a class can be asked for (Mirza & Osindero 2014)",
      ko: "두 네트워크에 레이블을 주어 원하는 클래스를 만들게 합니다 (Mirza & Osindero 2014)",
    },
  }),
};
export type Conditional = z.output<z.ZodObject<typeof conditionalFields>>;

/** Classes that the networks are told; 0 where they are told none. */
export const classesTold = ({ conditional }: Conditional, { classes }: Labelled): number =>
  conditional ? (classes?.length ?? 0) : 0;

/** @param packing pictures in a pack of D's, and where that is set */
export function checkConditional(settings: Conditional, data: Labelled, packing = 1, path = "model"): RecipeIssue[] {
  if (!settings.conditional) return [];
  if ((data.classes?.length ?? 0) > 0) {
    if (packing === 1) return [];
    return [
      {
        path,
        message: say(
          "A D that is told the class takes pictures one by one, not in packs.",
          "클래스를 받는 D는 이미지를 묶지 않고 한 장씩 받습니다.",
        ),
        hint: say("Set the pack to 1, or switch the class off.", "묶음을 1로 하거나 클래스 조건을 끄세요."),
      },
    ];
  }
  return [
    {
      path: "model.conditional",
      message: say(
        "A conditional GAN is told the class of each example, but this data has no labels.",
        "조건부 GAN은 예제마다 클래스를 받는데 이 데이터에는 레이블이 없습니다.",
      ),
      hint: say(
        "Switch the class off, or choose labelled data, such as MNIST.",
        "클래스 조건을 끄거나 MNIST처럼 레이블이 있는 데이터를 고르세요.",
      ),
    },
  ];
}

/**
 * `[batch, values]` and labels `[batch, classes]` side by side; the values alone where there are no labels.
 * Labels are scaled by √classes: a number among evenly drawn labels then has a mean square of 1, as one of
 * z has. At 1 the class hardly shows in what G makes after four epochs of MNIST.
 */
export function beside(values: Tensor, labels: Tensor | undefined): Tensor {
  return labels ? tf.concat([values, labels.mul(Math.sqrt(labels.shape[1]!))], 1) : values;
}

/**
 * Pictures with labels beside them, as D's first convolution wants them.
 * @param x `[batch, height·width·channels + classes]` -> `[batch, height, width, channels + classes]`
 */
export function withPlanes(
  x: Tensor,
  [height, width, channels]: readonly [number, number, number],
  classes: number,
): Tensor {
  const pictures = (flat: Tensor) => flat.reshape([-1, height, width, channels]);
  if (classes === 0) return pictures(x);
  const [flat, labels] = tf.split(x, [height * width * channels, classes], 1) as [Tensor, Tensor];
  // Nobody asks how a loss changes with the labels, and TensorFlow.js would tell by a slice of each pixel.
  const planes = constant(labels).reshape([-1, 1, 1, classes]).tile([1, height, width, 1]);
  return tf.concat([pictures(flat), planes], 3);
}
