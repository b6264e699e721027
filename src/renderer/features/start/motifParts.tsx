/** What drawings of networks are put together from. */
import type { ReactElement } from "react";
import { layerHeight, type SketchLayer } from "./sketch";

export const width = 340;
export const height = 118;
export const middle = 50;
export const full = 84;
const bar = 7;
export const side = 40;

export interface Placed extends SketchLayer {
  x: number;
  height: number;
}

export function place(layers: readonly SketchLayer[], from: number, to: number): Placed[] {
  const gap = (to - from) / (layers.length + 1);
  return layers.map((layer, index) => ({
    ...layer,
    x: from + gap * (index + 1),
    height: layerHeight(layer.units, full),
  }));
}

/** The cone through all layers from one end to the other. */
export function cone(ends: readonly { x: number; height: number }[]): string {
  const top = ends.map(({ x, height: h }) => `${x} ${middle - h / 2}`);
  const bottom = [...ends].reverse().map(({ x, height: h }) => `${x} ${middle + h / 2}`);
  return `M${[...top, ...bottom].join(" L")} Z`;
}

export function Network(props: {
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

/**
 * Feature maps of a network that convolves and lists no layers: fewer and larger towards the picture.
 * @param picture the end at which it is; `other` is the one of z or of the verdict. Pixels from the left
 */
export function Maps(props: { picture: number; other: number; hue: string; dash?: string }): ReactElement {
  const { picture, other, hue, dash } = props;
  const stacks = [
    { part: 0.32, size: side * 0.62, maps: 3 },
    { part: 0.66, size: side * 0.34, maps: 4 },
  ];
  return (
    <g fill="var(--saddle-surface)" stroke={hue} strokeWidth={1.4} strokeDasharray={dash}>
      {stacks.flatMap(({ part, size, maps }) => {
        const x = picture + (other - picture) * part;
        return Array.from({ length: maps }, (_, index) => (index - (maps - 1) / 2) * 3.5).map((shift) => (
          <rect
            key={`${part} ${shift}`}
            x={x - size / 2 + shift}
            y={middle - size / 2 + shift}
            width={size}
            height={size}
            rx={2}
          />
        ));
      })}
    </g>
  );
}

/** Numbers without a layer of their own: z, or a code. */
export function Code(props: { x: number; size: number | null }): ReactElement {
  const { x, size } = props;
  const dots = Math.max(2, Math.round(layerHeight(size ?? 64, full) / 7));
  return (
    <g>
      {Array.from({ length: dots }, (_, index) => middle + (index - (dots - 1) / 2) * 7).map((y) => (
        <circle key={y} cx={x} cy={y} r={1.7} fill="var(--saddle-data)" />
      ))}
      <text x={x} y={height - 6} className="sd-motif-label">
        z {size ?? ""}
      </text>
    </g>
  );
}
