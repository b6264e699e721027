/** How many tests ran, from the runners' own JSON reports. */

/** @typedef {{ passed: number, failed: number }} Counts */

/** @param {unknown} value @returns {number} */
const whole = (value) => (typeof value === "number" && Number.isInteger(value) && value > 0 ? value : 0);

/** @param {unknown} value @returns {Record<string, unknown>} */
const object = (value) => (value !== null && typeof value === "object" ? { ...value } : {});

/** @param {unknown} value @returns {unknown[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/**
 * A stage fails when its runner does, whatever it counted; and one that ran nothing checked nothing.
 * @param {Counts} counts
 * @param {number} code exit status of the runner
 * @returns {Counts}
 */
function orFailure(counts, code) {
  const nothing = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (nothing || code !== 0) ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {unknown} report of vitest's JSON reporter, or undefined when there is none
 * @param {number} code
 * @returns {Counts}
 */
export function countVitest(report, code) {
  const { numPassedTests, numFailedTests, testResults } = object(report);
  // A file that does not even load has no tests to count, and is one failure.
  const unloaded = list(testResults)
    .map(object)
    .filter((file) => file.status === "failed" && list(file.assertionResults).length === 0).length;
  return orFailure({ passed: whole(numPassedTests), failed: whole(numFailedTests) + unloaded }, code);
}

/**
 * @param {unknown} report of Playwright's JSON reporter, or undefined when there is none
 * @param {number} code
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  const { stats, errors } = object(report);
  const { expected, unexpected, flaky } = object(stats);
  // A flaky test passed at another attempt; errors outside of tests belong to no test.
  const failed = whole(unexpected) + (whole(unexpected) === 0 ? list(errors).length : 0);
  return orFailure({ passed: whole(expected) + whole(flaky), failed }, code);
}

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return all.reduce((total, one) => ({ passed: total.passed + one.passed, failed: total.failed + one.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** The last line of `npm test`. @param {Counts} counts */
export const summary = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
