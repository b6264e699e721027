/** From a source of pictures to the settings of the plug-in `images`. */
import type { Inspection } from "../contract/data";
import type { PluginSettings } from "./recipe";

/** @param before the dataset that it takes the place of, whose range the model was made for */
export function ownImages(path: string, { suggestion }: Inspection, before: PluginSettings): PluginSettings {
  const { range } = before;
  return {
    id: "images",
    source: path,
    size: suggestion.size,
    colour: suggestion.colour,
    ...(range === "[0,1]" || range === "[-1,1]" ? { range } : {}),
  };
}
