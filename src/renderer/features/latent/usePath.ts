/** The pictures of a latent path with the present weights, kept up with while training. */
import { useEffect, useState } from "react";
import { exampleCount, type LatentPath } from "../../../shared/domain/latent";
import { type GalleryPart, galleryCells } from "../../../shared/domain/plugin";
import { request } from "../../bridge";
import { type AtlasPicture, fromAtlas } from "../../charts/pixels";
import { type Latest, useLatest } from "./useLatest";

/** Latest<AtlasPicture> of the strip: both ends and nine between them. */
export const stripLength = 11;
const stripPositions = Array.from({ length: stripLength }, (_, index) => index / (stripLength - 1));

/** A path and the position of the slider on it. */
export interface PathWish extends Omit<LatentPath, "positions"> {
  /** In [0, 1]. */
  position: number;
}

async function askPath({ position, ...path }: PathWish): Promise<AtlasPicture> {
  const answer = await request("latent.interpolate", { ...path, positions: [...stripPositions, position] });
  return fromAtlas(answer.step, answer.atlas);
}

/**
 * The strip, and after it the picture at the slider's position.
 * @param step the step that the run has reached; it moves at most a few times a second
 */
export const usePath = (wish: PathWish | null, step: number): Latest<AtlasPicture> => useLatest(wish, step, askPath);

/** Pictures to choose an end from. */
export interface Grid extends AtlasPicture {
  /** The classes that the generator is told; none where it is told none. */
  readonly classes: readonly string[];
}

interface GridWish {
  from: "preview" | "example";
  count: number;
}

async function askGrid({ from, count }: GridWish): Promise<Grid> {
  const points = Array.from({ length: count }, (_, index) => ({ from, index }));
  const answer = await request("latent.generate", { points });
  return { ...fromAtlas(answer.step, answer.atlas), classes: answer.classes ?? [] };
}

const previewOf = (count: number): GridWish => ({ from: "preview", count });
const exampleWish: GridWish = { from: "example", count: exampleCount };

/** What the ends are chosen from. */
export interface Grids {
  /** Fixed z drawn from the prior. */
  readonly preview: Latest<Grid>;
  /** What is made of the codes of held-out examples. */
  readonly example: Latest<Grid>;
}

/** Latest<AtlasPicture> to choose the ends from, as far as the model has them. */
export function useGrids(able: boolean, parts: readonly GalleryPart[], step: number): Grids {
  // A sweep over classes has as many whole rows as there is room for.
  const [count, setCount] = useState(galleryCells);
  const preview = useLatest(able && parts.includes("samples") ? previewOf(count) : null, step, askGrid);
  const whole = galleryCells - (galleryCells % (preview.picture?.layout.columns ?? 1));
  useEffect(() => setCount(whole), [whole]);
  const example = useLatest(able && parts.includes("reconstructions") ? exampleWish : null, step, askGrid);
  return { preview, example };
}
