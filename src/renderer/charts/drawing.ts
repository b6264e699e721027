/** A whole chart on paper: title, axes, lines, saddle values and legend, for SVG and PNG. */
import type { FigureSpec, Owner, PlottedFigure } from "./figure";
import { CanvasPen, type Pen, type Point, type Stroke, SvgPen } from "./pen";
import { pngOf } from "./pixels";
import { scalesOf } from "./scales";
import { tickLabel } from "./ticks";

/** Exported figures are for paper, so they are light whatever the window's theme is. */
const ink = "#16191d";
const quiet = "#69717a";
const grid = "#e6e8eb";
const lineLook: Record<Owner, { colour: string; dash: string }> = {
  data: { colour: "#5d646c", dash: "1.5 3.5" },
  generator: { colour: "#009e73", dash: "none" },
  discriminator: { colour: "#0072b2", dash: "6 4" },
  value: { colour: "#b0588a", dash: "none" },
};

/** Pixels. */
const size = { width: 960, height: 540 };
const frame = { left: 64, right: 24, top: 72, bottom: 84 };

export interface FigureCaption {
  /** Under the title: project, run, seed. */
  readonly subtitle: string;
  /** Name of the horizontal axis. */
  readonly stepName: string;
}

/** Cuts a line into its unbroken parts. */
function unbroken(values: Float32Array, pointOf: (index: number) => Point): Point[][] {
  const parts: Point[][] = [];
  let part: Point[] = [];
  values.forEach((value, index) => {
    if (Number.isNaN(value)) part = [];
    else if (part.push(pointOf(index)) === 1) parts.push(part);
  });
  return parts;
}

function draw(pen: Pen, spec: FigureSpec, plotted: PlottedFigure, caption: FigureCaption): void {
  const right = size.width - frame.right;
  const bottom = size.height - frame.bottom;
  const box = { left: frame.left, top: frame.top, width: right - frame.left, height: bottom - frame.top };
  const { across, down: unbound } = scalesOf(plotted, box);
  const down = (value: number): number => Math.min(bottom, Math.max(frame.top, unbound(value)));

  pen.rect(0, 0, size.width, size.height, "#ffffff");
  pen.text(frame.left, 32, spec.title, { colour: ink, size: 20, anchor: "start", weight: 600 });
  pen.text(frame.left, 53, caption.subtitle, { colour: quiet, size: 13, anchor: "start", weight: 400 });
  const rule: Stroke = { colour: grid, width: 1, dash: "none", opacity: 1 };
  for (const tick of plotted.yTicks) {
    pen.line(
      [
        [frame.left, down(tick)],
        [right, down(tick)],
      ],
      rule,
    );
    pen.text(frame.left - 8, down(tick) + 4, tickLabel(tick), { colour: quiet, size: 12, anchor: "end", weight: 400 });
  }
  pen.line(
    [
      [frame.left, bottom],
      [right, bottom],
    ],
    { ...rule, colour: quiet },
  );
  for (const tick of plotted.xTicks) {
    pen.line(
      [
        [across(tick), bottom],
        [across(tick), bottom + 5],
      ],
      { ...rule, colour: quiet },
    );
    pen.text(across(tick), bottom + 19, tickLabel(tick), { colour: quiet, size: 12, anchor: "middle", weight: 400 });
  }
  pen.text(right, bottom + 36, caption.stepName, { colour: quiet, size: 12, anchor: "end", weight: 400 });
  if (spec.unit !== "") {
    pen.text(frame.left - 8, frame.top - 6, spec.unit, { colour: quiet, size: 12, anchor: "end", weight: 400 });
  }

  for (const { owner, raw, smooth } of plotted.lines) {
    const stroke = { ...lineLook[owner], width: 1.8, opacity: 1 };
    const layers = smooth
      ? [
          { values: raw, stroke: { ...stroke, width: 1, dash: "none", opacity: 0.28 } },
          { values: smooth, stroke },
        ]
      : [{ values: raw, stroke }];
    for (const { values, stroke } of layers) {
      for (const part of unbroken(values, (index) => [across(plotted.step[index]!), down(values[index]!)])) {
        pen.line(part, stroke);
      }
    }
  }
  for (const { value, label, owner } of spec.references) {
    if (value < plotted.y[0] || value > plotted.y[1]) continue;
    const { colour } = lineLook[owner];
    pen.line(
      [
        [frame.left, down(value)],
        [right, down(value)],
      ],
      { colour, width: 1, dash: "2 4", opacity: 0.9 },
    );
    pen.text(right - 4, down(value) - 5, label, { colour, size: 12, anchor: "end", weight: 600 });
  }
  legend(pen, spec);
}

function legend(pen: Pen, spec: FigureSpec): void {
  const y = size.height - 22;
  let x = frame.left;
  for (const { label, owner } of spec.series) {
    pen.line(
      [
        [x, y - 4],
        [x + 30, y - 4],
      ],
      { ...lineLook[owner], width: 2, opacity: 1 },
    );
    pen.text(x + 38, y, label, { colour: ink, size: 13, anchor: "start", weight: 400 });
    x += 38 + label.length * 8 + 32;
  }
}

/** Leaves out of a figure what is switched off. */
const withoutHidden = (spec: FigureSpec, hidden: ReadonlySet<string>): FigureSpec => ({
  ...spec,
  series: spec.series.filter(({ metric }) => !hidden.has(metric)),
});

export interface FigureDrawing {
  readonly spec: FigureSpec;
  readonly plotted: PlottedFigure;
  readonly hidden: ReadonlySet<string>;
  readonly caption: FigureCaption;
}

export function toSvg({ spec, plotted, hidden, caption }: FigureDrawing): string {
  const pen = new SvgPen();
  draw(pen, withoutHidden(spec, hidden), plotted, caption);
  return pen.document(size.width, size.height, `${spec.title} · ${caption.subtitle}`);
}

/** PNG at twice the size. */
export async function toPng({ spec, plotted, hidden, caption }: FigureDrawing): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width * 2;
  canvas.height = size.height * 2;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the window has no 2D canvas");
  context.scale(2, 2);
  draw(new CanvasPen(context), withoutHidden(spec, hidden), plotted, caption);
  return pngOf(canvas);
}
