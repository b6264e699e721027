/**
 * Layer normalisation: Ba, Kiros & Hinton 2016 (arXiv:1607.06450), section 3: each example by its own mean and
 * variance, so that examples never meet. Feature maps are normalised over all of their values together and scaled
 * map by map, as in the networks of WGAN-GP (Gulrajani et al. 2017, section 4).
 */
import { tf, type Variable } from "../../tensorflow";
import type { Block } from "./block";

/** Added to the variance. */
const epsilon = 1e-5;

/**
 * @param name prefix of the variables `<name>/scale` (ones) and `<name>/offset` (zeros), each `[channels]`
 * @returns `[batch, channels]` or `[batch, height, width, channels]` -> the same shape; the variance with 1/n
 */
export function layerNorm(name: string, channels: number): Block {
  const made = (value: number): Variable => tf.tidy(() => tf.variable(tf.fill([channels], value)));
  const scale = made(1);
  const offset = made(0);
  return {
    variables: { [`${name}/scale`]: scale, [`${name}/offset`]: offset },
    buffers: {},
    pass: (x) =>
      tf.tidy(() => {
        const flat = x.reshape([x.shape[0]!, -1]);
        const centred = flat.sub(flat.mean(1, true));
        const variance = centred.square().mean(1, true);
        const standard = centred.mul(variance.add(epsilon).rsqrt());
        return standard.reshape(x.shape).mul(scale).add(offset);
      }),
  };
}
