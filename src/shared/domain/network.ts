/** Networks as they will be built: what each layer makes of one example, and what it costs. */
import { z } from "zod";
import { localizedSchema } from "./text";

export const layerFactsSchema = z.object({
  /** What it is: `Convolution`. */
  title: localizedSchema,
  /** How it is set, where there is something to say: `4 × 4, stride 2`. */
  detail: localizedSchema.optional(),
  /** The setting that lists it, for example `model.generator.layers.0`; absent for what a model adds by itself. */
  path: z.string().optional(),
  /** Of one example after it: `[values]` or `[height, width, channels]`. */
  shape: z.array(z.int().positive()).min(1).max(3),
  /** Trainable numbers. */
  parameters: z.int().nonnegative(),
  /** Multiplications of products of matrices and convolutions for one example, from input to output. */
  products: z.number().nonnegative(),
});
export type LayerFacts = z.infer<typeof layerFactsSchema>;

export const networkFactsSchema = z.object({
  /** `generator`, `discriminator`, `encoder` and the like. */
  id: z.string(),
  /** The network of the recipe's optimizers that it belongs to. */
  optimizer: z.string(),
  /** What goes in: `z`, `picture`, with labels where it is told them. */
  inputTitle: localizedSchema,
  /** Of one example. */
  input: z.array(z.int().positive()).min(1).max(3),
  /** Up to the first layer that does not fit. */
  layers: z.array(layerFactsSchema),
});
export type NetworkFacts = z.infer<typeof networkFactsSchema>;

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Trainable numbers of a network. */
export const parametersOf = ({ layers }: NetworkFacts): number => total(layers.map(({ parameters }) => parameters));

/** Trainable numbers by the network of the recipe's optimizers. */
export function parameterCounts(networks: readonly NetworkFacts[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const network of networks) counts[network.optimizer] = (counts[network.optimizer] ?? 0) + parametersOf(network);
  return counts;
}

/** Multiplications of one example's way through a network, and those of its first layer that has any. */
export function productsOf({ layers }: NetworkFacts): { all: number; first: number } {
  const products = layers.map((layer) => layer.products);
  return { all: total(products), first: products.find((each) => each > 0) ?? 0 };
}
