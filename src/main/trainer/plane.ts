/** A plane of codes: what the decoder makes of a grid over it, and where the encoder puts examples. */
import { SaddleError } from "../../shared/contract/errors";
import type { PlaneOfCodes } from "../../shared/domain/latent";
import { say } from "../../shared/domain/text";
import { heldOut } from "./outside";
import { toAtlas } from "./pictures";
import type { OpenRun } from "./run";

/**
 * The point below which a standard normal variable lies with probability p in (0, 1). P. J. Acklam's rational
 * approximation (2003), good to 1.2e-9 of the value.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const polynomial = (x: number, coefficients: readonly number[]) =>
    coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(q, tailAbove) / polynomial(q, tailBelow);
  }
  const q = p - 0.5;
  return (polynomial(q * q, middleAbove) * q) / polynomial(q * q, middleBelow);
}
const middleAbove = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const tailAbove = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

/** Where most of these lie: from the 2nd to the 98th of a hundred. */
function middleOf(values: Float32Array): readonly [number, number] {
  const sorted = Float32Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(0.02), at(0.98)];
  return high > low ? [low, high] : [low - 1, high + 1];
}

/** Of the uniform prior, in which evenly spaced values are equally likely. */
const uniform = [-Math.sqrt(3), Math.sqrt(3)] as const;

/**
 * `side` values of one axis, in the middles of their cells.
 * @param range of evenly spaced ones; null for equally likely ones under a Gaussian prior
 */
const ticksOf = (side: number, range: readonly [number, number] | null): number[] =>
  Array.from({ length: side }, (_, i) => {
    const share = (i + 0.5) / side;
    return range === null ? normalQuantile(share) : range[0] + share * (range[1] - range[0]);
  });

/**
 * @param side pictures of the grid in a row and a column
 * @param examples held-out ones to encode, at most
 * @throws SaddleError `unsupported` where codes are not pairs of numbers
 */
export async function planeOf(run: OpenRun, side: number, examples: number): Promise<PlaneOfCodes> {
  if (run.latentSize !== 2) {
    throw new SaddleError(
      "unsupported",
      say(
        `Codes of ${run.latentSize} values lie in no plane.`,
        `값이 ${run.latentSize}개인 코드는 평면에 그릴 수 없습니다.`,
      ),
      { hint: say("Use a bottleneck of 2.", "코드의 차원을 2로 하세요.") },
    );
  }
  const source = heldOut(run.dataset);
  const count = Math.min(examples, source.count);
  const codes = await run.outside.encode(run.outside.examples(0, count));
  const axis = (which: 0 | 1) => codes.filter((_, i) => i % 2 === which);
  const prior = run.prior === "uniform" ? uniform : null;
  const ranges = run.generates ? ([prior, prior] as const) : ([middleOf(axis(0)), middleOf(axis(1))] as const);
  const [across, up] = [ticksOf(side, ranges[0]), ticksOf(side, ranges[1])];
  const z = new Float32Array(side * side * 2);
  for (let row = 0; row < side; row++) {
    // The first row is the top one.
    for (let column = 0; column < side; column++)
      z.set([across[column]!, up[side - 1 - row]!], 2 * (row * side + column));
  }
  const { shape, range, classes } = run.dataset;
  return {
    step: run.counters.step,
    atlas: toAtlas(await run.generate(z), shape, range, side),
    across,
    up,
    codes,
    labels: source.labels ? source.labels.slice(0, count) : null,
    classes: classes ? [...classes] : null,
  };
}
