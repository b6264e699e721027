/** Canvases that follow their size, the screen's resolution and the theme. */
import { type RefObject, useEffect } from "react";
import { colours as palette } from "../app/palette";
import type { DensityColours } from "./density/layers";

/** The palette as it is now, as values: a canvas knows no variables. */
export function coloursOn(element: Element): DensityColours {
  const style = getComputedStyle(element);
  const value = (name: keyof typeof palette): string => style.getPropertyValue(palette[name]).trim();
  return {
    surface: value("surface"),
    ink: value("ink"),
    quiet: value("axis"),
    grid: value("grid"),
    data: value("data"),
    generator: value("generator"),
    discriminator: value("discriminator"),
  };
}

export type Painting = (context: CanvasRenderingContext2D, colours: DensityColours) => void;

/**
 * Paints when what is shown, its size or the theme changes, in CSS pixels on an empty canvas.
 * @param painting another function where it shows something else; null for nothing yet
 */
export function useCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  width: number,
  height: number,
  painting: Painting | null,
): void {
  useEffect(() => {
    const element = canvas.current;
    if (element === null || painting === null || width < 1 || height < 1) return;
    const paint = (): void => {
      element.width = Math.round(width * devicePixelRatio);
      element.height = Math.round(height * devicePixelRatio);
      const context = element.getContext("2d");
      if (context === null) return;
      context.scale(devicePixelRatio, devicePixelRatio);
      painting(context, coloursOn(element));
    };
    paint();
    const themes = new MutationObserver(paint);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
    return () => themes.disconnect();
  }, [canvas, width, height, painting]);
}
