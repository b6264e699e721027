/** Terms of gradients of D's output with respect to its input, one row `[outputs, values]` for each output. */
import type { Scalar, Tensor } from "../tensorflow";

/** E‖∇D‖² */
export const meanSquaredNorm = (slopes: Tensor): Scalar => slopes.square().sum(1).mean();

/**
 * E(‖∇D‖ − target)². Where a gradient vanishes its norm has no derivative: there it is taken of
 * √(‖∇D‖² + 1e-12) instead.
 */
export const meanSquaredDistance = (slopes: Tensor, target: number): Scalar =>
  slopes.square().sum(1).add(1e-12).sqrt().sub(target).square().mean();
