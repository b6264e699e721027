/** A view of points on paper, for SVG and PNG: light whatever the window's theme is. */
import type { PointsRecord } from "../../../shared/formats/points";
import { CanvasPen, type Pen, SvgPen } from "../pen";
import { pngOf } from "../pixels";
import type { DensityColours, Layer } from "./layers";
import { drawLine } from "./line";
import { drawPlane } from "./plane";

const paper: DensityColours = {
  surface: "#ffffff",
  ink: "#16191d",
  quiet: "#69717a",
  grid: "#c6cbd1",
  data: "#5d646c",
  generator: "#009e73",
  discriminator: "#0072b2",
};

export interface DensityDrawing {
  readonly record: PointsRecord;
  readonly hidden: ReadonlySet<Layer>;
  readonly title: string;
  /** Under the title: project, run, step. */
  readonly subtitle: string;
}

const head = 64;
const sizeOf = ({ dimensions }: PointsRecord) =>
  dimensions === 1 ? { width: 960, height: 600 } : { width: 760, height: 820 };

function draw(pen: Pen, { record, hidden, title, subtitle }: DensityDrawing): void {
  const { width, height } = sizeOf(record);
  pen.rect(0, 0, width, height, paper.surface);
  pen.text(40, 32, title, { colour: paper.ink, size: 20, anchor: "start", weight: 600 });
  pen.text(40, 53, subtitle, { colour: paper.quiet, size: 13, anchor: "start", weight: 400 });
  const box = { left: 12, top: head, width: width - 24, height: height - head - 12 };
  (record.dimensions === 1 ? drawLine : drawPlane)(pen, record, { colours: paper, hidden, box });
}

export function densitySvg(drawing: DensityDrawing): string {
  const pen = new SvgPen();
  draw(pen, drawing);
  const { width, height } = sizeOf(drawing.record);
  return pen.document(width, height, `${drawing.title} · ${drawing.subtitle}`);
}

/** At twice the size. */
export async function densityPng(drawing: DensityDrawing): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = sizeOf(drawing.record);
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the window has no 2D canvas");
  context.scale(2, 2);
  draw(new CanvasPen(context), drawing);
  return pngOf(canvas);
}
