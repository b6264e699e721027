/** Numbers as they are typed and stepped. */
import { inRange, type NumberShape } from "./schema";

/** What stands in the field: no more digits than a person would type, exponent for the very small. */
export function numberText(value: number): string {
  const short = Number(value.toPrecision(8));
  const size = Math.abs(short);
  return size !== 0 && size < 1e-4 ? short.toExponential() : String(short);
}

/** `2e-4`, `0,5`, `10 000`, `1_000`; null for what is no number. */
export function parseNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s_]/g, "")
    .replace("−", "-")
    .replace(/^(-?\d*),(\d+)$/, "$1.$2");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The series that rates are tried in. */
const series = [1, 2, 5];

/** One press of an arrow key: whole numbers by one, others along 1, 2, 5, 10 … with their sign kept. */
export function stepNumber(shape: NumberShape, value: number, direction: 1 | -1, coarse: boolean): number {
  const next = shape.integer ? value + direction * (coarse ? 10 : 1) : stepAlongSeries(value, direction, coarse);
  if (inRange(shape, next)) return next;
  // The last step is shorter where a bound is near.
  const bound = direction === 1 ? shape.maximum : shape.minimum;
  return bound !== null && inRange(shape, bound) ? bound : value;
}

function stepAlongSeries(value: number, direction: 1 | -1, coarse: boolean): number {
  const size = Math.abs(value);
  // Shares and slopes between 0.05 and 1 go in twentieths, which the series would jump over.
  if (size <= 1 && size >= 0.05 && !coarse) return Number((value + direction * 0.05).toFixed(6));
  if (size === 0) return direction * 0.05;
  const outwards = value > 0 === (direction === 1);
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  if (coarse) return Number((value * (outwards ? 10 : 0.1)).toPrecision(8));
  const steps = [exponent - 1, exponent, exponent + 1].flatMap((power) =>
    series.map((digit) => Number(`${digit}e${power}`)),
  );
  const nextSize = outwards
    ? steps.find((step) => step > size * (1 + 1e-6))
    : [...steps].reverse().find((step) => step < size * (1 - 1e-6));
  return Math.sign(value) * (nextSize ?? size);
}
