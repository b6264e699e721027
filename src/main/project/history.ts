/** The history of a run as a file that is written: see historyFormat.ts for what lies in it. */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { SaddleError } from "../../shared/contract/errors";
import { codeOf } from "../../shared/contract/systemFaults";
import type { HistoryColumns } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import { temporaryBeside } from "./durable";
import { writeFault } from "./faults";
import {
  eachChunk,
  encodeHeader,
  type HistoryExtent,
  type HistoryLayout,
  readLayout,
  scanHistory,
  widthOf,
} from "./historyFormat";
import { maximumStep } from "./layout";

/** Beyond this many rows every second one goes: no chart shows the difference, and memory stays bounded. */
export const maximumRows = 2 * 1024 * 1024;

export class HistoryFile {
  readonly path: string;
  private handle: FileHandle | null;
  private layout: HistoryLayout;
  private extent: HistoryExtent;

  private constructor(path: string, handle: FileHandle | null, layout: HistoryLayout, extent: HistoryExtent) {
    this.path = path;
    this.handle = handle;
    this.layout = layout;
    this.extent = extent;
  }

  /**
   * Opens a history of one's own; what a crash left behind the last whole row is cut off. A file that
   * is not there is an empty history; it comes into being with the first row.
   */
  static async open(path: string): Promise<HistoryFile> {
    let handle: FileHandle;
    try {
      handle = await open(path, "r+");
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      return new HistoryFile(path, null, { columns: [], begin: 0, width: 16 }, { columns: [], rows: 0, last: null });
    }
    try {
      const layout = await readLayout(handle, path);
      const extent = await scanHistory(handle, layout, path, false);
      await handle.truncate(layout.begin + extent.rows * layout.width);
      return new HistoryFile(path, handle, layout, extent);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get rows(): number {
    return this.extent.rows;
  }

  get last(): HistoryExtent["last"] {
    return this.extent.last;
  }

  /** Bytes up to the last whole row; 0 where there is no file. */
  get bytes(): number {
    return this.layout.begin + this.extent.rows * this.layout.width;
  }

  /** Whether appending these means that rows already written are replaced or moved. */
  rewrites(columns: HistoryColumns): boolean {
    const first = columns.step[0];
    if (this.handle === null || first === undefined) return false;
    const overtaken = this.extent.last !== null && first <= this.extent.last.step;
    return overtaken || this.newNames(columns).length > 0 || this.rows + columns.step.length > maximumRows;
  }

  /**
   * Adds rows. Where they begin before the end, what was there from their first step on is replaced: a
   * run that went back to a checkpoint overwrites what it had done since.
   * @param columns of equal length, steps ascending
   * @throws SaddleError `internal` for columns that are no history, `disk` where they cannot be written
   */
  async append(columns: HistoryColumns): Promise<void> {
    checkColumns(columns);
    const first = columns.step[0];
    if (first === undefined) return;
    try {
      const names = this.newNames(columns);
      if (this.handle === null || names.length > 0) await this.rewrite([...this.layout.columns, ...names], 1);
      else if (this.rows + columns.step.length > maximumRows) await this.rewrite(this.layout.columns, 2);
      await this.truncate(first - 1);
      const bytes = this.encode(columns);
      for (let done = 0; done < bytes.length; ) {
        done += (await this.handle!.write(bytes, done, bytes.length - done, this.bytes + done)).bytesWritten;
      }
    } catch (error) {
      // Half of what could not be written must not pass for rows later.
      await this.handle?.truncate(this.bytes).catch(() => undefined);
      throw writeFault(this.path, error);
    }
    const end = columns.step.length - 1;
    const last = { step: columns.step[end]!, seconds: columns.seconds[end]! };
    this.extent = { ...this.extent, rows: this.rows + columns.step.length, last };
  }

  /** All rows. */
  async read(): Promise<HistoryColumns> {
    const { columns, width } = this.layout;
    const { rows } = this;
    const read: HistoryColumns = { step: new Float64Array(rows), seconds: new Float64Array(rows), values: {} };
    const values = columns.map(() => new Float32Array(rows));
    if (this.handle !== null) {
      await eachChunk(this.handle, this.layout, rows, (view, first) => {
        for (let row = 0; row < view.byteLength / width; row++) {
          read.step[first + row] = view.getFloat64(row * width, true);
          read.seconds[first + row] = view.getFloat64(row * width + 8, true);
          for (let column = 0; column < values.length; column++) {
            values[column]![first + row] = view.getFloat32(row * width + 16 + 4 * column, true);
          }
        }
        return true;
      });
    }
    for (const [index, name] of columns.entries()) read.values[name] = values[index]!;
    return read;
  }

  /** Drops the rows after a step. */
  async truncate(step: number): Promise<void> {
    if (this.handle === null || this.extent.last === null || this.extent.last.step <= step) return;
    const { begin, width } = this.layout;
    const row = Buffer.alloc(16);
    const at = async (index: number) => {
      await this.handle!.read(row, 0, 16, begin + index * width);
      return { step: row.readDoubleLE(0), seconds: row.readDoubleLE(8) };
    };
    // The first row after the step, between two that are known to be before and not before it.
    let low = 0;
    for (let high = this.rows - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((await at(middle)).step > step) high = middle;
      else low = middle + 1;
    }
    await this.handle.truncate(begin + low * width);
    this.extent = { ...this.extent, rows: low, last: low === 0 ? null : await at(low - 1) };
  }

  /** Waits until everything is on the disk. */
  async sync(): Promise<void> {
    await this.handle?.datasync();
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
  }

  private newNames(columns: HistoryColumns): string[] {
    return Object.keys(columns.values).filter((name) => !this.layout.columns.includes(name));
  }

  private encode(columns: HistoryColumns): Buffer {
    const { width } = this.layout;
    const bytes = Buffer.alloc(columns.step.length * width);
    for (let row = 0; row < columns.step.length; row++) {
      let at = row * width;
      bytes.writeDoubleLE(columns.step[row]!, at);
      bytes.writeDoubleLE(columns.seconds[row]!, at + 8);
      at += 16;
      for (const name of this.layout.columns) at = bytes.writeFloatLE(columns.values[name]?.[row] ?? Number.NaN, at);
    }
    return bytes;
  }

  /** Writes all rows anew with these columns beside the file, then puts it in its place. */
  private async rewrite(columns: readonly string[], every: 1 | 2): Promise<void> {
    const header = encodeHeader(columns);
    const layout: HistoryLayout = { columns, begin: header.length, width: widthOf(columns) };
    const temporary = temporaryBeside(this.path);
    let rows = 0;
    try {
      const target = await open(temporary, "wx");
      try {
        await target.write(header, 0, header.length, 0);
        rows = await this.copyRows(target, layout, every);
        await target.datasync();
      } finally {
        await target.close();
      }
      // Closed before it is replaced: Windows replaces no file that is open.
      await this.close();
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      this.handle ??= await open(this.path, "r+").catch(() => null);
      throw error;
    }
    this.handle = await open(this.path, "r+");
    this.layout = layout;
    this.extent = { ...this.extent, columns, rows };
  }

  /** @returns how many rows were copied; the last one always is */
  private async copyRows(target: FileHandle, layout: HistoryLayout, every: 1 | 2): Promise<number> {
    const old = this.layout;
    let copied = 0;
    if (this.handle === null) return copied;
    await eachChunk(this.handle, old, this.rows, async (view, first) => {
      const count = view.byteLength / old.width;
      const bytes = Buffer.alloc(Math.ceil(count / every) * layout.width);
      let at = 0;
      for (let row = (this.rows - 1 - first) % every; row < count; row += every) {
        bytes.set(new Uint8Array(view.buffer, view.byteOffset + row * old.width, old.width), at);
        for (let end = at + old.width; end < at + layout.width; end += 4) bytes.writeFloatLE(Number.NaN, end);
        at += layout.width;
      }
      await target.write(bytes, 0, at, layout.begin + copied * layout.width);
      copied += at / layout.width;
      return true;
    });
    return copied;
  }
}

/** @throws SaddleError `internal` */
function checkColumns({ step, seconds, values }: HistoryColumns): void {
  const uneven = [seconds, ...Object.values(values)].some((column) => column.length !== step.length);
  const disordered = step.some((value, row) => {
    return !Number.isInteger(value) || value < 0 || value > maximumStep || (row > 0 && value <= step[row - 1]!);
  });
  const timeless = seconds.some((value) => !Number.isFinite(value) || value < 0);
  if (uneven || disordered || timeless) {
    throw new SaddleError(
      "internal",
      say(
        "History columns must be of equal length, with ascending steps.",
        "기록의 열은 길이가 같고 스텝은 오름차순이어야 합니다.",
      ),
    );
  }
}
