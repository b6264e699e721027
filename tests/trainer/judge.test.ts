import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import type { Dataset } from "../../src/main/trainer/dataset";
import { Judge } from "../../src/main/trainer/judge";
import { someNumbers } from "./support";

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
    expect(judge.distrust).toMatch(/^Mode coverage is left out: the classifier tells \d+ % of held-out pictures right/);
    expect(judge.reference).toBeNull();
    judge.begin(null);
    rmSync(cache, { recursive: true });
  });

  it("is nothing to be had of a single picture", () => {
    const judge = new Judge("/nonexistent");
    judge.begin(lottery(1));
    expect([judge.learning, judge.reference]).toEqual([false, null]);
  });
});
