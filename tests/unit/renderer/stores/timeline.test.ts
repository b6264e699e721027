import { describe, expect, it } from "vitest";
import { liveTimeline, recordedIndex, reduce } from "../../../../src/renderer/stores/timeline";

const range = { start: 0, end: 450, recorded: [100, 200, 300, 400] };
const at = (step: number) => ({ live: false, step });

describe("the timeline", () => {
  it("shows the step that it is dragged to, within the run", () => {
    expect(reduce(liveTimeline, { type: "seek", step: 123.4 }, range)).toEqual(at(123));
    expect(reduce(liveTimeline, { type: "seek", step: -50 }, range)).toEqual(at(0));
  });

  it("is live again when it is let go at the end", () => {
    expect(reduce(at(100), { type: "seek", step: 450 }, range).live).toBe(true);
    expect(reduce(at(100), { type: "seek", step: 9_999 }, range).live).toBe(true);
  });

  it("moves by recorded samples", () => {
    expect(reduce(at(200), { type: "move", by: 1 }, range)).toEqual(at(300));
    expect(reduce(at(200), { type: "move", by: -1 }, range)).toEqual(at(100));
    expect(reduce(at(250), { type: "move", by: 1 }, range)).toEqual(at(300));
    expect(reduce(at(250), { type: "move", by: -1 }, range)).toEqual(at(200));
  });

  it("goes back from the live end to the last recorded sample, and forward from it to live", () => {
    expect(reduce(liveTimeline, { type: "move", by: -1 }, range)).toEqual(at(400));
    expect(reduce(at(400), { type: "move", by: 1 }, range).live).toBe(true);
  });

  it("stays at the first recorded sample", () => {
    expect(reduce(at(100), { type: "move", by: -10 }, range)).toEqual(at(100));
    expect(reduce(at(300), { type: "start" }, range)).toEqual(at(100));
  });

  it("stays as it is where nothing is recorded", () => {
    expect(reduce(at(5), { type: "move", by: -1 }, { start: 0, end: 9, recorded: [] })).toEqual(at(5));
  });

  it("finds the latest recorded step that is not after a step", () => {
    expect([99, 100, 399, 400, 1e9].map((step) => recordedIndex(range.recorded, step))).toEqual([-1, 0, 2, 3, 3]);
  });
});
