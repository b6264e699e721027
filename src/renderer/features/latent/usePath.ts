/** The pictures of a latent path with the present weights, kept up with while training. */
import { useEffect, useRef, useState } from "react";
import { type ErrorValue, toErrorValue } from "../../../shared/contract/errors";
import type { LatentPath } from "../../../shared/domain/latent";
import { request } from "../../bridge";
import { type AtlasPicture, fromAtlas } from "../../charts/pixels";
import { LatestOnly } from "./latest";

/** Pictures of the strip: both ends and nine between them. */
export const stripLength = 11;
const stripPositions = Array.from({ length: stripLength }, (_, index) => index / (stripLength - 1));

export interface Pictures {
  /** Null until the first answer. */
  picture: AtlasPicture | null;
  /** What went wrong with the last request. */
  error: ErrorValue | null;
}

const nothing: Pictures = { picture: null, error: null };

/** Asks again when the wish or the step changed; `null` asks nothing and keeps what is shown. */
function useLatest<Wish>(wish: Wish | null, step: number, ask: (wish: Wish) => Promise<AtlasPicture>): Pictures {
  const [pictures, setPictures] = useState(nothing);
  const asker = useRef<LatestOnly<Wish, AtlasPicture> | null>(null);
  useEffect(() => {
    const latest = new LatestOnly<Wish, AtlasPicture>(
      ask,
      (picture) => setPictures({ picture, error: null }),
      (thrown) => setPictures((before) => ({ ...before, error: toErrorValue(thrown) })),
    );
    asker.current = latest;
    return () => latest.end();
  }, [ask]);
  // As text, so that an equal wish is not asked for twice.
  const key = wish === null ? null : JSON.stringify(wish);
  useEffect(() => {
    if (key !== null && step >= 0) asker.current?.want(JSON.parse(key) as Wish);
  }, [key, step]);
  return pictures;
}

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
export const usePath = (wish: PathWish | null, step: number): Pictures => useLatest(wish, step, askPath);

const previewCount = 64;

async function askPreview({ count }: { count: number }): Promise<AtlasPicture> {
  const points = Array.from({ length: count }, (_, index) => ({ from: "preview" as const, index }));
  const answer = await request("latent.generate", { points });
  return fromAtlas(answer.step, answer.atlas);
}

const previewWish = { count: previewCount };

/** The 64 points of the preview grid, to choose the ends from. */
export const usePreview = (able: boolean, step: number): Pictures =>
  useLatest(able ? previewWish : null, step, askPreview);
