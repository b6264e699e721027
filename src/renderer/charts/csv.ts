/** A chart's data as CSV (RFC 4180 with a header comment): every record, not thinned. */
import type { MetricColumns } from "./columns";

export interface CsvHeader {
  project: string;
  run: string;
  recipe: string;
  seed: number;
}

/** Numbers are written so that reading them gives the same 32-bit value back; a hole is `NaN`. */
const numberText = (value: number): string => (Number.isFinite(value) ? shortest(value) : "NaN");

/** The shortest decimal text that rounds to the same float32. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** One line of a comment may hold no line break. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, " ");

/**
 * @param names the metrics to write, each a column after `step` and `seconds`
 */
export function toCsv(columns: MetricColumns, names: readonly string[], header: CsvHeader): string {
  const lines = [
    `# project: ${oneLine(header.project)}`,
    `# run: ${oneLine(header.run)}`,
    `# recipe: ${oneLine(header.recipe)}`,
    `# seed: ${header.seed}`,
    ["step", "seconds", ...names].join(","),
  ];
  const { step, seconds } = columns;
  const series = names.map((name) => columns.values(name));
  for (let index = 0; index < columns.length; index += 1) {
    const cells = [String(step[index]), String(Number(seconds[index]!.toFixed(3)))];
    for (const values of series) cells.push(values === null ? "NaN" : numberText(values[index]!));
    lines.push(cells.join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}
