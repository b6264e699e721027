/** The body of a worker thread that decodes and fits pictures; the pool sends one at a time. */
import { parentPort } from "node:worker_threads";
import { type PictureTask, workOn } from "./pictureTask";

parentPort?.on("message", (task: PictureTask) => {
  const done = workOn(task);
  const transfer = done.flatMap(({ pixels }) => (pixels === null ? [] : [pixels.buffer as ArrayBuffer]));
  parentPort?.postMessage(done, transfer);
});
