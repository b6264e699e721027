/** The two ends and the path between them; kept while other pages are shown. */
import { create } from "zustand";
import type { InterpolationMode, LatentPoint } from "../../../shared/domain/latent";
import type { GalleryPart } from "../../../shared/domain/plugin";

export type EndName = "a" | "b";

interface LatentChoice {
  readonly a: LatentPoint;
  readonly b: LatentPoint;
  readonly mode: InterpolationMode;
  /** Where on the path the slider is, in [0, 1]: 0 is A. */
  readonly position: number;
  /** What is shown of codes that are pairs of numbers. */
  readonly view: "plane" | "path";
}

export const useChoice = create<LatentChoice>(() => ({
  a: { from: "preview", index: 0 },
  b: { from: "preview", index: 9 },
  mode: "spherical",
  position: 0.5,
  view: "plane",
}));

/** The point that stands for a chosen one in a model that may lack a prior or an encoder. */
export function possible(point: LatentPoint, parts: readonly GalleryPart[]): LatentPoint {
  const index = point.from === "seed" ? 0 : point.index;
  if (point.from === "example") return parts.includes("reconstructions") ? point : { from: "preview", index };
  return parts.includes("samples") ? point : { from: "example", index };
}

export const chooseEnd = (end: EndName, point: LatentPoint): void =>
  useChoice.setState(end === "a" ? { a: point } : { b: point });
