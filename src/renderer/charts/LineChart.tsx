import { memo, type ReactElement } from "react";
import { CartesianGrid, Line, LineChart as Plot, ReferenceLine, XAxis, YAxis } from "recharts";
import { colour, dashes } from "../app/palette";
import { type FigureSpec, type Owner, type PlottedFigure, smoothedKey } from "./figure";
import { spreadLabels } from "./labels";
import { tickLabel } from "./ticks";

/** Room around the lines, pixels: what lies over the chart is placed by it. */
export const plotArea = { left: 44, right: 50, top: 8, bottom: 20 } as const;

const strokeOf = (owner: Owner): { stroke: string; strokeDasharray: string } => ({
  stroke: colour(owner),
  strokeDasharray: owner === "value" ? "none" : dashes[owner],
});

const tickStyle = { fill: colour("axis"), fontSize: 11 };

interface LineChartProps {
  spec: FigureSpec;
  plotted: PlottedFigure;
  hidden: ReadonlySet<string>;
  logarithmic: boolean;
  /** Pixels. */
  width: number;
  height: number;
}

/** Least distance between the middles of two labels, pixels. */
const labelDistance = 12;

/** How far each reference's label moves down from its line, pixels, so that none lies on another. */
function labelShifts({ spec, plotted, height, logarithmic }: LineChartProps): number[] {
  const scale = (value: number): number => (logarithmic ? Math.log(value) : value);
  const [low, high] = [scale(plotted.y[0]), scale(plotted.y[1])];
  const room = height - plotArea.top - plotArea.bottom;
  const down = spec.references.map(({ value }) => ((high - scale(value)) / (high - low)) * room);
  // A level that a logarithmic axis cannot show is nowhere.
  if (!down.every(Number.isFinite)) return down.map(() => 0);
  return spreadLabels(down, labelDistance).map((placed, index) => placed - down[index]!);
}

/** The lines themselves; drawn only when what they show changed. The pointer never reaches them. */
export const LineChart = memo(function LineChart(props: LineChartProps): ReactElement {
  const { spec, plotted, hidden } = props;
  const shifts = labelShifts(props);
  const shown = spec.series.filter(({ metric }) => !hidden.has(metric));
  return (
    <Plot
      width={props.width}
      height={props.height}
      data={plotted.rows}
      margin={{ top: plotArea.top, right: plotArea.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      style={{ pointerEvents: "none" }}
    >
      <CartesianGrid vertical={false} stroke={colour("grid")} />
      <XAxis
        dataKey="step"
        type="number"
        domain={[plotted.x[0], plotted.x[1]]}
        ticks={plotted.xTicks}
        tickFormatter={tickLabel}
        tick={tickStyle}
        tickLine={false}
        axisLine={{ stroke: colour("line") }}
        height={plotArea.bottom}
        allowDataOverflow
      />
      <YAxis
        type="number"
        scale={props.logarithmic ? "log" : "linear"}
        domain={[plotted.y[0], plotted.y[1]]}
        ticks={plotted.yTicks}
        tickFormatter={tickLabel}
        tick={tickStyle}
        tickLine={false}
        axisLine={false}
        width={plotArea.left}
        interval={0}
        allowDataOverflow
      />
      {plotted.smoothed &&
        shown.map(({ metric, owner }) => (
          <Line
            key={metric}
            dataKey={metric}
            {...strokeOf(owner)}
            strokeDasharray="none"
            strokeOpacity={0.25}
            strokeWidth={1}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        ))}
      {shown.map(({ metric, owner }) => (
        <Line
          key={smoothedKey(metric)}
          dataKey={plotted.smoothed ? smoothedKey(metric) : metric}
          {...strokeOf(owner)}
          strokeWidth={1.6}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      ))}
      {spec.references.map(({ value, label, owner }, index) => (
        <ReferenceLine
          key={label}
          y={value}
          stroke={colour(owner)}
          strokeDasharray={dashes.reference}
          label={{
            value: label,
            position: "right",
            offset: 4,
            dy: shifts[index] ?? 0,
            fill: colour(owner),
            fontSize: 11,
            fontWeight: 600,
          }}
        />
      ))}
    </Plot>
  );
});
