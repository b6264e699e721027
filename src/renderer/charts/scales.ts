/** From steps and values to pixels: the same for the window, for SVG and for PNG. */
import type { PlottedFigure } from "./figure";

/** A rectangle that the lines fill, pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Scales {
  /** Pixels from the left. */
  across(step: number): number;
  /** Pixels from the top; what lies outside of the axis lies outside of the box. */
  down(value: number): number;
}

export function scalesOf({ x, y, logarithmic }: Pick<PlottedFigure, "x" | "y" | "logarithmic">, box: PlotBox): Scales {
  const scale = logarithmic ? Math.log : (value: number) => value;
  const [low, high] = [scale(y[0]), scale(y[1])];
  const [perStep, perValue] = [box.width / (x[1] - x[0]), box.height / (high - low)];
  return {
    across: (step) => box.left + (step - x[0]) * perStep,
    down: (value) => box.top + (high - scale(value)) * perValue,
  };
}

/** Tenths of a pixel are finer than a screen tells apart. */
const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;

/**
 * A line as the `d` of an SVG path; where a value is NaN it is broken.
 * @param step ascending, `[n]`
 * @param values `[n]`
 */
export function linePath(step: ArrayLike<number>, values: ArrayLike<number>, { across, down }: Scales): string {
  let path = "";
  let pen = "M";
  for (let index = 0; index < step.length; index += 1) {
    const value = values[index]!;
    if (Number.isNaN(value)) {
      pen = "M";
      continue;
    }
    path += `${pen}${rounded(across(step[index]!))} ${rounded(down(value))}`;
    pen = "L";
  }
  return path;
}
