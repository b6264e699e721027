/**
 * The history of a run: one file that only grows. A small header names the metrics; after it come rows
 * of fixed width, little-endian: step (f64), seconds (f64), then one f32 a metric, NaN where a metric
 * has no value. A row that a crash cut off is no row.
 *
 *     "SADDHIST"  u32 header length  header {"version":1,"columns":[…]} padded with spaces  rows…
 */
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { SaddleError } from "../../shared/contract/errors";
import { because, issueText } from "../../shared/contract/issues";
import { say } from "../../shared/domain/text";
import { badFile } from "./faults";
import { maximumStep } from "./layout";

const magic = "SADDHIST";
const prefixBytes = 12;
const maximumHeaderBytes = 8 * 1024;
const maximumColumns = 32;
/** Twice what recording keeps (see history.ts). */
const maximumRows = 4 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

const headerSchema = z.strictObject({
  version: z.literal(1),
  columns: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9._/-]{0,63}$/))
    .max(maximumColumns)
    .refine((names) => new Set(names).size === names.length, because(say("must differ", "서로 달라야 합니다"))),
});

/** What a history file holds. */
export interface HistoryExtent {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of the last row; null where there is none. */
  readonly last: { readonly step: number; readonly seconds: number } | null;
}

export interface HistoryLayout {
  readonly columns: readonly string[];
  /** Bytes before the first row. */
  readonly begin: number;
  /** Bytes of a row. */
  readonly width: number;
}

export const widthOf = (columns: readonly string[]): number => 16 + 4 * columns.length;

export function encodeHeader(columns: readonly string[]): Buffer {
  const checked = headerSchema.safeParse({ version: 1, columns });
  if (!checked.success) {
    const { en, ko } = issueText(checked.error.issues[0], { version: 1, columns });
    throw new SaddleError(
      "internal",
      say(`A history cannot have these metrics: ${en}.`, `기록할 수 없는 지표입니다: ${ko}.`),
    );
  }
  const text = JSON.stringify({ version: 1, columns });
  const padded = text.padEnd(Math.ceil((prefixBytes + text.length) / 8) * 8 - prefixBytes);
  const header = Buffer.alloc(prefixBytes);
  header.write(magic, "latin1");
  header.writeUInt32LE(padded.length, magic.length);
  return Buffer.concat([header, Buffer.from(padded, "latin1")]);
}

export async function readLayout(handle: FileHandle, name: string): Promise<HistoryLayout> {
  const prefix = Buffer.alloc(prefixBytes);
  const { bytesRead } = await handle.read(prefix, 0, prefixBytes, 0);
  const length = prefix.readUInt32LE(magic.length);
  if (bytesRead < prefixBytes || prefix.toString("latin1", 0, magic.length) !== magic || length > maximumHeaderBytes) {
    throw badFile(name, say("it is not a history", "학습 기록이 아닙니다"));
  }
  const text = Buffer.alloc(length);
  const header = await handle.read(text, 0, length, prefixBytes);
  if (header.bytesRead < length) throw badFile(name, say("its header is cut off", "헤더가 잘렸습니다"));
  let value: unknown;
  try {
    value = JSON.parse(text.toString("latin1"));
  } catch {
    throw badFile(name, say("its header is not JSON", "헤더가 JSON이 아닙니다"));
  }
  const parsed = headerSchema.safeParse(value);
  if (!parsed.success) {
    const { en, ko } = issueText(parsed.error.issues[0], value);
    throw badFile(name, say(`its header is wrong (${en})`, `헤더가 잘못되었습니다 (${ko})`));
  }
  const { columns } = parsed.data;
  return { columns, begin: prefixBytes + length, width: widthOf(columns) };
}

/** Calls back with whole rows, a chunk at a time, until it returns false or there are no more. */
export async function eachChunk(
  handle: FileHandle,
  { begin, width }: HistoryLayout,
  limit: number,
  visit: (rows: DataView, firstRow: number) => Promise<boolean> | boolean,
): Promise<void> {
  const buffer = Buffer.alloc(Math.floor(chunkBytes / width) * width);
  for (let row = 0; row < limit; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin + row * width);
    const rows = Math.min(Math.floor(bytesRead / width), limit - row);
    if (rows === 0 || !(await visit(new DataView(buffer.buffer, buffer.byteOffset, rows * width), row))) return;
    row += rows;
  }
}

/**
 * Reads through a history without keeping it.
 * @param strict whether a row that is torn or out of order is a fault, or the end
 * @throws SaddleError `bad-file` naming the row
 */
export async function scanHistory(
  handle: FileHandle,
  layout: HistoryLayout,
  name: string,
  strict: boolean,
): Promise<HistoryExtent> {
  const { columns, begin, width } = layout;
  let rows = 0;
  let last: HistoryExtent["last"] = null;
  await eachChunk(handle, layout, Infinity, (view, first) => {
    for (let at = 0; at < view.byteLength; at += width) {
      const step = view.getFloat64(at, true);
      const seconds = view.getFloat64(at + 8, true);
      const sound = Number.isInteger(step) && step >= 0 && step <= maximumStep && step > (last?.step ?? -1);
      if (!sound || !Number.isFinite(seconds) || seconds < 0) {
        const row = first + at / width;
        if (strict) throw badFile(name, say(`row ${row} is out of order`, `행 ${row}의 순서가 맞지 않습니다`));
        return false;
      }
      rows++;
      last = { step, seconds };
    }
    return true;
  });
  const { size } = await handle.stat();
  if (strict && size !== begin + rows * width)
    throw badFile(name, say("its last row is cut off", "마지막 행이 잘렸습니다"));
  if (rows > maximumRows) throw badFile(name, say(`it has ${rows} rows`, `행이 ${rows}개나 됩니다`));
  return { columns, rows, last };
}

/**
 * Checks a history from outside.
 * @param name what to call it in an error
 * @throws SaddleError `bad-file`
 */
export async function checkHistory(path: string, name: string): Promise<HistoryExtent> {
  const handle = await open(path, "r");
  try {
    return await scanHistory(handle, await readLayout(handle, name), name, true);
  } finally {
    await handle.close();
  }
}

/** Where a history ends and when it last grew, without reading through it; null where that cannot be told. */
export async function lastRecorded(path: string): Promise<{ step: number; changedAt: number } | null> {
  const handle = await open(path, "r").catch(() => null);
  if (!handle) return null;
  try {
    const { begin, width } = await readLayout(handle, path);
    const { size, mtimeMs } = await handle.stat();
    const rows = Math.floor((size - begin) / width);
    if (rows < 1) return null;
    const row = Buffer.alloc(8);
    await handle.read(row, 0, 8, begin + (rows - 1) * width);
    const step = row.readDoubleLE(0);
    return Number.isInteger(step) && step >= 0 && step <= maximumStep ? { step, changedAt: mtimeMs } : null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/** The latest figure of a metric, at the step where it was recorded. */
export interface LatestFigure {
  readonly step: number;
  readonly value: number;
}

/**
 * The latest finite figure of each metric of a history from outside.
 * @param name what to call it in an error
 * @throws SaddleError `bad-file`
 */
export async function latestFigures(path: string, name: string): Promise<Record<string, LatestFigure>> {
  const handle = await open(path, "r");
  try {
    const layout = await readLayout(handle, name);
    const { columns, width } = layout;
    const { rows } = await scanHistory(handle, layout, name, true);
    const latest: (LatestFigure | undefined)[] = [];
    await eachChunk(handle, layout, rows, (view) => {
      for (let at = 0; at < view.byteLength; at += width) {
        for (const column of columns.keys()) {
          const value = view.getFloat32(at + 16 + 4 * column, true);
          if (Number.isFinite(value)) latest[column] = { step: view.getFloat64(at, true), value };
        }
      }
      return true;
    });
    return Object.fromEntries(columns.flatMap((metric, at) => (latest[at] ? [[metric, latest[at]]] : [])));
  } finally {
    await handle.close();
  }
}
