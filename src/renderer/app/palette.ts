/** The same colours as palette.css, by name, for what draws itself (charts, canvas, exported pictures). */
export const colours = {
  ground: "--saddle-ground",
  surface: "--saddle-surface",
  ink: "--saddle-ink",
  ink2: "--saddle-ink-2",
  ink3: "--saddle-ink-3",
  line: "--saddle-line",
  data: "--saddle-data",
  generator: "--saddle-generator",
  discriminator: "--saddle-discriminator",
  value: "--saddle-value",
  reference: "--saddle-reference",
  cursor: "--saddle-cursor",
  grid: "--saddle-grid",
  axis: "--saddle-axis",
} as const;
export type ColourName = keyof typeof colours;

/** For styles and SVG attributes: follows the theme by itself. */
export const colour = (name: ColourName): string => `var(${colours[name]})`;

/** The dash that goes with each colour, so that colour is never the only sign. SVG `stroke-dasharray`. */
export const dashes = { data: "1.5 3.5", generator: "none", discriminator: "6 4", reference: "2 4" } as const;

export const fontFamily = '"Pretendard Variable", Pretendard, system-ui, sans-serif';
