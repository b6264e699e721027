/** The body of a worker thread that reads rows of a file beside the training step. */
import { openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { RowRequest, RowWorkerData } from "./rows";

const { path, width } = workerData as RowWorkerData;
const file = openSync(path, "r");

parentPort?.on("message", ({ indices, rows, state }: RowRequest) => {
  const flag = new Int32Array(state);
  const target = new Uint8Array(rows);
  let outcome = 1;
  try {
    for (let row = 0; row < indices.length; row++) {
      if (readSync(file, target, row * width, width, indices[row]! * width) !== width) outcome = 2;
    }
  } catch {
    outcome = 2;
  }
  Atomics.store(flag, 0, outcome);
  Atomics.notify(flag, 0);
});
