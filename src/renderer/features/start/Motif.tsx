import type { ReactElement } from "react";
import type { Recipe } from "../../../shared/domain/recipe";
import { SaddleMark } from "../../ui/SaddleMark";
import { CodecMotif } from "./CodecMotif";
import { Code, cone, full, height, Maps, middle, Network, place, side, width } from "./motifParts";
import { codecSketchOf, layerHeight, type Sketch, sketchOf } from "./sketch";

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
  return (
    <svg className="sd-motif" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Network
        layers={generator}
        hue="var(--saddle-generator)"
        soft="var(--saddle-generator-soft)"
        ends={cone([noise, ...generator, { x: left, height: side }])}
      />
      {generator.length === 0 && <Maps picture={left} other={noise.x} hue="var(--saddle-generator)" />}
      <Network
        layers={discriminator}
        hue="var(--saddle-discriminator)"
        soft="var(--saddle-discriminator-soft)"
        dash="3.5 2.5"
        ends={cone([{ x: right, height: side }, ...discriminator, verdict])}
      />
      {discriminator.length === 0 && (
        <Maps picture={right} other={verdict.x} hue="var(--saddle-discriminator)" dash="3.5 2.5" />
      )}
      <Code x={noise.x} size={sketch.latentSize} />
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

/** The recipe as a picture: noise, generator, pictures, discriminator, or encoder, code and decoder; to its own sizes. */
export function Motif(props: { recipe: Recipe }): ReactElement {
  const sketch = sketchOf(props.recipe);
  const codec = codecSketchOf(props.recipe);
  if (codec !== null) return <CodecMotif sketch={codec} />;
  if (sketch === null) {
    return (
      <div className="sd-motif sd-motif-plain">
        <SaddleMark size={72} />
      </div>
    );
  }
  return <Drawing sketch={sketch} />;
}
