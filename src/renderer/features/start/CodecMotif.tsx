import type { ReactElement } from "react";
import { Code, cone, full, height, middle, Network, place, side, width } from "./motifParts";
import { type CodecSketch, layerHeight } from "./sketch";

/** A picture of x, or what is made of it. */
function Picture(props: { x: number; label: string; hue: string; dash?: string }): ReactElement {
  return (
    <g>
      <rect
        x={props.x - side / 2}
        y={middle - side / 2}
        width={side}
        height={side}
        rx={3}
        fill="var(--saddle-surface)"
        stroke={props.hue}
        strokeWidth={1.4}
        strokeDasharray={props.dash}
        strokeLinecap="round"
      />
      <text x={props.x} y={middle + 4} className="sd-motif-letter">
        {props.label}
      </text>
    </g>
  );
}

/** Pictures, encoder, code, decoder and pictures again. */
export function CodecMotif({ sketch }: { sketch: CodecSketch }): ReactElement {
  const x = side / 2 + 4;
  const made = width - x;
  const code = { x: width / 2, height: layerHeight(sketch.latentSize ?? 64, full) };
  const beside = 10;
  const encoder = place(sketch.encoder, x + side / 2, code.x - beside);
  const decoder = place([...sketch.encoder].reverse(), code.x + beside, made - side / 2);
  return (
    <svg className="sd-motif" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Network
        layers={encoder}
        hue="var(--saddle-discriminator)"
        soft="var(--saddle-discriminator-soft)"
        dash="3.5 2.5"
        ends={cone([{ x: x + side / 2, height: side }, ...encoder, { ...code, x: code.x - beside }])}
      />
      <Network
        layers={decoder}
        hue="var(--saddle-generator)"
        soft="var(--saddle-generator-soft)"
        ends={cone([{ ...code, x: code.x + beside }, ...decoder, { x: made - side / 2, height: side }])}
      />
      <Code x={code.x} size={sketch.latentSize} />
      <Picture x={x} label="x" hue="var(--saddle-data)" dash="1.5 3" />
      <Picture x={made} label="x̂" hue="var(--saddle-generator)" />
    </svg>
  );
}
