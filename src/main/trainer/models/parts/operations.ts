/**
 * Floating-point operations of a training step, counted from the layers and not measured: products of matrices
 * and convolutions only, two operations a multiplication with its addition. What is small beside them
 * (activations, losses, the optimizers) is left out, so a share of a machine's peak is never flattered.
 */
import { type NetworkFacts, productsOf } from "../../../../shared/domain/network";
import type { Turns } from "./adversarial";

function found(networks: readonly NetworkFacts[], id: string) {
  const network = networks.find((each) => each.id === id);
  if (!network) throw new Error(`There is no network ${id}.`);
  return productsOf(network);
}

/**
 * One step of a generator and a discriminator. Going back through a layer costs its forward products once for
 * the gradient of the weights and once for that of the inputs; the latter is not needed at the first layer, nor
 * the former in D while G is updated.
 */
export function gameOperations(
  { order, discriminatorSteps }: Pick<Turns, "order" | "discriminatorSteps">,
  networks: readonly NetworkFacts[],
  batchSize: number,
): number {
  const { all: g, first: firstG } = found(networks, "generator");
  const { all: d, first: firstD } = found(networks, "discriminator");
  /** D's own gradients, on real and on generated examples. */
  const backD = 2 * (d + (d - firstD));
  const backG = d + g + (g - firstG);
  const updateD = g + 2 * d + backD;
  const products = order === "simultaneous" ? updateD + backG : discriminatorSteps * updateD + (g + d + backG);
  return 2 * batchSize * products;
}
