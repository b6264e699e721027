/** On which machines no op is split over threads. */
import { expect, test } from "vitest";
import { processors, splitsOps, threadSettings } from "../../../src/main/trainer/threads";

test("on one or two processors an op keeps to one thread", () => {
  expect(threadSettings(1, "cpu")).toEqual({ TF_NUM_INTRAOP_THREADS: "1" });
  expect(threadSettings(2, "cpu")).toEqual({ TF_NUM_INTRAOP_THREADS: "1" });
});

test("more processors, and a card, are left to TensorFlow", () => {
  expect(threadSettings(3, "cpu")).toEqual({});
  expect(threadSettings(2, "cuda")).toEqual({});
  expect(processors()).toBeGreaterThanOrEqual(1);
});

test("whether ops are split is what TensorFlow was told", () => {
  const told = process.env.TF_NUM_INTRAOP_THREADS;
  try {
    process.env.TF_NUM_INTRAOP_THREADS = "1";
    expect(splitsOps()).toBe(false);
    process.env.TF_NUM_INTRAOP_THREADS = "4";
    expect(splitsOps()).toBe(true);
  } finally {
    if (told === undefined) delete process.env.TF_NUM_INTRAOP_THREADS;
    else process.env.TF_NUM_INTRAOP_THREADS = told;
  }
});
