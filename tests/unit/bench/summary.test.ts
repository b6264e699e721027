import { describe, expect, it } from "vitest";
import { recordsIn, summaryOf } from "../../../bench/summary.mjs";

const all = (value: number) => ({ median: value, least: value, most: value });
const comparison = { title: "Dense GAN, step of batch 64", ratios: { pytorch: all(2) }, goals: { pytorch: 1.8 } };
const peers = (changes: object) =>
  summaryOf({ bench: "peers", comparisons: [{ ...comparison, busy: all(0), ...changes }], notBuilt: ["dcgan"] });

describe("the summary of a bench", () => {
  it("holds a ratio against its goal", () => {
    expect(peers({})).toEqual([
      ["peers", "Dense GAN, step of batch 64: against PyTorch (eager)", "2.00 (2.00 to 2.00)", "≥ 1.8: reached"],
      ["peers", "dcgan", "not built in this version", ""],
    ]);
    expect(peers({ ratios: { pytorch: all(1.79) } })[0]?.[3]).toBe("≥ 1.8: not reached");
    expect(peers({ goals: {} })[0]?.[3]).toBe("");
  });

  it("decides nothing on a busy machine", () => {
    expect(peers({ busy: all(0.4) })[0]?.[3]).toBe("≥ 1.8: undecided, the machine was busy");
  });

  it("tells which recipes were not compared, and why", () => {
    const recipes = [{ recipe: "gan-mnist", ratio: all(2.5), processor: null }];
    const left = [{ recipe: "aae-mnist", reason: "there is no model aae here" }];
    expect(summaryOf({ bench: "recipes", recipes, left, goal: 1.2, busy: all(0) })).toEqual([
      ["recipes", "gan-mnist: against PyTorch (eager)", "2.50 (2.50 to 2.50)", "≥ 1.2: reached"],
      ["recipes", "aae-mnist: not compared", "there is no model aae here", ""],
    ]);
  });

  it("decides nothing of a run that was cut short of its goal", () => {
    const elbo = (step: number, value: number) =>
      summaryOf({
        ...{ bench: "elbo", recipe: "vae-mnist", steps: 14_000, goal: -105 },
        bound: { step, examples: 10_000, elbo: value, error: 0.3 },
      })[0]?.[3];
    expect(elbo(1_000, -114)).toBe("≥ -105: undecided before step 14000");
    expect(elbo(1_000, -104)).toBe("≥ -105: reached");
    expect(elbo(14_000, -114)).toBe("≥ -105: not reached");
  });

  it("tells the modes of each seed, and how one ended before", () => {
    const row = (covered: number, changes = {}) => ({
      coverage: { covered },
      diverged: false,
      late: false,
      ...changes,
    });
    const rows = [row(25), row(0, { diverged: true }), row(7, { late: true, step: 900 })];
    expect(summaryOf({ bench: "modes", recipe: "gan-grid", steps: 10_000, rows })).toEqual([
      ["modes", "gan-grid: modes covered after 10000 steps, seeds 1 to 3", "25 diverged 7 (at step 900)", ""],
    ]);
  });

  it("tells of memory whether tensors were gained", () => {
    const rows = [
      { step: 500, residentBytes: 4e8 },
      { step: 20_000, residentBytes: 4.04e8 },
    ];
    const summary = (tensorsGained: number) => summaryOf({ bench: "memory", rows, tensorsGained, growth: 1.01 });
    expect(summary(0).map(([, what, value, goal]) => [what, value, goal])).toEqual([
      ["resident at step 20000, MB", "404", ""],
      ["tensors gained from step 500 to 20000", "0", "≤ 0: reached"],
      ["resident memory, growth from step 500 to 20000", "× 1.010", ""],
    ]);
    expect(summary(3)[1]?.[3]).toBe("≤ 0: not reached");
  });

  it("tells what the window costs in speed and in processor time beside the trainer", () => {
    const record = {
      bench: "window",
      ratios: { visible: all(0.94), hidden: all(0.97) },
      targets: { visible: 0.93, hidden: 0.99 },
      processor: {
        visible: { Browser: 20, Tab: 60, "Saddle trainer": 1700 },
        hidden: { Browser: 20, "Saddle trainer": 1800 },
      },
    };
    expect(summaryOf({ ...record, busy: all(0) }).map(([, ...cells]) => cells)).toEqual([
      ["steps with the window visible against none", "0.940 (0.940 to 0.940)", "≥ 0.93: reached"],
      ["steps with the window hidden against none", "0.970 (0.970 to 0.970)", "≥ 0.99: not reached"],
      ["processor ms a second beside the trainer, visible", "80.0", ""],
      ["processor ms a second beside the trainer, hidden", "20.0", ""],
    ]);
    expect(summaryOf({ ...record, busy: all(0.5) })[0]?.[3]).toBe("≥ 0.93: undecided, the machine was busy");
  });

  it("tells what data costs, also without peers and without room for the large file", () => {
    const record = {
      bench: "data",
      open: { first: all(0.1) },
      imported: { rate: all(2500), again: all(0.4) },
      trained: { ratio: all(0.97), resident: {} },
      goals: { open: 0.15, import: 1, again: 1, fromFile: 0.9, resident: 2e9 },
      busy: all(0),
    };
    expect(summaryOf(record).map(([, what, , goal]) => [what, goal])).toEqual([
      ["opening MNIST, s", "≤ 0.15: reached"],
      ["importing JPEGs, pictures/s", ""],
      ["opening them again, s", "< 1: reached"],
      ["steps from the file against from memory", "≥ 0.9: reached"],
    ]);
    const whole = {
      ...record,
      imported: { ...record.imported, title: "torchvision", ratio: all(0.8) },
      trained: { ...record.trained, largeRatio: all(0.95), resident: { large: 3e9 } },
    };
    expect(summaryOf(whole).map(([, , value, goal]) => [value, goal])).toEqual(
      expect.arrayContaining([
        ["0.800 (0.800 to 0.800)", "≥ 1: not reached"],
        ["3,000", "< 2000000000: not reached"],
      ]),
    );
  });

  it("points to the bench itself where it does not know the record or its form", () => {
    expect(summaryOf({ bench: "parsing" })).toEqual([["parsing", "see its own lines above", "", ""]]);
    expect(summaryOf({ bench: "peers" })).toEqual([["peers", "see its own lines above", "", ""]]);
  });
});

describe("records", () => {
  it("are found among the lines for people, however the output is cut", () => {
    const found = recordsIn();
    for (const piece of ['steps/s 4\n{"ben', 'ch":"step","x":1}\n{"other":2}\n', '{"bench":"window"}', "\n"]) {
      found.push(piece);
    }
    expect(found.records).toEqual([{ bench: "step", x: 1 }, { bench: "window" }]);
  });
});
