/** What laid out layers are and cost, for the diagram and every count. */
import type { LayerFacts } from "../../../../shared/domain/network";
import { sizeOf } from "../../../../shared/domain/shape";
import { type Localized, same, say } from "../../../../shared/domain/text";
import { activationNames } from "./activation";
import { flattens, isMaps, type Placed } from "./layout";
import { type Listed, layerNames } from "./listed";
import { minibatchWeights } from "./minibatch";

/** A row of values from maps. */
export const flattened = (values: number): LayerFacts => ({
  title: { en: "Flatten", ko: "한 줄로 Flatten" },
  shape: [values],
  parameters: 0,
  products: 0,
});

/** Products of a layer whose every output value meets `reached` inputs, and its biases. */
export const weighted = (weights: number, biases: number, products = weights) => ({
  parameters: weights + biases,
  products,
});

const spectralText = say("spectral", "스펙트럼");
const joined = (...parts: readonly (Localized | false)[]): Localized | null => {
  const said = parts.filter((part) => part !== false);
  return said.length === 0 ? null : say(said.map(({ en }) => en).join(", "), said.map(({ ko }) => ko).join(", "));
};

const titleOf = (layer: Listed): Localized =>
  layer.kind === "activation" ? activationNames[layer.activation] : layerNames[layer.kind];

function detailOf(layer: Listed): Localized | null {
  switch (layer.kind) {
    case "dense":
      return joined(layer.spectral && spectralText);
    case "maxout":
      return joined(say(`${layer.pieces} pieces`, `조각 ${layer.pieces}개`), layer.spectral && spectralText);
    case "convolution":
    case "transposed-convolution": {
      const { kernel, stride, spectral } = layer;
      return joined(
        same(`${kernel} × ${kernel}`),
        stride > 1 && say(`stride ${stride}`, `스트라이드 ${stride}`),
        spectral && spectralText,
      );
    }
    case "activation":
      return layer.activation === "leaky-relu" ? same(String(layer.slope)) : null;
    case "dropout":
      return say(`keeps ${layer.keep}`, `유지 ${layer.keep}`);
    case "minibatch":
      return same(`B ${layer.kernels}, C ${layer.dimensions}`);
    default:
      return null;
  }
}

function costOf({ layer, input, output, bias }: Placed): Pick<LayerFacts, "parameters" | "products"> {
  const inputs = sizeOf(input);
  const channels = input.at(-1)!;
  const biases = (count: number) => (bias ? count : 0);
  switch (layer.kind) {
    case "dense":
      return weighted(inputs * layer.units, biases(layer.units));
    case "maxout":
      return weighted(inputs * layer.units * layer.pieces, layer.units * layer.pieces);
    case "convolution":
    case "transposed-convolution": {
      const weights = layer.kernel ** 2 * channels * layer.channels;
      // Each place of the smaller maps meets the kernel once.
      const [smaller] = layer.kind === "convolution" ? [output] : [input];
      return weighted(weights, biases(layer.channels), weights * (sizeOf(smaller) / smaller.at(-1)!));
    }
    case "batch-norm":
    case "layer-norm":
      return { parameters: 2 * channels, products: 0 };
    case "minibatch":
      return weighted(minibatchWeights(layer, inputs), 0);
    default:
      return { parameters: 0, products: 0 };
  }
}

/** @param list path of the setting that lists them */
export function factsOf(placed: readonly Placed[], list: string): LayerFacts[] {
  return placed.flatMap((each) => {
    const { layer, index, input, output } = each;
    const detail = detailOf(layer);
    const facts: LayerFacts = {
      title: titleOf(layer),
      ...(detail ? { detail } : {}),
      path: `${list}.${index}`,
      shape: [...output],
      ...costOf(each),
    };
    return isMaps(input) && flattens(layer.kind) ? [flattened(sizeOf(input)), facts] : [facts];
  });
}

/** Numbers that a pass keeps of one example for its gradient, beside what minibatch discrimination does. */
export const keptBy = (placed: readonly Placed[]): number =>
  placed.reduce((sum, { layer, output }) => {
    const size = sizeOf(output);
    return sum + (layer.kind === "maxout" ? size * (layer.pieces + 1) : size);
  }, 0);
