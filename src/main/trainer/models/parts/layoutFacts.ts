/** What laid out layers are and cost, for the diagram and every count. */
import type { LayerFacts } from "../../../../shared/domain/network";
import { sizeOf } from "../../../../shared/domain/shape";
import { type Localized, same, say } from "../../../../shared/domain/text";
import { activationNames } from "./activation";
import { flattens, isMaps, isPicture, layOut, type Placed, type Shape } from "./layout";
import { type Listed, layerNames } from "./listed";
import { minibatchWeights } from "./minibatch";
import type { Output } from "./output";

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

/** @param paths the setting that lists each of them; none for what a model adds by itself */
export function factsOf(placed: readonly Placed[], paths: (index: number) => string | undefined): LayerFacts[] {
  return placed.flatMap((each) => {
    const { layer, index, input, output } = each;
    const detail = detailOf(layer);
    const path = paths(index);
    const facts: LayerFacts = {
      title: titleOf(layer),
      ...(detail ? { detail } : {}),
      ...(path === undefined ? {} : { path }),
      shape: [...output],
      ...costOf(each),
    };
    return isMaps(input) && flattens(layer.kind) ? [flattened(sizeOf(input)), facts] : [facts];
  });
}

/** A layer, and the setting that it comes from, if any. */
export interface Row {
  readonly layer: Listed;
  readonly path?: string;
}

/**
 * Layers of a model that lists them otherwise, or not at all.
 * @returns what they are, and how many values of an example come out
 */
export function rowFacts(
  rows: readonly Row[],
  input: Shape,
  network: "generator" | "discriminator",
): { facts: LayerFacts[]; values: number } {
  const { placed, end } = layOut(
    rows.map(({ layer }) => layer),
    input,
    network,
  );
  const facts = factsOf(placed, (index) => rows[index]?.path);
  if (end && isMaps(end)) facts.push(flattened(sizeOf(end)));
  return { facts, values: sizeOf(end ?? [0]) };
}

/** D's last layer, which makes one number of each example or pack. */
export const logitFacts = (inputs: number, spectral: boolean): LayerFacts => ({
  title: { en: "Logit", ko: "로짓 Logit" },
  ...(spectral ? { detail: spectralText } : {}),
  shape: [1],
  ...weighted(inputs, 1),
});

/**
 * G's last layer: to the data's shape, with this activation.
 * @param inputs of its dense layer; null where maps have that shape already
 */
export const outputFacts = (
  shape: readonly number[],
  activation: Output | null,
  inputs: number | null,
): LayerFacts => ({
  title: { en: "Output", ko: "출력 Output" },
  ...(activation ? { detail: activationNames[activation] } : {}),
  shape: isPicture(shape) ? [...shape] : [sizeOf(shape)],
  ...(inputs === null ? weighted(0, 0) : weighted(inputs * sizeOf(shape), sizeOf(shape))),
});

/** Names of what goes in. */
export const inputTitles = {
  z: (told: boolean): Localized => (told ? say("z and class", "z, 클래스") : same("z")),
  example(shape: readonly number[], told: boolean, pack = 1): Localized {
    const [en, ko] = isPicture(shape)
      ? pack > 1
        ? [`${pack} pictures`, `이미지 ${pack}장`]
        : ["picture", "이미지"]
      : pack > 1
        ? [`${pack} points`, `점 ${pack}개`]
        : ["point", "점"];
    return told ? say(`${en} and class`, `${ko}, 클래스`) : say(en, ko);
  },
};

/** Numbers that a pass keeps of one example for its gradient, beside what minibatch discrimination does. */
export const keptBy = (placed: readonly Placed[]): number =>
  placed.reduce((sum, { layer, output }) => {
    const size = sizeOf(output);
    return sum + (layer.kind === "maxout" ? size * (layer.pieces + 1) : size);
  }, 0);
