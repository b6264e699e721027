/** What objectives read from D's outputs beside the losses. */
import { type Scalar, type Tensor, tf } from "../tensorflow";
import { fakeLoss, realLoss } from "./logits";

/** D's mean output on data and on generated pictures, as it is. */
export const meanOutputs = (real: Tensor, fake: Tensor): Record<string, Scalar> => ({
  "d.real": real.mean(),
  "d.fake": fake.mean(),
});

/** D's mean probability of “real”, and the value of the game V(D, G), from logits. */
export const probabilityReadings = (real: Tensor, fake: Tensor): Record<string, Scalar> => ({
  "d.real": tf.sigmoid(real).mean(),
  "d.fake": tf.sigmoid(fake).mean(),
  value: realLoss(real).add(fakeLoss(fake)).neg() as Scalar,
});
