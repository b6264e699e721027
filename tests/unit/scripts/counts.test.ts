import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, sum, summary } from "../../../scripts/lib/counts.mjs";

const file = (status: string, tests: number) => ({ status, assertionResults: Array(tests).fill({ status }) });

describe("counting what ran", () => {
  it("takes vitest's figures", () => {
    const report = { numPassedTests: 12, numFailedTests: 2, testResults: [file("passed", 12), file("failed", 2)] };
    expect(countVitest(report, 1)).toEqual({ passed: 12, failed: 2 });
  });

  it("counts a test file that does not load as one failure", () => {
    const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file("passed", 3), file("failed", 0)] };
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it("takes Playwright's figures, a retried test as passed", () => {
    expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 }, errors: [] }, 1)).toEqual({
      passed: 5,
      failed: 1,
    });
  });

  it("counts an error outside of any test", () => {
    const report = { stats: { expected: 0, unexpected: 0, flaky: 0 }, errors: [{ message: "cannot load" }] };
    expect(countPlaywright(report, 1)).toEqual({ passed: 0, failed: 1 });
  });

  it.each([countVitest, countPlaywright])("counts a runner that crashed, or ran nothing, as a failure", (count) => {
    expect(count(undefined, 1)).toEqual({ passed: 0, failed: 1 });
    expect(count(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(count({ numPassedTests: 0, testResults: [], stats: { expected: 0 } }, 0)).toEqual({ passed: 0, failed: 1 });
    expect(count("no report", 139)).toEqual({ passed: 0, failed: 1 });
  });

  it("counts a runner that fails though every test passed", () => {
    const report = { numPassedTests: 7, numFailedTests: 0, testResults: [], stats: { expected: 7 } };
    expect(countVitest(report, 1)).toEqual({ passed: 7, failed: 1 });
    expect(countPlaywright(report, 1)).toEqual({ passed: 7, failed: 1 });
  });

  it("ends in one line", () => {
    const all = [
      { passed: 1, failed: 0 },
      { passed: 40, failed: 2 },
    ];
    expect(summary(sum(all))).toBe("41 passed, 2 failed");
  });
});
