/** Widths of a network's drawing: as wide as the root of the values between two layers. */
import type { NetworkFacts } from "../../../shared/domain/network";
import { sizeOf } from "../../../shared/domain/shape";

export interface FunnelRow {
  /** Halves of the width above and below, in pixels from the middle. */
  above: number;
  below: number;
  /** Whether it has weights: the others only pass values on. */
  weighty: boolean;
}

const thinnest = 1.5;

/** @param half of the width of the widest place among `networks`, pixels */
export function funnelsOf(networks: readonly NetworkFacts[], half: number): FunnelRow[][] {
  const most = Math.max(
    1,
    ...networks.flatMap(({ input, layers }) => [sizeOf(input), ...layers.map(({ shape }) => sizeOf(shape))]),
  );
  const width = (shape: readonly number[]): number => Math.max(thinnest, half * Math.sqrt(sizeOf(shape) / most));
  return networks.map(({ input, layers }) =>
    layers.map(({ shape, products }, index) => ({
      above: width(layers[index - 1]?.shape ?? input),
      below: width(shape),
      weighty: products > 0,
    })),
  );
}
