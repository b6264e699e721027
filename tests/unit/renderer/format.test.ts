import { describe, expect, it } from "vitest";
import { resolveLanguage } from "../../../src/renderer/stores/settings";
import { liveValue } from "../../../src/renderer/ui/edits";
import { amount, bytes, clock, figure, operations, rate } from "../../../src/renderer/ui/format";

describe("numbers as a person reads them", () => {
  it("have no more digits than say something", () => {
    expect([1.386294, 2e-5, 0.0002, 0, -1.5].map(figure)).toEqual(["1.386", "2e-5", "0.0002", "0", "−1.5"]);
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(figure)).toEqual(["NaN", "∞"]);
    expect([204.6, 48.21, 1.234].map(rate)).toEqual(["205", "48.2", "1.23"]);
    expect([784, 533_505, 1_486_352].map(amount)).toEqual(["784", "534 k", "1.49 M"]);
    expect([784, 363_400_000, 1_486_352_000].map(operations)).toEqual(["784 FLOP", "363 MFLOP", "1.49 GFLOP"]);
    expect([512, 1536, 62 * 1024 ** 2].map(bytes)).toEqual(["512 B", "1.5 KB", "62.0 MB"]);
  });

  it("tell time as a clock does", () => {
    expect([0, 42, 250, 3850, -3].map(clock)).toEqual(["0:00", "0:42", "4:10", "1:04:10", "0:00"]);
  });
});

describe("the language of the window", () => {
  it("follows a Korean system and is English elsewhere, unless chosen", () => {
    expect(resolveLanguage("system", "ko-KR")).toBe("ko");
    expect(resolveLanguage("system", "de-DE")).toBe("en");
    expect(resolveLanguage("ko", "de-DE")).toBe("ko");
  });
});

describe("live edits", () => {
  it("give the value of the last one of a path", () => {
    const edits = [
      { step: 1, path: "a", value: 1 },
      { step: 2, path: "a", value: 2 },
      { step: 2, path: "b", value: 3 },
    ];
    expect(liveValue(edits, "a")).toBe(2);
    expect(liveValue(edits, "c")).toBeUndefined();
  });
});
