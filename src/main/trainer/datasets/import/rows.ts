/**
 * Rows of a file by their indices, for data that is larger than memory: a thread reads the next
 * batch while the step in hand runs, and no more than two batches are held.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { SaddleError } from "../../../../shared/contract/errors";
import { say } from "../../../../shared/domain/text";
import type { RowReader } from "../../engine/engine";

export interface RowWorkerData {
  readonly path: string;
  readonly width: number;
}

export interface RowRequest {
  readonly indices: Uint32Array;
  /** Where the rows go, `[indices, width]`. */
  readonly rows: SharedArrayBuffer;
  /** One 32-bit number: 0 until it is done, then 1, or 2 where the file failed. */
  readonly state: SharedArrayBuffer;
}

interface Fetched extends RowRequest {
  readonly places: ReadonlyMap<number, number>;
}

/** How long a disk may take for one batch, milliseconds. */
const patience = 5_000;

export class RowFile implements RowReader {
  readonly byteLength: number;
  private readonly path: string;
  private readonly width: number;
  private readonly file: number;
  private readonly script: string | null;
  private worker: Worker | null = null;
  /** What was asked for beforehand, the older one first. */
  private fetched: Fetched[] = [];

  /**
   * @param width bytes of a row
   * @param script the built worker; null reads when rows are asked for
   */
  constructor(path: string, width: number, script: string | null) {
    this.path = path;
    this.width = width;
    this.script = script;
    this.file = openSync(path, "r");
    this.byteLength = fstatSync(this.file).size;
  }

  prefetch(indices: ArrayLike<number>): void {
    if (this.script === null) return;
    if (this.worker === null) {
      this.worker = new Worker(this.script, {
        workerData: { path: this.path, width: this.width } satisfies RowWorkerData,
      });
      // Without it rows are read when they are asked for.
      this.worker.on("error", () => {
        this.fetched = [];
      });
      this.worker.unref();
    }
    const wanted = Uint32Array.from(indices);
    const request: RowRequest = {
      indices: wanted,
      rows: new SharedArrayBuffer(wanted.length * this.width),
      state: new SharedArrayBuffer(4),
    };
    this.worker.postMessage(request);
    const places = new Map<number, number>();
    wanted.forEach((index, place) => {
      places.set(index, place);
    });
    this.fetched = [...this.fetched.slice(-1), { ...request, places }];
  }

  async read(indices: ArrayLike<number>): Promise<Uint8Array> {
    const rows = new Uint8Array(indices.length * this.width);
    const found = this.fetched.find(({ places }) => Array.prototype.every.call(indices, (index) => places.has(index)));
    if (found !== undefined && this.isDone(found)) {
      const bytes = new Uint8Array(found.rows);
      for (let row = 0; row < indices.length; row++) {
        const from = found.places.get(indices[row]!)! * this.width;
        rows.set(bytes.subarray(from, from + this.width), row * this.width);
      }
      return rows;
    }
    for (let row = 0; row < indices.length; row++) this.readRow(indices[row]!, rows, row * this.width);
    return rows;
  }

  /** Consecutive rows, for looking at the data. */
  slice(begin: number, end: number): Uint8Array {
    const rows = new Uint8Array((end - begin) * this.width);
    let done = 0;
    while (done < rows.length) {
      const read = readSync(this.file, rows, done, Math.min(rows.length - done, 1 << 28), begin * this.width + done);
      if (read === 0) throw this.fault();
      done += read;
    }
    return rows;
  }

  close(): void {
    void this.worker?.terminate();
    this.worker = null;
    this.fetched = [];
    closeSync(this.file);
  }

  private isDone({ state }: Fetched): boolean {
    const flag = new Int32Array(state);
    Atomics.wait(flag, 0, 0, patience);
    return Atomics.load(flag, 0) === 1;
  }

  private readRow(index: number, target: Uint8Array, at: number): void {
    const read = readSync(this.file, target, at, this.width, index * this.width);
    if (read !== this.width) throw this.fault();
  }

  private fault(): SaddleError {
    return new SaddleError(
      "bad-file",
      say(`${this.path} ends before its last picture.`, `${this.path}: 마지막 이미지 전에 파일이 끝납니다.`),
      { hint: say("Import the pictures anew.", "이미지를 다시 가져오세요.") },
    );
  }
}
