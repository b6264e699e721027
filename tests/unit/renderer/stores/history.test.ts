import { describe, expect, it } from "vitest";
import { MetricColumns } from "../../../../src/renderer/charts/columns";
import { accept, join, type LiveMetrics, unread } from "../../../../src/renderer/stores/history";
import type { HistoryColumns } from "../../../../src/shared/domain/run";

const steps = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Records of steps `from` to `to`; the loss of step n is n + `offset`. */
const records = (from: number, to: number, offset = 0): HistoryColumns => ({
  step: Float64Array.from(steps(from, to)),
  seconds: Float64Array.from(steps(from, to), (step) => step / 100),
  values: { "d.loss": Float32Array.from(steps(from, to), (step) => step + offset) },
});
const frame = (generation: number, from: number, to: number, offset = 0): LiveMetrics => ({
  generation,
  ...records(from, to, offset),
});

describe("joining recorded history with live frames", () => {
  it("has every step once where the two overlap", () => {
    const live = MetricColumns.from(records(80, 130, 0.5));
    const { columns, gap } = join(records(1, 100), live);
    expect([...columns.step]).toEqual(steps(1, 130));
    expect(gap).toBe(false);
    expect(columns.values("d.loss")![89]).toBe(90);
    expect(columns.values("d.loss")![109]).toBe(110.5);
  });

  it("sees that records are missing between the two", () => {
    expect(join(records(1, 100), MetricColumns.from(records(110, 130))).gap).toBe(true);
    expect(join(records(1, 100), MetricColumns.from(records(101, 130))).gap).toBe(false);
  });

  it("sees that the beginning is missing where nothing is recorded yet", () => {
    const nothing: HistoryColumns = { step: new Float64Array(), seconds: new Float64Array(), values: {} };
    expect(join(nothing, MetricColumns.from(records(40, 60))).gap).toBe(true);
    expect(join(nothing, MetricColumns.from(records(1, 60))).gap).toBe(false);
  });

  it("closes the gap when the record is read again later", () => {
    const first = join(records(1, 100), MetricColumns.from(records(110, 130)));
    const second = join(records(1, 120), first.columns);
    expect([...second.columns.step]).toEqual(steps(1, 130));
    expect(second.gap).toBe(false);
  });
});

describe("live frames", () => {
  it("are appended once, also when a merged frame repeats what came", () => {
    let { history } = accept(unread(), frame(1, 1, 10));
    history = accept(history, frame(1, 6, 20)).history;
    expect([...history.columns.step]).toEqual(steps(1, 20));
  });

  it("ask for the record where the trainer let go of some while the window was away", () => {
    const { history } = accept(unread(), frame(1, 1, 10));
    expect(accept(history, frame(1, 11, 20)).reload).toBe(false);
    const after = accept(history, frame(1, 500, 600));
    expect(after.reload).toBe(true);
    const { columns, gap } = join(records(1, 590), after.history.columns);
    expect([...columns.step]).toEqual(steps(1, 600));
    expect(gap).toBe(false);
  });

  it("of an older generation are ignored", () => {
    const { history } = accept(unread(), frame(2, 1, 10));
    const after = accept(history, frame(1, 11, 50));
    expect(after.history.columns.lastStep).toBe(10);
    expect(after.reload).toBe(false);
  });

  it("of a newer generation rewind the run to where it was opened again, and ask for the record", () => {
    const { history } = accept(unread(), frame(1, 1, 235));
    const after = accept(history, frame(2, 201, 205, 0.5));
    expect(after.reload).toBe(true);
    expect([...after.history.columns.step]).toEqual(steps(1, 205));
    expect(after.history.columns.values("d.loss")![199]).toBe(200);
    expect(after.history.columns.values("d.loss")![200]).toBe(201.5);
  });
});

describe("metric columns", () => {
  it("hold NaN where a metric came later than the others or stayed away", () => {
    const columns = MetricColumns.from(records(1, 3));
    columns.append({ ...records(4, 5), values: { value: Float32Array.of(-1, -2) } });
    expect([...columns.values("value")!]).toEqual([NaN, NaN, NaN, -1, -2]);
    expect([...columns.values("d.loss")!]).toEqual([1, 2, 3, NaN, NaN]);
    expect(columns.values("g.loss")).toBeNull();
  });

  it("find the record at, and nearest to, a step", () => {
    const columns = MetricColumns.from({
      step: Float64Array.of(10, 20, 40),
      seconds: Float64Array.of(1, 2, 4),
      values: {},
    });
    expect([5, 10, 19, 40, 99].map((step) => columns.indexAt(step))).toEqual([-1, 0, 0, 2, 2]);
    expect([0, 14, 16, 31, 99].map((step) => columns.nearest(step))).toEqual([0, 0, 1, 2, 2]);
  });

  it("grow over many appends without losing a record", () => {
    const columns = new MetricColumns();
    for (let from = 1; from <= 5000; from += 7) columns.append(records(from, from + 6));
    expect(columns.length).toBe(5005);
    expect(columns.values("d.loss")![4999]).toBe(5000);
  });
});
