/** What a bench found: arithmetic, the table for people, and the line of JSON for programs. */

/** @param {string} bench @param {object} figures */
export const record = (bench, figures) => console.log(JSON.stringify({ bench, ...figures }));

/** @param {number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** @typedef {{ median: number, least: number, most: number }} Spread of the values of several turns */

/** @param {number[]} values at least one @returns {Spread} */
export const spread = (values) => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/**
 * How one contender did against another: turn by turn, so that what changes on the machine meanwhile meets both.
 * @param {number[]} ours rates of the turns @param {number[]} theirs as many @returns {Spread}
 */
export function ratio(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} turns cannot be paired with ${theirs.length}.`);
  return spread(ours.map((rate, turn) => rate / (theirs[turn] ?? Number.NaN)));
}

/** Three significant digits, and thousands apart. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** @param {Spread} values */
export const withSpread = (values) => `${figure(values.median)} (${figure(values.least)} to ${figure(values.most)})`;

/**
 * Rows as lines, each column as wide as its widest cell.
 * @param {string[][]} rows the first one is the head
 * @returns {string[]}
 */
export function table(rows) {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [...lines.slice(0, 1), rule, ...lines.slice(1)];
}
