/** Figure 1 of Goodfellow et al. 2014: densities on a line, D between them, and below how z becomes x. */
import { cellAt, type PointsRecord } from "../../../shared/formats/points";
import { dashes } from "../../app/palette";
import type { Pen, Point, Stroke } from "../pen";
import type { PlotBox } from "../scales";
import { linearTicks, niceDomain, tickLabel } from "../ticks";
import { curvesOf, type DensityLook } from "./layers";

const margin = { left: 40, right: 34, top: 12, bottom: 22 };
/** Height of what lies below the axis where arrows from z are shown, and how many there are. */
const below = 74;
const arrowsShown = 25;

/** The box of the curves within the room that there is. */
export function curvesWithin({ left, top, width, height }: PlotBox, arrows: boolean): PlotBox {
  return {
    left: left + margin.left,
    top: top + margin.top,
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom - (arrows ? below : 0)),
  };
}

export function drawLine(pen: Pen, record: PointsRecord, { colours, hidden, box: room }: DensityLook): void {
  const { lattice } = record;
  const arrows = lattice !== null && lattice.dimensions === 1 && !hidden.has("lattice");
  const box = curvesWithin(room, arrows);
  const [least, most] = record.bounds[0]!;
  const curves = curvesOf(record);
  const highest = Math.max(...Array.from(curves.data), ...Array.from(curves.generated).filter(Number.isFinite));
  // G that has fallen together would hide the data's density.
  const top = niceDomain(0, Math.min(highest, 3 * Math.max(...Array.from(curves.data))) * 1.02, 4)[1] || 1;
  const bottom = box.top + box.height;
  const right = box.left + box.width;
  const across = (x: number): number => box.left + ((x - least) / (most - least)) * box.width;
  const onDensity = (value: number): number => bottom - (value / top) * box.height;
  const onProbability = (value: number): number => bottom - value * box.height;
  const plain: Stroke = { colour: colours.grid, width: 1, dash: "none", opacity: 1 };
  const text = { colour: colours.quiet, size: 11, weight: 400 } as const;

  for (const tick of linearTicks(0, top, 4)) {
    pen.line(
      [
        [box.left, onDensity(tick)],
        [right, onDensity(tick)],
      ],
      plain,
    );
    pen.text(box.left - 8, onDensity(tick) + 4, tickLabel(tick), { ...text, anchor: "end" });
  }
  if (curves.discriminator && !(hidden.has("discriminator") && hidden.has("optimum"))) {
    for (const [value, label] of [
      [0, "0"],
      [0.5, "½"],
      [1, "1"],
    ] as const) {
      pen.text(right + 8, onProbability(value) + 4, label, { ...text, colour: colours.discriminator, anchor: "start" });
    }
    pen.line(
      [
        [box.left, onProbability(0.5)],
        [right, onProbability(0.5)],
      ],
      { ...plain, colour: colours.discriminator, dash: dashes.reference, opacity: 0.5 },
    );
  }
  const curve = (values: ArrayLike<number>, down: (value: number) => number, stroke: Stroke): void => {
    let part: Point[] = [];
    const end = (): void => {
      if (part.length > 1) pen.line(part, stroke);
      part = [];
    };
    for (let i = 0; i < curves.side; i++) {
      if (Number.isFinite(values[i]!)) part.push([across(cellAt([least, most], curves.side, i)), down(values[i]!)]);
      else end();
    }
    end();
  };
  pen.within(box, () => {
    if (!hidden.has("optimum") && curves.discriminator) {
      curve(curves.optimum, onProbability, { colour: colours.discriminator, width: 1, dash: "none", opacity: 0.75 });
    }
    if (!hidden.has("data"))
      curve(curves.data, onDensity, { colour: colours.ink, width: 2, dash: "2 3.5", opacity: 1 });
    if (!hidden.has("generated"))
      curve(curves.generated, onDensity, { colour: colours.generator, width: 2, dash: "none", opacity: 1 });
    if (!hidden.has("discriminator") && curves.discriminator) {
      curve(curves.discriminator, onProbability, {
        colour: colours.discriminator,
        width: 2,
        dash: dashes.discriminator,
        opacity: 1,
      });
    }
  });
  pen.line(
    [
      [box.left, bottom],
      [right, bottom],
    ],
    { ...plain, colour: colours.quiet },
  );
  for (const tick of linearTicks(least, most, 7)) {
    pen.line(
      [
        [across(tick), bottom],
        [across(tick), bottom + 4],
      ],
      { ...plain, colour: colours.quiet },
    );
    pen.text(across(tick), bottom + 16, tickLabel(tick), { ...text, anchor: "middle" });
  }
  if (!arrows) return;

  const [from, to] = [bottom + 22 + below - 16, bottom + 24];
  const { z, x } = lattice;
  const [first, last] = [z[0]!, z.at(-1)!];
  const acrossZ = (value: number): number => box.left + ((value - first) / (last - first)) * box.width;
  const mark = { ...text, colour: colours.ink, size: 12 } as const;
  pen.line(
    [
      [box.left, to],
      [right, to],
    ],
    { ...plain, colour: colours.quiet },
  );
  pen.text(box.left - 8, to + 4, "x", { ...mark, anchor: "end" });
  pen.line(
    [
      [box.left, from],
      [right, from],
    ],
    { ...plain, colour: colours.quiet },
  );
  pen.text(box.left - 8, from + 4, "z", { ...mark, anchor: "end" });
  const every = Math.max(1, Math.round((z.length - 1) / (arrowsShown - 1)));
  const stroke: Stroke = { colour: colours.generator, width: 1, dash: "none", opacity: 0.85 };
  pen.within({ ...box, top: to - 2, height: from - to + 4 }, () => {
    for (let i = 0; i < z.length; i += every) {
      if (!Number.isFinite(x[i]!)) continue;
      const [begin, tip]: [Point, Point] = [
        [acrossZ(z[i]!), from],
        [across(x[i]!), to],
      ];
      const length = Math.hypot(tip[0] - begin[0], tip[1] - begin[1]);
      const [dx, dy] = [(tip[0] - begin[0]) / length, (tip[1] - begin[1]) / length];
      pen.line([begin, tip], stroke);
      pen.line(
        [
          [tip[0] - 5 * (dx + 0.4 * dy), tip[1] - 5 * (dy - 0.4 * dx)],
          tip,
          [tip[0] - 5 * (dx - 0.4 * dy), tip[1] - 5 * (dy + 0.4 * dx)],
        ],
        stroke,
      );
    }
  });
}
