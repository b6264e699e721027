import { appendFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HistoryFile, maximumRows } from "../../../src/main/project/history";
import { checkHistory } from "../../../src/main/project/historyFormat";
import type { HistoryColumns } from "../../../src/shared/domain/run";
import { columns } from "./records";
import { refusalOf, temporaryFolder } from "./support";

const fileIn = async (): Promise<string> => join(await temporaryFolder(), "history.bin");

type Row = { step: number; seconds: number; values: Map<string, number> };

/** What a history should be, kept as plain rows. */
function rowsOf({ step, seconds, values }: HistoryColumns): Row[] {
  return Array.from(step, (value, row) => ({
    step: value,
    seconds: seconds[row]!,
    values: new Map(Object.entries(values).map(([name, column]) => [name, column[row]!])),
  }));
}

function columnsOf(rows: readonly Row[], names: ReadonlySet<string>): HistoryColumns {
  return {
    step: Float64Array.from(rows, ({ step }) => step),
    seconds: Float64Array.from(rows, ({ seconds }) => seconds),
    values: Object.fromEntries(
      [...names].map((name) => [name, Float32Array.from(rows, ({ values }) => values.get(name) ?? Number.NaN)]),
    ),
  };
}

describe("a history", () => {
  it("is empty, and no file, before its first row", async () => {
    const path = await fileIn();
    const history = await HistoryFile.open(path);
    expect(await history.read()).toEqual({ step: new Float64Array(), seconds: new Float64Array(), values: {} });
    expect([history.rows, history.last, history.bytes]).toEqual([0, null, 0]);
    await history.truncate(0);
    await history.close();
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  it("does as plain rows would through any appends, returns to earlier steps, new metrics and re-openings", async () => {
    const name = fc.constantFrom("d.loss", "g.loss", "d.real", "value");
    const action = fc.oneof(
      fc.record({
        kind: fc.constant("append" as const),
        skip: fc.integer({ min: -12, max: 3 }),
        count: fc.integer({ min: 0, max: 9 }),
        names: fc.uniqueArray(name),
      }),
      fc.record({ kind: fc.constant("truncate" as const), back: fc.integer({ min: -2, max: 20 }) }),
      fc.record({ kind: fc.constant("reopen" as const), torn: fc.nat(15) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
        const path = await fileIn();
        let history = await HistoryFile.open(path);
        let rows: Row[] = [];
        const names = new Set<string>();
        for (const act of actions) {
          const last = rows.at(-1)?.step ?? 0;
          if (act.kind === "append") {
            const from = Math.max(0, last + 1 + act.skip);
            const added = columns(from, from + act.count - 1, act.names);
            await history.append(added);
            if (act.count > 0) {
              rows = [...rows.filter(({ step }) => step < from), ...rowsOf(added)];
              for (const one of act.names) names.add(one);
            }
          } else if (act.kind === "truncate") {
            await history.truncate(last - act.back);
            rows = rows.filter(({ step }) => step <= last - act.back);
          } else {
            await history.close();
            // Half a row, as a crash leaves it.
            if (history.bytes > 0) await appendFile(path, new Uint8Array(act.torn).fill(1));
            history = await HistoryFile.open(path);
          }
          expect(history.rows).toBe(rows.length);
          expect(history.last?.step).toBe(rows.at(-1)?.step);
        }
        expect(await history.read()).toEqual(columnsOf(rows, names));
        await history.close();
      }),
      { numRuns: 120, seed: 3 },
    );
  });

  it("opens at the last whole row, wherever it was cut", async () => {
    const path = await fileIn();
    const history = await HistoryFile.open(path);
    await history.append(columns(1, 20));
    const { bytes } = history;
    await history.close();
    const width = 16 + 2 * 4;
    for (const cut of [1, width - 1, width, width + 1, 7 * width + 5]) {
      await truncate(path, bytes - cut);
      const again = await HistoryFile.open(path);
      expect(await again.read()).toEqual(columns(1, 20 - Math.ceil(cut / width)));
      await again.append(columns(again.rows + 1, 20));
      expect(await again.read()).toEqual(columns(1, 20));
      await again.close();
      expect((await checkHistory(path, "whole")).rows).toBe(20);
    }
  });

  it("ends before rows that a power cut left as zeros", async () => {
    const path = await fileIn();
    const history = await HistoryFile.open(path);
    await history.append(columns(1, 5));
    await history.close();
    await appendFile(path, new Uint8Array(3 * 24));
    expect((await refusalOf(checkHistory(path, "theirs"))).message).toContain("row 5 is out of order");
    const again = await HistoryFile.open(path);
    expect(await again.read()).toEqual(columns(1, 5));
    await again.close();
  });

  it("loses every second row, but not the last, when it grows beyond what memory should hold", async () => {
    const path = await fileIn();
    const history = await HistoryFile.open(path);
    const block = maximumRows / 4;
    for (let first = 1; first <= maximumRows; first += block)
      await history.append(columns(first, first + block - 1, ["v"]));
    expect(history.rows).toBe(maximumRows);
    await history.append(columns(maximumRows + 1, maximumRows + 3, ["v"]));
    const { step, values } = await history.read();
    expect(step.length).toBe(maximumRows / 2 + 3);
    expect(Array.from(step.subarray(-5))).toEqual([-2, 0, 1, 2, 3].map((offset) => maximumRows + offset));
    expect(step[0]).toBe(2);
    expect(values.v![0]).toBe(Math.fround(Math.sin(2)));
    await history.close();
  });

  it.each<[string, HistoryColumns]>([
    ["columns of different lengths", { ...columns(1, 3), seconds: Float64Array.of(1) }],
    ["steps that repeat", { ...columns(1, 2), step: Float64Array.of(4, 4) }],
    ["a step that is no number", { ...columns(1, 2), step: Float64Array.of(1, Number.NaN) }],
    ["time that is no number", { ...columns(1, 2), seconds: Float64Array.of(1, Number.NaN) }],
    ["a metric without a name", { ...columns(1, 2), values: { "": Float32Array.of(1, 2) } }],
    [
      "too many metrics",
      columns(
        1,
        2,
        Array.from({ length: 33 }, (_, index) => `m${index}`),
      ),
    ],
  ])("refuses %s and stays as it was", async (_, added) => {
    const path = await fileIn();
    const history = await HistoryFile.open(path);
    await history.append(columns(1, 3));
    expect((await refusalOf(history.append(added))).code).toBe("internal");
    await history.close();
    const again = await HistoryFile.open(path);
    expect(await again.read()).toEqual(columns(1, 3));
    await again.close();
  });
});
