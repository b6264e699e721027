/**
 * The evidence lower bound of held-out examples, in nats. Kingma & Welling 2014, equation 3, with one z ~ q(z | x) an
 * example and the KL in closed form; with K of them also the tighter bound of Burda, Grosse & Salakhutdinov 2016
 * ("Importance weighted autoencoders", arXiv:1509.00519), equation 8: E[log 1/K Σ p(x, z_k) / q(z_k | x)].
 */
import type { BoundFigures } from "../../../shared/domain/run";

/** Of one draw of z for each example: see `Assessment` of the plug-ins. */
export interface BoundDraw {
  /** −log p(x | z), `[count]`. */
  readonly reconstruction: Float32Array;
  /** KL of each unit, `[count, units]`; the same in every draw. */
  readonly units: Float32Array;
  /** log p(x, z) − log q(z | x), `[count]`. */
  readonly weight: Float32Array;
}

/** A unit whose KL is below this tells next to nothing; nats. */
const silent = 0.01;

/** @param draws K, each of the same examples */
export function boundFigures(draws: readonly BoundDraw[], latentSize: number): Omit<BoundFigures, "step"> {
  const count = draws[0]!.reconstruction.length;
  const unitKl = new Float64Array(latentSize);
  let reconstruction = 0;
  let weighted = 0;
  let sum = 0;
  let squares = 0;
  for (let n = 0; n < count; n++) {
    let kl = 0;
    for (let unit = 0; unit < latentSize; unit++) {
      const value = draws[0]!.units[n * latentSize + unit]!;
      kl += value;
      unitKl[unit]! += value / count;
    }
    const mean = draws.reduce((total, draw) => total + draw.reconstruction[n]!, 0) / draws.length;
    // log-mean-exp, from the largest down, so that nothing overflows.
    const largest = Math.max(...draws.map((draw) => draw.weight[n]!));
    const rest = draws.reduce((total, draw) => total + Math.exp(draw.weight[n]! - largest), 0);
    weighted += largest + Math.log(rest / draws.length);
    reconstruction += mean;
    const elbo = -mean - kl;
    sum += elbo;
    squares += elbo ** 2;
  }
  const elbo = sum / count;
  const variance = count > 1 ? Math.max(0, squares - count * elbo ** 2) / (count - 1) : 0;
  return {
    examples: count,
    samples: draws.length,
    elbo,
    error: Math.sqrt(variance / count),
    reconstruction: reconstruction / count,
    kl: -elbo - reconstruction / count,
    importance: draws.length > 1 ? weighted / count : null,
    latentSize,
    activeUnits: unitKl.filter((value) => value > silent).length,
  };
}
