import type { ReactElement } from "react";
import { colour, dashes } from "../app/palette";
import type { FigureSpec, Owner, PlottedFigure } from "./figure";
import { spreadLabels } from "./labels";
import { linePath, type PlotBox, type Scales, scalesOf } from "./scales";
import { tickLabel } from "./ticks";

/** Room around the lines, pixels: what lies over the chart is placed by it. */
export const plotArea = { left: 44, right: 50, top: 8, bottom: 20 } as const;

export const boxOf = (width: number, height: number): PlotBox => ({
  left: plotArea.left,
  top: plotArea.top,
  width: Math.max(1, width - plotArea.left - plotArea.right),
  height: Math.max(1, height - plotArea.top - plotArea.bottom),
});

/** How a line of this owner is drawn; `undefined` draws it unbroken. */
export const strokeOf = (owner: Owner): { stroke: string; strokeDasharray: string | undefined } => {
  const dash = owner === "value" ? "none" : dashes[owner];
  return { stroke: colour(owner), strokeDasharray: dash === "none" ? undefined : dash };
};

/** Least distance between the middles of two labels, pixels. */
const labelDistance = 12;
/** From a line's end or a tick to its words, pixels. */
const gap = { label: 4, tick: 8 } as const;

interface PartProps {
  plotted: PlottedFigure;
  scales: Scales;
  box: PlotBox;
}

function Axes({ plotted, scales, box }: PartProps): ReactElement {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  return (
    <>
      {plotted.yTicks.map((tick) => {
        const y = scales.down(tick);
        return (
          <g key={tick}>
            <line x1={box.left} x2={right} y1={y} y2={y} stroke={colour("grid")} />
            <text className="sd-chart-tick" x={box.left - gap.tick} y={y} dy="0.355em" textAnchor="end">
              {tickLabel(tick)}
            </text>
          </g>
        );
      })}
      <line x1={box.left} x2={right} y1={bottom} y2={bottom} stroke={colour("line")} />
      {plotted.xTicks.map((tick) => (
        <text
          key={tick}
          className="sd-chart-tick"
          x={scales.across(tick)}
          y={bottom + gap.tick}
          dy="0.71em"
          textAnchor="middle"
        >
          {tickLabel(tick)}
        </text>
      ))}
    </>
  );
}

function Lines({ plotted, box }: Pick<PartProps, "plotted" | "box">): ReactElement {
  const inBox = scalesOf(plotted, { ...box, left: 0, top: 0 });
  const path = (values: Float32Array): string => linePath(plotted.step, values, inBox);
  return (
    // An inner picture cuts off what lies outside of the axes.
    <svg x={box.left} y={box.top} width={box.width} height={box.height} overflow="hidden" fill="none" aria-hidden>
      {plotted.lines.map(
        ({ metric, owner, raw, smooth }) =>
          smooth !== null && (
            <path key={metric} d={path(raw)} stroke={colour(owner)} strokeOpacity={0.25} strokeWidth={1} />
          ),
      )}
      {plotted.lines.map(({ metric, owner, raw, smooth }) => (
        <path
          key={metric}
          data-line={metric}
          d={path(smooth ?? raw)}
          {...strokeOf(owner)}
          strokeWidth={1.6}
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
}

/** Levels that theory names, each with its label at the right, none on another. */
function Guides({ spec, plotted, scales, box }: PartProps & { spec: FigureSpec }): ReactElement {
  const [low, high] = plotted.y;
  // A level that the axis does not show is nowhere.
  const shown = spec.references.filter(({ value }) => value >= low && value <= high);
  const down = shown.map(({ value }) => scales.down(value));
  const labels = spreadLabels(down, labelDistance);
  const right = box.left + box.width;
  return (
    <>
      {shown.map(({ label, owner }, index) => (
        <g key={label}>
          <line
            x1={box.left}
            x2={right}
            y1={down[index]}
            y2={down[index]}
            stroke={colour(owner)}
            strokeDasharray={dashes.reference}
          />
          <text className="sd-chart-guide" x={right + gap.label} y={labels[index]} dy="0.355em" fill={colour(owner)}>
            {label}
          </text>
        </g>
      ))}
    </>
  );
}

interface LineChartProps {
  spec: FigureSpec;
  plotted: PlottedFigure;
  /** Pixels. */
  width: number;
  height: number;
}

/** Axes, lines and levels. The pointer never reaches them. */
export function LineChart({ spec, plotted, width, height }: LineChartProps): ReactElement {
  const box = boxOf(width, height);
  const scales = scalesOf(plotted, box);
  const parts = { plotted, scales, box };
  return (
    <svg className="sd-chart-lines" width={width} height={height} aria-hidden>
      <Axes {...parts} />
      <Lines plotted={plotted} box={box} />
      <Guides {...parts} spec={spec} />
    </svg>
  );
}
