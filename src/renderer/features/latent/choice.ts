/** The two ends and the path between them; kept while other pages are shown. */
import { create } from "zustand";
import type { InterpolationMode, LatentPoint } from "../../../shared/domain/latent";

export type EndName = "a" | "b";

interface LatentChoice {
  readonly a: LatentPoint;
  readonly b: LatentPoint;
  readonly mode: InterpolationMode;
  /** Where on the path the slider is, in [0, 1]: 0 is A. */
  readonly position: number;
}

export const useChoice = create<LatentChoice>(() => ({
  a: { from: "preview", index: 0 },
  b: { from: "preview", index: 9 },
  mode: "spherical",
  position: 0.5,
}));

export const chooseEnd = (end: EndName, point: LatentPoint): void =>
  useChoice.setState(end === "a" ? { a: point } : { b: point });
