import type { ReactElement } from "react";
import type { Recipe } from "../../../shared/domain/recipe";
import { SaddleMark } from "../../ui/SaddleMark";
import { layerHeight, type Sketch, type SketchLayer, sketchOf } from "./sketch";

const width = 340;
const height = 118;
const middle = 50;
const full = 84;
const bar = 7;
const side = 40;

interface Placed extends SketchLayer {
  x: number;
  height: number;
}

function place(layers: readonly SketchLayer[], from: number, to: number): Placed[] {
  const gap = (to - from) / (layers.length + 1);
  return layers.map((layer, index) => ({
    ...layer,
    x: from + gap * (index + 1),
    height: layerHeight(layer.units, full),
  }));
}

/** The cone through all layers from one end to the other. */
function cone(ends: readonly { x: number; height: number }[]): string {
  const top = ends.map(({ x, height: h }) => `${x} ${middle - h / 2}`);
  const bottom = [...ends].reverse().map(({ x, height: h }) => `${x} ${middle + h / 2}`);
  return `M${[...top, ...bottom].join(" L")} Z`;
}

function Network(props: {
  layers: readonly Placed[];
  hue: string;
  soft: string;
  dash?: string;
  ends: string;
}): ReactElement {
  return (
    <g>
      <path d={props.ends} fill={props.soft} />
      {props.layers.map((layer) => (
        <g key={layer.x}>
          <rect
            x={layer.x - bar / 2}
            y={middle - layer.height / 2}
            width={bar}
            height={layer.height}
            rx={2}
            fill="var(--saddle-surface)"
            stroke={props.hue}
            strokeWidth={1.4}
            strokeDasharray={props.dash}
          />
          <text x={layer.x} y={height - 6} className="sd-motif-label">
            {layer.label}
          </text>
        </g>
      ))}
    </g>
  );
}

function Drawing(props: { sketch: Sketch }): ReactElement {
  const { sketch } = props;
  const noise = { x: 16, height: layerHeight(sketch.latentSize ?? 64, full) };
  const picture = { x: width / 2, height: side };
  const verdict = { x: width - 14, height: 6 };
  const left = picture.x - side / 2;
  const right = picture.x + side / 2;
  const generator = place(sketch.generator, noise.x + 6, left);
  // A last layer of one unit is the verdict itself.
  const hidden = sketch.discriminator.at(-1)?.units === 1 ? sketch.discriminator.slice(0, -1) : sketch.discriminator;
  const discriminator = place(hidden, right, verdict.x);
  const dots = Math.max(3, Math.round(noise.height / 7));
  return (
    <svg className="sd-motif" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Network
        layers={generator}
        hue="var(--saddle-generator)"
        soft="var(--saddle-generator-soft)"
        ends={cone([noise, ...generator, { x: left, height: side }])}
      />
      <Network
        layers={discriminator}
        hue="var(--saddle-discriminator)"
        soft="var(--saddle-discriminator-soft)"
        dash="3.5 2.5"
        ends={cone([{ x: right, height: side }, ...discriminator, verdict])}
      />
      {Array.from({ length: dots }, (_, index) => middle + (index - (dots - 1) / 2) * 7).map((y) => (
        <circle key={y} cx={noise.x} cy={y} r={1.7} fill="var(--saddle-data)" />
      ))}
      <text x={noise.x} y={height - 6} className="sd-motif-label">
        z {sketch.latentSize ?? ""}
      </text>
      <rect
        x={left + 5}
        y={middle - side / 2 - 5}
        width={side}
        height={side}
        rx={3}
        fill="var(--saddle-surface)"
        stroke="var(--saddle-data)"
        strokeWidth={1.4}
        strokeDasharray="1.5 3"
        strokeLinecap="round"
      />
      <rect
        x={left}
        y={middle - side / 2}
        width={side}
        height={side}
        rx={3}
        fill="var(--saddle-surface)"
        stroke="var(--saddle-generator)"
        strokeWidth={1.4}
      />
      <text x={picture.x} y={middle + 4} className="sd-motif-letter">
        G(z)
      </text>
      <circle
        cx={verdict.x}
        cy={middle}
        r={4.5}
        fill="var(--saddle-surface)"
        stroke="var(--saddle-discriminator)"
        strokeWidth={1.4}
        strokeDasharray="3 2"
      />
      <text x={verdict.x} y={height - 6} className="sd-motif-label">
        D(x)
      </text>
    </svg>
  );
}

/** The recipe as a picture: noise, generator, pictures, discriminator, drawn to its own sizes. */
export function Motif(props: { recipe: Recipe }): ReactElement {
  const sketch = sketchOf(props.recipe);
  if (sketch === null) {
    return (
      <div className="sd-motif sd-motif-plain">
        <SaddleMark size={72} />
      </div>
    );
  }
  return <Drawing sketch={sketch} />;
}
