/** What a bench found, as a line of JSON for programs; the table above it is for people. */

/** @param {string} bench @param {object} figures */
export const record = (bench, figures) => console.log(JSON.stringify({ bench, ...figures }));

/** @param {number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
