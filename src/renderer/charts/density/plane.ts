/** Points of a plane: D as ground with its ½, the data, what G makes, where D draws it, and the grid of z. */
import { cellAt, type PointsRecord, sideOf } from "../../../shared/formats/points";
import { dashes } from "../../app/palette";
import type { Pen, Point } from "../pen";
import type { PlotBox } from "../scales";
import { linearTicks, tickLabel } from "../ticks";
import { chained, contour } from "./contour";
import { sigmoid } from "./estimate";
import type { DensityColours, DensityLook } from "./layers";

/** How strongly D = 1 colours the ground. */
const strongest = 0.5;
/** Pixels of the longest arrow. */
const longestArrow = 22;
const margin = { left: 34, right: 8, top: 8, bottom: 22 };

/** The square of the plane within the room that there is. */
export function squareWithin({ left, top, width, height }: PlotBox): PlotBox {
  const side = Math.max(1, Math.min(width - margin.left - margin.right, height - margin.top - margin.bottom));
  return {
    left: left + margin.left + Math.max(0, (width - margin.left - margin.right - side) / 2),
    top: top + margin.top + Math.max(0, (height - margin.top - margin.bottom - side) / 2),
    width: side,
    height: side,
  };
}

/** `#rrggbb` with an opacity over another, as three bytes. */
export function blend(over: string, under: string, opacity: number): [number, number, number] {
  const bytes = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [bytes(over), bytes(under)];
  return [0, 1, 2].map((i) => Math.round(a[i]! * opacity + b[i]! * (1 - opacity))) as [number, number, number];
}

function ground(pen: Pen, record: PointsRecord, colours: DensityColours, box: PlotBox): void {
  const { logits } = record;
  if (!logits) return;
  const side = sideOf(record, logits);
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let cell = 0; cell < logits.length; cell++) {
    const d = sigmoid(logits[cell]!);
    // Rows of a picture go down, those of the record up.
    const to = ((side - 1 - Math.floor(cell / side)) * side + (cell % side)) * 4;
    rgba.set([...blend(colours.discriminator, colours.surface, strongest * (Number.isFinite(d) ? d : 0)), 255], to);
  }
  pen.cells(box, side, rgba);
}

export function drawPlane(pen: Pen, record: PointsRecord, { colours, hidden, box: room }: DensityLook): void {
  const box = squareWithin(room);
  const [[left, right], [least, most]] = record.bounds as [[number, number], [number, number]];
  const across = (x: number): number => box.left + ((x - left) / (right - left)) * box.width;
  const down = (y: number): number => box.top + ((most - y) / (most - least)) * box.height;
  const place = (values: ArrayLike<number>, i: number): Point => [across(values[2 * i]!), down(values[2 * i + 1]!)];
  const inside = ([x, y]: Point): boolean =>
    x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
  const text = { colour: colours.quiet, size: 11, weight: 400 } as const;

  if (!hidden.has("discriminator")) ground(pen, record, colours, box);
  for (const tick of linearTicks(left, right, 5)) {
    const x = across(tick);
    pen.line(
      [
        [x, box.top + box.height],
        [x, box.top + box.height + 4],
      ],
      { colour: colours.quiet, width: 1, dash: "none", opacity: 1 },
    );
    pen.text(x, box.top + box.height + 16, tickLabel(tick), { ...text, anchor: "middle" });
  }
  for (const tick of linearTicks(least, most, 5)) {
    const y = down(tick);
    pen.line(
      [
        [box.left - 4, y],
        [box.left, y],
      ],
      { colour: colours.quiet, width: 1, dash: "none", opacity: 1 },
    );
    pen.text(box.left - 8, y + 4, tickLabel(tick), { ...text, anchor: "end" });
  }
  pen.within(box, () => {
    if (!hidden.has("half") && record.logits) {
      const side = sideOf(record, record.logits);
      const cell = (bounds: readonly [number, number], index: number) => cellAt(bounds, side, index);
      for (const line of chained(contour(record.logits, side, 0))) {
        const points = line.map(
          ([x, y]): Point => [across(cell(record.bounds[0]!, x)), down(cell(record.bounds[1]!, y))],
        );
        pen.line(points, { colour: colours.discriminator, width: 1.6, dash: dashes.discriminator, opacity: 1 });
      }
    }
    const { lattice } = record;
    if (!hidden.has("lattice") && lattice) {
      const side = lattice.z.length;
      const stroke = { colour: colours.generator, width: 1, dash: "none", opacity: 0.4 };
      const line = (at: (step: number) => number) =>
        pen.line(
          Array.from({ length: side }, (_, step) => place(lattice.x, at(step))).filter(
            ([x, y]) => Number.isFinite(x) && Number.isFinite(y),
          ),
          stroke,
        );
      if (lattice.dimensions === 1) line((step) => step);
      else {
        for (let i = 0; i < side; i++) {
          line((step) => i * side + step);
          line((step) => step * side + i);
        }
      }
    }
    if (!hidden.has("data")) {
      for (let i = 0; i < record.data.length / 2; i++) {
        const at = place(record.data, i);
        if (inside(at)) pen.dot(at, 1.4, colours.data, 0.85);
      }
    }
    if (!hidden.has("generated")) {
      for (let i = 0; i < record.generated.length / 2; i++) {
        const at = place(record.generated, i);
        if (inside(at)) pen.dot(at, 1.9, colours.generator, 0.7);
      }
    }
    if (!hidden.has("arrows") && record.descent) arrows(pen, record, place, box, colours);
  });
  pen.frame(box, { colour: colours.grid, width: 1, dash: "none", opacity: 1 });
}

function arrows(
  pen: Pen,
  { descent, generated, bounds }: PointsRecord,
  place: (values: ArrayLike<number>, i: number) => Point,
  box: PlotBox,
  colours: DensityColours,
): void {
  const count = descent!.length / 2;
  const lengths = Array.from({ length: count }, (_, i) => Math.hypot(descent![2 * i]!, descent![2 * i + 1]!));
  // All by one scale, whose unit is the length that one in ten is above.
  const unit = lengths.filter(Number.isFinite).sort((a, b) => a - b)[Math.floor(0.9 * count)] ?? 0;
  if (!(unit > 0)) return;
  const stroke = { colour: colours.ink, width: 1, dash: "none", opacity: 0.75 };
  const aspect = box.height / box.width / ((bounds[1]![1] - bounds[1]![0]) / (bounds[0]![1] - bounds[0]![0]));
  for (let i = 0; i < count; i++) {
    const length = Math.min(1, lengths[i]! / unit) * longestArrow;
    const [x, y] = place(generated, i);
    if (!(length > 2) || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    const [dx, dy] = [descent![2 * i]! / lengths[i]!, (-descent![2 * i + 1]! / lengths[i]!) * aspect];
    const tip: Point = [x + dx * length, y + dy * length];
    const head = Math.min(4, length / 2);
    pen.line([[x, y], tip], stroke);
    pen.line(
      [
        [tip[0] - head * (dx + 0.5 * dy), tip[1] - head * (dy - 0.5 * dx)],
        tip,
        [tip[0] - head * (dx - 0.5 * dy), tip[1] - head * (dy + 0.5 * dx)],
      ],
      stroke,
    );
  }
}
