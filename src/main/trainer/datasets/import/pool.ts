/** Worker threads for pictures. A picture that ends a thread counts as unreadable; the thread is replaced. */
import { Worker } from "node:worker_threads";
import { say } from "../../../../shared/domain/text";
import { processors } from "../../threads";
import { type PictureResult, type PictureTask, resultsOf, workOn } from "./pictureTask";

const mostThreads = 8;

interface Waiting {
  readonly task: PictureTask;
  readonly resolve: (results: PictureResult[]) => void;
}

const failed = (task: PictureTask): PictureResult[] =>
  Array.from({ length: resultsOf(task) }, () => ({
    pixels: null,
    reason: say("the decoder failed on it", "디코더가 처리하지 못했습니다"),
    hash: null,
  }));

export class PicturePool {
  readonly threads: number;
  private readonly script: string | null;
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: Waiting[] = [];
  private readonly working = new Map<Worker, Waiting>();
  private closed = false;

  /** @param script the built worker; null does the work in this thread */
  constructor(script: string | null) {
    this.script = script;
    this.threads = script === null ? 1 : Math.max(1, Math.min(mostThreads, processors()));
  }

  run(task: PictureTask): Promise<PictureResult[]> {
    if (this.closed) return Promise.resolve(failed(task));
    if (this.script === null) return new Promise((resolve) => setImmediate(() => resolve(workOn(task))));
    return new Promise((resolve) => {
      this.waiting.push({ task, resolve });
      this.next();
    });
  }

  /** Ends all threads; work that is not done counts as failed. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { task, resolve } of this.waiting.splice(0)) resolve(failed(task));
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private next(): void {
    if (this.closed || this.waiting.length === 0) return;
    const worker = this.idle.pop() ?? (this.all.size < this.threads ? this.start() : null);
    if (worker === null) return;
    const taken = this.waiting.shift()!;
    this.working.set(worker, taken);
    const { task } = taken;
    const given = task.kind === "files" ? task.from : [task.pixels];
    const whole = given.flatMap((bytes) =>
      typeof bytes !== "string" && bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
        ? [bytes.buffer]
        : [],
    );
    worker.postMessage(task, whole);
  }

  private start(): Worker {
    const worker = new Worker(this.script!);
    this.all.add(worker);
    worker.on("message", (results: PictureResult[]) => {
      const done = this.working.get(worker);
      this.working.delete(worker);
      this.idle.push(worker);
      done?.resolve(results);
      this.next();
    });
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      this.all.delete(worker);
      const at = this.idle.indexOf(worker);
      if (at >= 0) this.idle.splice(at, 1);
      const lost = this.working.get(worker);
      lost?.resolve(failed(lost.task));
      this.working.delete(worker);
      this.next();
    });
    return worker;
  }
}
