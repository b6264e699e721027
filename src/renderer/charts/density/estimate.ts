/** Densities on a line, and what the paper says D should be between them. */
import { cellAt } from "../../../shared/formats/points";

/**
 * Gaussian kernel density estimate at the middles of cells, with the bandwidth of Silverman 1986,
 * equation 3.31: 0.9 · min(deviation, interquartile range / 1.34) · n^(−1/5).
 * @param points `[n]`; what is not finite is left out
 * @returns `[side]`, a probability a unit of length; zeros where nothing is left
 */
export function kernelDensity(
  points: ArrayLike<number>,
  bounds: readonly [number, number],
  side: number,
): Float64Array {
  const density = new Float64Array(side);
  const sorted = Float64Array.from(Array.from(points).filter(Number.isFinite)).sort();
  const count = sorted.length;
  if (count === 0) return density;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const quartile = (share: number): number => sorted[Math.min(count - 1, Math.floor(share * count))]!;
  const spread = (quartile(0.75) - quartile(0.25)) / 1.34;
  const cell = (bounds[1] - bounds[0]) / side;
  // Points that have all fallen together still are as wide as a cell.
  const bandwidth = Math.max(0.9 * Math.min(deviation, spread || deviation) * count ** -0.2, cell);
  const scale = 1 / (count * bandwidth * Math.sqrt(2 * Math.PI));
  for (const point of sorted) {
    const first = Math.max(0, Math.floor((point - 5 * bandwidth - bounds[0]) / cell));
    const last = Math.min(side - 1, Math.ceil((point + 5 * bandwidth - bounds[0]) / cell));
    for (let i = first; i <= last; i++) {
      density[i]! += scale * Math.exp(-(((cellAt(bounds, side, i) - point) / bandwidth) ** 2) / 2);
    }
  }
  return density;
}

/** D* = p / (p + q) (Goodfellow et al. 2014, proposition 1); NaN where neither is. */
export const optimalDiscriminator = (p: ArrayLike<number>, q: ArrayLike<number>): Float64Array =>
  Float64Array.from(p, (value, i) => (value + q[i]! > 1e-4 ? value / (value + q[i]!) : Number.NaN));

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
