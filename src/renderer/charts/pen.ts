/** The few marks that a drawn chart is made of, on SVG text or on a canvas. */
import type { PlotBox } from "./scales";

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  /** SVG dash array, or `none`. */
  readonly dash: string;
  readonly opacity: number;
}

export interface Lettering {
  readonly colour: string;
  /** Pixels. */
  readonly size: number;
  readonly anchor: "start" | "middle" | "end";
  readonly weight: 400 | 600;
}

export type Point = readonly [x: number, y: number];

export interface Pen {
  rect(x: number, y: number, width: number, height: number, fill: string): void;
  /** A line through points, in pixels. */
  line(points: readonly Point[], stroke: Stroke): void;
  /** Text with its baseline at `y`. */
  text(x: number, y: number, words: string, lettering: Lettering): void;
  dot(at: Point, radius: number, colour: string, opacity: number): void;
  /** The outline of a box. */
  frame(box: PlotBox, stroke: Stroke): void;
  /** A picture of `side` by `side` cells that fills the box; RGBA, rows down. */
  cells(box: PlotBox, side: number, rgba: Uint8ClampedArray<ArrayBuffer>): void;
  /** What `draw` draws, cut off at the box. */
  within(box: PlotBox, draw: () => void): void;
}

const cornersOf = ({ left, top, width, height }: PlotBox): Point[] => [
  [left, top],
  [left + width, top],
  [left + width, top + height],
  [left, top + height],
  [left, top],
];

export const exportFont = "Pretendard, 'Noto Sans KR', 'Helvetica Neue', Arial, sans-serif";

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\t\n\r -\uFFFD]/g, "");

/** Writes SVG elements, one a line. */
export class SvgPen implements Pen {
  readonly #elements: string[] = [];
  #clips = 0;

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    const at = `x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"`;
    this.#elements.push(`<rect ${at} fill="${fill}"/>`);
  }

  line(points: readonly Point[], stroke: Stroke): void {
    const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${rounded(x)} ${rounded(y)}`).join("");
    const dash = stroke.dash === "none" ? "" : ` stroke-dasharray="${stroke.dash}"`;
    const look = `stroke="${stroke.colour}" stroke-width="${stroke.width}" stroke-opacity="${stroke.opacity}"`;
    this.#elements.push(`<path d="${path}" fill="none" ${look}${dash} stroke-linejoin="round"/>`);
  }

  text(x: number, y: number, words: string, lettering: Lettering): void {
    const at = `x="${rounded(x)}" y="${rounded(y)}" text-anchor="${lettering.anchor}"`;
    const look = `font-size="${lettering.size}" font-weight="${lettering.weight}" fill="${lettering.colour}"`;
    this.#elements.push(`<text ${at} ${look}>${escapeXml(words)}</text>`);
  }

  dot([x, y]: Point, radius: number, colour: string, opacity: number): void {
    const at = `cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}"`;
    this.#elements.push(`<circle ${at} fill="${colour}" fill-opacity="${opacity}"/>`);
  }

  frame(box: PlotBox, stroke: Stroke): void {
    this.line(cornersOf(box), stroke);
  }

  /** One rectangle for neighbours of a row that look the same. */
  cells({ left, top, width, height }: PlotBox, side: number, rgba: Uint8ClampedArray): void {
    const colourAt = (cell: number): string => `rgb(${rgba[4 * cell]},${rgba[4 * cell + 1]},${rgba[4 * cell + 2]})`;
    const [across, down] = [width / side, height / side];
    this.#elements.push('<g shape-rendering="crispEdges">');
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; ) {
        const colour = colourAt(y * side + x);
        let end = x + 1;
        while (end < side && colourAt(y * side + end) === colour) end++;
        this.rect(left + x * across, top + y * down, (end - x) * across, down, colour);
        x = end;
      }
    }
    this.#elements.push("</g>");
  }

  within({ left, top, width, height }: PlotBox, draw: () => void): void {
    const id = `clip-${++this.#clips}`;
    const at = `x="${rounded(left)}" y="${rounded(top)}" width="${rounded(width)}" height="${rounded(height)}"`;
    this.#elements.push(`<clipPath id="${id}"><rect ${at}/></clipPath>`, `<g clip-path="url(#${id})">`);
    draw();
    this.#elements.push("</g>");
  }

  /** A whole document that needs nothing else; `title` is read aloud. */
  document(width: number, height: number, title: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${exportFont}">`,
      `<title>${escapeXml(title)}</title>`,
      ...this.#elements,
      "</svg>",
      "",
    ].join("\n");
  }
}

/** Paints on a canvas; what it is given is scaled by the canvas's own transform. */
export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.#context.fillStyle = fill;
    this.#context.fillRect(x, y, width, height);
  }

  line(points: readonly Point[], stroke: Stroke): void {
    const context = this.#context;
    context.save();
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.globalAlpha = stroke.opacity;
    context.lineJoin = "round";
    context.setLineDash(stroke.dash === "none" ? [] : stroke.dash.split(" ").map(Number));
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
    context.restore();
  }

  text(x: number, y: number, words: string, lettering: Lettering): void {
    const context = this.#context;
    context.fillStyle = lettering.colour;
    context.font = `${lettering.weight} ${lettering.size}px ${exportFont}`;
    context.textAlign = lettering.anchor === "middle" ? "center" : lettering.anchor;
    context.fillText(words, x, y);
  }

  dot([x, y]: Point, radius: number, colour: string, opacity: number): void {
    const context = this.#context;
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 1;
  }

  frame(box: PlotBox, stroke: Stroke): void {
    this.line(cornersOf(box), stroke);
  }

  cells({ left, top, width, height }: PlotBox, side: number, rgba: Uint8ClampedArray<ArrayBuffer>): void {
    const canvas = document.createElement("canvas");
    canvas.width = side;
    canvas.height = side;
    canvas.getContext("2d")?.putImageData(new ImageData(rgba, side), 0, 0);
    this.#context.drawImage(canvas, left, top, width, height);
  }

  within({ left, top, width, height }: PlotBox, draw: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    draw();
    context.restore();
  }
}
