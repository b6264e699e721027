/**
 * Whether two sides train alike: the same weights at the start, then some steps on batches and noise of their own, so
 * that losses differ by chance and by nothing else. Where chance decides much, the peer's own tries differ as well.
 */

/** Times that the peer begins, steps of each, and seconds after which it makes no more. */
export const tries = 3;
export const begun = { steps: 10, seconds: 2 };
/**
 * How far from what the peer's tries span a mean may be: as a share of itself, in the loss's own unit, and in standard
 * errors, by how the tries scatter at the same step.
 */
const apart = { share: 0.05, loss: 0.01, errors: 3 };

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Population deviation over the tries, pooled over the steps. @param {number[][]} tried losses by try and step */
function scatter(tried) {
  const squares = (tried[0] ?? []).map((_, step) => {
    const values = tried.map((losses) => losses[step] ?? Number.NaN);
    const mean = meanOf(values);
    return meanOf(values.map((value) => (value - mean) ** 2));
  });
  return Math.sqrt(meanOf(squares));
}

/**
 * @param {Record<string, number[]>} ours losses of each step by metric
 * @param {Record<string, number>[][]} theirs by try, losses by metric, step by step; as many steps or fewer
 * @returns {{ metric: string, ours: number, theirs: number[], alike: boolean }[]} means over the steps that all made
 */
export function likeness(ours, theirs) {
  const steps = Math.min(...theirs.map((each) => each.length));
  return Object.keys(theirs[0]?.[0] ?? {}).map((metric) => {
    const mine = meanOf((ours[metric] ?? []).slice(0, steps));
    const tried = theirs.map((each) => each.slice(0, steps).map((losses) => losses[metric] ?? Number.NaN));
    const means = tried.map(meanOf);
    const chance = scatter(tried) / Math.sqrt(steps);
    const slack = apart.share * Math.abs(mine) + apart.loss + apart.errors * chance;
    const alike = mine >= Math.min(...means) - slack && mine <= Math.max(...means) + slack;
    return { metric, ours: mine, theirs: means, alike };
  });
}
