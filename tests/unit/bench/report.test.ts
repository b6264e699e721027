import { describe, expect, it } from "vitest";
import { figure, median, ratio, spread, table, withSpread } from "../../../bench/report.mjs";

describe("the middle of several turns", () => {
  it("is the middle one, or half-way between the two middle ones, whatever their order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([8, 1, 2, 4])).toBe(3);
    expect(spread([3, 1, 100])).toEqual({ median: 3, least: 1, most: 100 });
  });
});

describe("a ratio", () => {
  it("pairs turns, so that a machine that slows down for both changes nothing", () => {
    expect(ratio([200, 100, 20], [100, 50, 10])).toEqual({ median: 2, least: 2, most: 2 });
  });

  it("is the median of the pairs and not the ratio of the medians", () => {
    expect(ratio([1, 2, 9], [1, 4, 3]).median).toBe(1);
    expect(median([1, 2, 9]) / median([1, 4, 3])).not.toBe(1);
  });

  it("refuses turns that have no partner", () => {
    expect(() => ratio([1, 2], [1])).toThrow("2 turns cannot be paired with 1");
  });
});

describe("figures", () => {
  it.each([
    [0.012345, "0.0123"],
    [1, "1.00"],
    [2.3456, "2.35"],
    [45.67, "45.7"],
    [205.4, "205"],
    [12345.6, "12,346"],
    [0, "0"],
    [Number.NaN, "NaN"],
  ])("%s reads %s", (value, text) => expect(figure(value)).toBe(text));

  it("carry what the turns varied by", () => {
    expect(withSpread({ median: 2, least: 1.5, most: 3 })).toBe("2.00 (1.50 to 3.00)");
  });
});

describe("a table", () => {
  it("has columns as wide as their widest cells, a rule under the head and no blanks at the end", () => {
    expect(
      table([
        ["recipe", "s"],
        ["a", "1.25"],
        ["longer one", ""],
      ]),
    ).toEqual(["recipe      s", "──────────  ────", "a           1.25", "longer one"]);
  });
});
