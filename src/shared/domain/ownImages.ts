/** From a source of pictures to the settings of the plug-in `images`. */
import type { Inspection } from "../contract/data";
import type { PluginSettings } from "./recipe";

/** Whether a recipe is for pictures of a person's own and none are chosen yet. */
export const wantsImages = ({ id, source }: PluginSettings): boolean => id === "images" && source === "";

/** @param before the dataset that it takes the place of, whose range the model was made for; one that waits for pictures is filled in */
export function ownImages(path: string, { suggestion }: Inspection, before: PluginSettings): PluginSettings {
  // A recipe that waits for pictures says how it wants them.
  if (wantsImages(before)) return { ...before, source: path };
  const { range } = before;
  return {
    id: "images",
    source: path,
    size: suggestion.size,
    colour: suggestion.colour,
    orientation: suggestion.orientation,
    ...(range === "[0,1]" || range === "[-1,1]" ? { range } : {}),
  };
}
