/** Round numbers for axes, and how numbers are written on them. */

/** A step of 1, 2 or 5 times a power of ten that cuts `span` into about `count` parts. */
function niceStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const ratio = raw / power;
  if (ratio < 1.5) return power;
  if (ratio < 3) return 2 * power;
  if (ratio < 7) return 5 * power;
  return 10 * power;
}

/** Round ticks within [least, greatest]. */
export function linearTicks(least: number, greatest: number, count: number): number[] {
  if (!(greatest > least)) return [least];
  const step = niceStep(greatest - least, count);
  const ticks: number[] = [];
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(greatest / step + 1e-9);
  for (let index = first; index <= last; index += 1) ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

/** Powers of ten within [least, greatest]; 2 and 5 of each too where the span is short. */
export function logTicks(least: number, greatest: number): number[] {
  const low = Math.floor(Math.log10(least));
  const high = Math.ceil(Math.log10(greatest));
  const factors = high - low <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const ticks: number[] = [];
  for (let exponent = low; exponent <= high; exponent += every) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** exponent).toPrecision(6));
      if (value >= least * (1 - 1e-9) && value <= greatest * (1 + 1e-9)) ticks.push(value);
    }
  }
  return ticks.length >= 2 ? ticks : [least, greatest];
}

/** Widens a range to round numbers, so that the axis stands still while a run goes on. */
export function niceDomain(least: number, greatest: number, count: number): [number, number] {
  if (!Number.isFinite(least) || !Number.isFinite(greatest)) return [0, 1];
  if (greatest - least < 1e-12) {
    const margin = Math.max(Math.abs(least) * 0.1, 0.1);
    return [least - margin, greatest + margin];
  }
  const step = niceStep(greatest - least, count) / 2;
  return [
    Number((Math.floor(least / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil(greatest / step - 1e-9) * step).toPrecision(12)),
  ];
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** A tick label: short, with a real minus sign. */
export function tickLabel(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 10_000
      ? compact.format(value)
      : size < 0.001
        ? value.toExponential(0)
        : String(Number(value.toPrecision(4)));
  return text.replace("-", "−");
}

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A step as people write it: 12,300. */
export const stepLabel = (step: number): string => grouped.format(step);

/** A measured value with four significant digits; an em dash where there is none. */
export function valueLabel(value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.001 || size >= 100_000) ? value.toExponential(2) : value.toFixed(size < 10 ? 3 : 1);
  return text.replace("-", "−");
}

/** Seconds as 8.4 s, 3:05 or 1:02:09. */
export function durationLabel(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "—";
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
