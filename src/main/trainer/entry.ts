/** The trainer as a process of its own: an Electron utility process, or a child of Node. Wiring only. */
import { join } from "node:path";
import { acknowledgementSchema, type Frame } from "../../shared/contract/frames";
import type { TrainerMessage, TrainerRequest } from "../../shared/contract/trainer";
import type { FramePort } from "./frames";
import { createTrainer } from "./handlers";

/** The parts of Electron's MessagePortMain that are used; the trainer does not import Electron. */
interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void;
  start(): void;
}

function asFramePort(port: ElectronPort): FramePort {
  return {
    post: (frame: Frame) => port.postMessage(frame),
    onAcknowledge(listener) {
      port.on("message", ({ data }) => {
        const parsed = acknowledgementSchema.safeParse(data);
        if (parsed.success) listener(parsed.data.acknowledged);
      });
      port.start();
    },
  };
}

/** Beside this script in the build. */
const workers = { picture: join(__dirname, "pictureWorker.js"), row: join(__dirname, "rowWorker.js") };

const parentPort = (process as unknown as { parentPort?: Omit<ElectronPort, "start"> }).parentPort;

if (parentPort) {
  createTrainer(
    {
      send: (message: TrainerMessage) => parentPort.postMessage(message),
      onRequest: (listener) => parentPort.on("message", ({ data }) => listener(data as TrainerRequest)),
      onFramePort: (listener) =>
        parentPort.on("message", ({ ports }) => {
          if (ports[0]) listener(asFramePort(ports[0]));
        }),
    },
    workers,
  );
} else {
  createTrainer(
    {
      send: (message) => process.send?.(message),
      onRequest: (listener) => process.on("message", (request: TrainerRequest) => listener(request)),
    },
    workers,
  );
  // Ctrl-C reaches the whole group of the terminal; the parent decides what it means.
  process.on("SIGINT", () => undefined);
  // Without a parent there is nobody to train for.
  process.on("disconnect", () => process.exit(0));
}
