/**
 * Child of a bench: the built trainer with a window's frame port, as Electron would give it. It believes that
 * it has a parent port; its frames end here, where they are weighed and acknowledged as a window that paints
 * sixty times a second does.
 */
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { serialize } from "node:v8";
import { built } from "./trainer.mjs";

/** One frame of a display, milliseconds. */
const painting = 1000 / 60;

const parentPort = Object.assign(new EventEmitter(), { postMessage: (message) => process.send?.(message) });
process.parentPort = parentPort;

/** Frames and their bytes in V8's structured clone format, by kind. */
let tally = {};
const framePort = Object.assign(new EventEmitter(), {
  start: () => undefined,
  postMessage(frame) {
    tally[frame.kind] ??= { frames: 0, bytes: 0 };
    const entry = tally[frame.kind];
    entry.frames += 1;
    entry.bytes += serialize(frame).byteLength;
    setTimeout(() => framePort.emit("message", { data: { acknowledged: frame.sequence } }), painting);
  },
});

process.on("message", (message) => {
  // The only request that the trainer itself does not know.
  if (message.route === "bench.frames") {
    process.send?.({ id: message.id, ok: true, output: tally });
    tally = {};
    return;
  }
  parentPort.emit("message", { data: message, ports: [] });
});
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));

createRequire(import.meta.url)(built("trainer.js"));
parentPort.emit("message", { data: { port: true }, ports: [framePort] });
