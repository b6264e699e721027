/**
 * PacGAN: Lin, Khetan, Fanti & Oh 2018, "PacGAN: the power of two samples in generative adversarial
 * networks" (arXiv:1712.04086), section 2: D judges m pictures at once, all real or all generated, so that it
 * sees when they are alike. In a dense D they lie side by side, in a convolutional one in channels.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { type Tensor, tf } from "../../tensorflow";

export const packingSchema = field(z.int().min(1).max(16).default(1), {
  title: { en: "Packed pictures m", ko: "묶음 크기 m (PacGAN)" },
  help: {
    en: "Pictures that D judges at once (PacGAN); 1 is the plain game",
    ko: "D가 한 번에 보는 이미지 수(PacGAN). 1이면 묶지 않습니다",
  },
  advanced: true,
});

/** `[batch, values]` -> `[batch / pack, pack · values]`: neighbours in the batch side by side. */
export const sideBySide = (x: Tensor, pack: number): Tensor => (pack === 1 ? x : x.reshape([-1, pack * x.shape[1]!]));

/** `[batch, height·width·channels]` -> `[batch / pack, height, width, pack · channels]` */
export function inChannels(
  x: Tensor,
  [height, width, channels]: readonly [number, number, number],
  pack: number,
): Tensor {
  if (pack === 1) return x.reshape([-1, height, width, channels]);
  return x
    .reshape([-1, pack, height, width, channels])
    .transpose([0, 2, 3, 1, 4])
    .reshape([-1, height, width, pack * channels]);
}

/** Packs of copies, for an opinion on single pictures: `[batch, values]` -> `[batch · pack, values]`. */
export const copies = (x: Tensor, pack: number): Tensor =>
  pack === 1 ? x : tf.tile(x, [1, pack]).reshape([-1, x.shape[1]!]);
