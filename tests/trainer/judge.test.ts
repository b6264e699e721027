import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import type { Dataset } from "../../src/main/trainer/dataset";
import { Judge } from "../../src/main/trainer/judge";
import { expectBothLanguages } from "../bilingual";
import { someNumbers, tinyPoints } from "./support";

beforeAll(async () => {
  await openBackend(null);
});

/** Noise with labels that have nothing to do with it. */
function lottery(count: number): Dataset {
  return {
    title: "Lottery",
    space: "images",
    count,
    shape: [8, 8, 1],
    range: [0, 1],
    hash: "0123456789abcdef",
    classes: ["a", "b", "c", "d"],
    examples: { kind: "bytes", data: Uint8Array.from(someNumbers(count * 64, 0, 256, 3)) },
    region: null,
    labels: Uint8Array.from(someNumbers(count, 0, 4, 5)),
    test: null,
  };
}

describe("mode coverage", () => {
  it("is left out, with the reason, where labels cannot be learned", async () => {
    const cache = mkdtempSync(join(tmpdir(), "saddle-judge-"));
    const judge = new Judge(cache);
    judge.begin(lottery(400));
    while (judge.learning) await judge.work(1_000);
    expect(judge.uncounted?.en).toMatch(
      /^Mode coverage is left out: the classifier tells \d+ % of held-out pictures right/,
    );
    expectBothLanguages({ message: judge.uncounted! });
    expect(judge.reference).toBeNull();
    judge.begin(null);
    expect(judge.uncounted).toBeNull();
    rmSync(cache, { recursive: true });
  });

  it("is nothing to be had of a single picture", () => {
    const judge = new Judge("/nonexistent");
    judge.begin(lottery(1));
    expect([judge.learning, judge.reference]).toEqual([false, null]);
  });

  it("says why there is none of data without labels or modes, and nothing where it is still to come", () => {
    const judge = new Judge("/nonexistent");
    judge.begin({ ...lottery(400), hash: "bare", classes: null, labels: null });
    expect(judge.uncounted?.en).toContain("has no labels");
    judge.begin({ ...tinyPoints(), hash: "curve" });
    expect(judge.uncounted?.en).toContain("no modes to count");
    const region = { ...tinyPoints().region!, modes: [{ centre: [0, 0], deviation: 1, weight: 1 }] };
    judge.begin({ ...tinyPoints(), hash: "mixture", region });
    expect(judge.uncounted).toBeNull();
    judge.begin(lottery(400));
    expect([judge.learning, judge.uncounted]).toEqual([true, null]);
    judge.begin(null);
  });
});
