/** Fashion-MNIST by its name: fetched once, and kept in the cache. */
import type { PluginSettings } from "./recipe";

/** Value of a source of the plug-in `mnist`, and of `--data`, that means it. */
export const fashionSource = "fashion-mnist";
/** What comes over the wire, bytes. */
export const fashionDownloadBytes = 30_900_000;

/** @param before the dataset that it takes the place of, whose range the model was made for */
export function fashionMnistData({ range }: PluginSettings): PluginSettings {
  return {
    id: "mnist",
    source: fashionSource,
    examples: 60_000,
    ...(range === "[0,1]" || range === "[-1,1]" ? { range } : {}),
  };
}
