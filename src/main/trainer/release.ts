/**
 * Gives memory of arrays back at once. JavaScript would wait until it looks for garbage, and V8 looks through the
 * whole heap as soon as tens of megabytes wait, which takes as long as computing them.
 */
import { MessageChannel } from "node:worker_threads";

/** What is sent through a closed port goes nowhere, and what is sent is no longer the sender's. */
const nowhere = new MessageChannel().port1;
nowhere.close();

/** @param array is empty afterwards; the memory under it must be its own */
export function release(array: Float32Array): void {
  nowhere.postMessage(null, [array.buffer as ArrayBuffer]);
}
