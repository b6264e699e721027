import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Change, changed, changeOf } from "../../../../src/shared/domain/change";

describe("a change of a value", () => {
  it("leads from any value to any other, also after a way over the wire, and leaves both as they are", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const copies = JSON.stringify([before, after]);
        const change = changeOf(before, after);
        if (change === null) expect(after).toEqual(before);
        else expect(changed(before, structuredClone(change))).toEqual(after);
        expect(JSON.stringify([before, after])).toBe(copies);
      }),
      { numRuns: 300 },
    );
  });

  it("is nothing between equal values", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(changeOf(value, structuredClone(value))).toBeNull();
      }),
    );
  });

  const coverage = Array.from({ length: 200 }, (_, index) => ({ step: index * 100, counts: [1, 2, 3] }));
  const run = { id: "run-1", step: 100, recipe: { model: { id: "gan" } }, coverage };
  const before = { name: "a", runs: [{ id: "run-0", step: 7 }, run] };
  const after = structuredClone(before);
  after.runs[1]!.step = 101;
  (after.runs[1] as typeof run).coverage.push({ step: 20_000, counts: [4, 5, 6] });

  it("holds only what is other, and items that were added", () => {
    const expected: Change = {
      fields: {
        runs: {
          keep: 2,
          items: {
            "1": {
              fields: {
                step: { value: 101 },
                coverage: { keep: 200, items: {}, rest: [{ step: 20_000, counts: [4, 5, 6] }] },
              },
              gone: [],
            },
          },
          rest: [],
        },
      },
      gone: [],
    };
    expect(changeOf(before, after)).toEqual(expected);
  });

  it("leaves every part that did not change the same object", () => {
    const result = changed(before, changeOf(before, after)!) as typeof before;
    expect(result).toEqual(after);
    expect(result.runs[0]).toBe(before.runs[0]);
    const going = result.runs[1] as typeof run;
    expect(going).not.toBe(run);
    expect(going.recipe).toBe(run.recipe);
    expect(going.coverage).not.toBe(run.coverage);
    expect(going.coverage.slice(0, 200).every((record, index) => record === coverage[index])).toBe(true);
  });

  it("tells of a field that went, and of one named like a prototype", () => {
    const change = changeOf({ a: 1, hint: "x" }, JSON.parse('{ "a": 1, "__proto__": { "b": 2 } }'))!;
    const result = changed({ a: 1, hint: "x" }, change) as object;
    expect(Object.keys(result)).toEqual(["a", "__proto__"]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it("is refused by a value that it is not of", () => {
    expect(() => changed(3, { fields: { a: { value: 1 } }, gone: [] })).toThrow(TypeError);
    expect(() => changed({}, { keep: 0, items: {}, rest: [1] })).toThrow(TypeError);
    expect(() => changed([1], { keep: 2, items: {}, rest: [] })).toThrow(TypeError);
  });
});
