/**
 * Colours of classes: Paul Tol's “muted” scheme on light ground and his “light” one on dark, both made for
 * colour-blind readers (SRON/EPS/TN/09-002, 2021). Points carry their class's name as well, so that colour is never
 * the only sign.
 */
const onLight = [
  "#332288",
  "#88ccee",
  "#44aa99",
  "#117733",
  "#999933",
  "#ddcc77",
  "#cc6677",
  "#882255",
  "#aa4499",
  "#777777",
];
const onDark = [
  "#99aaff",
  "#77aadd",
  "#99ddff",
  "#44bb99",
  "#bbcc33",
  "#aaaa00",
  "#eedd88",
  "#ee8866",
  "#ffaabb",
  "#dddddd",
];

export const classColour = (index: number, dark: boolean): string => {
  const colours = dark ? onDark : onLight;
  return colours[index % colours.length]!;
};

/** What stands for a class in the plot: its name where that is short, else its number. */
export const classSign = (name: string, index: number): string => (name.length <= 2 ? name : String(index));
