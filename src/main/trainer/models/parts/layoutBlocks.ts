/** Laid out layers as a network. */
import { sizeOf } from "../../../../shared/domain/shape";
import { at } from "../../engine/place";
import type { Noise } from "../../engine/random";
import { activate } from "./activation";
import { batchNorm } from "./batchNorm";
import { type Block, chain, fixed } from "./block";
import { convolution, transposedConvolution } from "./conv";
import { dropout } from "./dropout";
import { type Initial, initialWeights } from "./initial";
import { layerNorm } from "./layerNorm";
import { flattens, isMaps, type Placed } from "./layout";
import { dense, type Linear } from "./linear";
import { minibatchDiscrimination } from "./minibatch";

/** `[batch, height, width, channels]` -> `[batch, values]` */
export const flatten = (values: number): Block => fixed((x) => x.reshape([-1, values]));

const placedAt = (name: string, { variables, buffers, pass }: Block): Block => ({
  variables,
  buffers,
  pass: (x, mode, draws) => at(name, () => pass(x, mode, draws)),
});

function blockOf({ layer, input, output, bias }: Placed, name: string, initial: Initial, noise: Noise): Block {
  const inputs = sizeOf(input);
  const channels = input.at(-1)!;
  const linear = (from: number, to: number, spectral: boolean): Linear => {
    return { name, inputs: from, outputs: to, bias, initial, spectral };
  };
  switch (layer.kind) {
    case "dense":
      return dense(linear(inputs, layer.units, layer.spectral), noise);
    case "maxout": {
      const { units, pieces, spectral } = layer;
      const most = fixed((x) => activate(x, { units, pieces, activation: "maxout", slope: 0 }));
      return chain([dense(linear(inputs, units * pieces, spectral), noise), most]);
    }
    case "convolution":
      return convolution(linear(channels, layer.channels, layer.spectral), layer, noise);
    case "transposed-convolution":
      return transposedConvolution(linear(channels, layer.channels, layer.spectral), layer, noise);
    case "reshape":
      return fixed((x) => x.reshape([-1, ...output]));
    case "activation": {
      const { activation, slope } = layer;
      return fixed((x) => activate(x, { units: 1, pieces: 1, activation, slope }));
    }
    case "batch-norm":
      return batchNorm(name, channels);
    case "layer-norm":
      return layerNorm(name, channels);
    case "dropout":
      return dropout(name, layer.keep);
    case "minibatch":
      return minibatchDiscrimination(name, layer, (stream, columns) =>
        initialWeights(initial, noise, stream, [inputs, columns]),
      );
  }
}

/** @param network begins the names of its variables: `<network>/<index>/weights` and the like */
export const blocksOf = (network: string, placed: readonly Placed[], initial: Initial, noise: Noise): Block =>
  chain(
    placed.map((each) => {
      const { layer, index, input } = each;
      const name = `${network}/${index}`;
      const block = placedAt(name, blockOf(each, name, initial, noise));
      return isMaps(input) && flattens(layer.kind) ? chain([flatten(sizeOf(input)), block]) : block;
    }),
  );
