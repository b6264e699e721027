/** Numbers as a person reads them. */

/** `12,000`. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Four significant digits at most, exponent for the very small: `0.0002`, `2e-5`, `1.386`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7 ? value.toExponential(2).replace(/\.?0+e/, "e") : `${+value.toPrecision(4)}`;
  return text.replace("e+", "e").replace("-", "−").replace("e−", "e-");
}

/** Steps a second: two digits below ten. */
export function rate(value: number): string {
  if (value >= 100) return count(value);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `0:42`, `4:10`, `1:04:10`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** `1.4 MB`, in powers of 1024. */
export function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `1.49 M`, `12.3 k`: how many numbers a network has. */
export function amount(value: number): string {
  if (value >= 1e6) return `${+(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e3) return `${+(value / 1e3).toPrecision(3)} k`;
  return String(value);
}

/** `363 MFLOP`, `1.49 GFLOP`: floating-point operations. */
export function operations(value: number): string {
  const units = ["", "k", "M", "G", "T", "P"];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${Number((value / 1000 ** unit).toPrecision(3))} ${units[unit]}FLOP`;
}

/** Date and time of a moment, short, in the shown language. */
export const moment = (milliseconds: number, language: string): string =>
  new Date(milliseconds).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
