/**
 * Dropout: Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting" (JMLR 15),
 * with kept values multiplied in training, so that nothing has to be done outside of it.
 */
import type { Tensor } from "../../tensorflow";
import type { Block, Draws } from "./block";

/**
 * Keeps each value with this probability and multiplies it so that its expectation stays; others become 0.
 * @param keep in (0, 1]; at 1 nothing is drawn
 * @param stream the noise's stream that the mask is drawn from
 */
export const dropped = (x: Tensor, keep: number, noise: Draws["noise"], stream: string): Tensor =>
  keep >= 1 ? x : x.mul(noise.bernoulli(stream, x.shape, keep).div(keep));

/** @param name tells its streams from those of other layers: `<stream of the pass>/<name>` */
export const dropout = (name: string, keep: number): Block => ({
  variables: {},
  buffers: {},
  pass: (x, mode, draws) =>
    mode === "training" && draws ? dropped(x, keep, draws.noise, `${draws.stream}/${name}`) : x,
});
