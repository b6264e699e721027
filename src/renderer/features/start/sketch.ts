/** A drawing of a recipe's networks, from its settings alone: their layers where the model lists them by width. */
import type { Recipe } from "../../../shared/domain/recipe";

export interface SketchLayer {
  /** Units of the layer. */
  units: number;
  /** What stands below it: `240×5` for maxout with five pieces. */
  label: string;
}

/** Of a generator and a discriminator; one that lists no layers (it convolves) has none here. */
export interface Sketch {
  latentSize: number | null;
  generator: readonly SketchLayer[];
  discriminator: readonly SketchLayer[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const numberAt = (value: unknown, key: string): number | null => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === "number" && Number.isFinite(found) && found > 0 ? found : null;
};

/** The layers of one network: an array of widths, or of objects with `units`, itself or under `layers`. */
function layersOf(network: unknown): SketchLayer[] {
  const list = isRecord(network) ? network.layers : network;
  // Where maps are among them, units alone would tell half of it.
  if (!Array.isArray(list) || list.some((layer: unknown) => numberAt(layer, "channels") !== null)) return [];
  return list.flatMap((layer: unknown) => {
    const units = typeof layer === "number" ? layer : numberAt(layer, "units");
    if (units === null) return [];
    const pieces = numberAt(layer, "pieces") ?? (isRecord(layer) ? numberAt(layer.activation, "pieces") : null);
    const maxout = isRecord(layer) && JSON.stringify(layer.activation ?? layer.kind ?? "").includes("maxout");
    return [{ units, label: maxout && pieces !== null ? `${units}×${pieces}` : String(units) }];
  });
}

/** Null for a model of other networks. Each network has an optimizer, under its name. */
export function sketchOf(recipe: Recipe): Sketch | null {
  if (!("generator" in recipe.optimizers) || !("discriminator" in recipe.optimizers)) return null;
  const generator = layersOf(recipe.model.generator);
  const discriminator = layersOf(recipe.model.discriminator);
  return { latentSize: numberAt(recipe.model, "latentSize"), generator, discriminator };
}

export interface CodecSketch {
  latentSize: number | null;
  /** The decoder has them in reverse. */
  encoder: readonly SketchLayer[];
}

/** Of a model that has one list of layers on both sides of a code; null for others, and where it has none of them. */
export function codecSketchOf({ model }: Recipe): CodecSketch | null {
  const encoder = layersOf(model.layers);
  if (encoder.length === 0 || model.network !== "dense") return null;
  return { latentSize: numberAt(model, "latentSize"), encoder };
}

/** Height of a layer in a drawing of `full` pixels: by the logarithm, since widths span three decades. */
export function layerHeight(units: number, full: number): number {
  const part = Math.log2(1 + units) / Math.log2(1 + 2048);
  return Math.round(Math.min(1, Math.max(0.08, part)) * full * 10) / 10;
}
