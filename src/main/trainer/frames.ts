/**
 * Frames to the window with back-pressure: one frame of each kind is under way at most. Until the
 * window acknowledges, metrics are merged and of everything else the latest is kept, so a slow or
 * hidden window costs training nothing.
 */
import type { Frame } from "../../shared/contract/frames";
import { ColumnBuffer } from "./history";

export interface FramePort {
  post(frame: Frame): void;
  onAcknowledge(listener: (sequence: number) => void): void;
}

/** Columns of one or more steps. */
export interface MetricColumns {
  readonly step: Float64Array;
  readonly seconds: Float64Array;
  readonly values: Readonly<Record<string, Float32Array>>;
}

type Unstamped = Frame extends infer F ? (F extends Frame ? Omit<F, "run" | "generation" | "sequence"> : never) : never;
type Latest = Exclude<Unstamped, { kind: "metrics" }>;

/** A window that is away this long (in steps) loads history from the main process instead. */
const maximumMergedSteps = 20_000;

export class FrameSender {
  private readonly port: FramePort;
  private sequence = 0;
  /** Sequence numbers that the window has not painted yet. */
  private readonly underWay = new Map<Frame["kind"], number>();
  private readonly metrics = new ColumnBuffer(maximumMergedSteps);
  private readonly latest = new Map<Latest["kind"], Latest>();
  private stamp = { run: "", generation: 0 };

  constructor(port: FramePort) {
    this.port = port;
    port.onAcknowledge((sequence) => {
      for (const [kind, sent] of this.underWay) if (sent <= sequence) this.underWay.delete(kind);
      this.flush();
    });
  }

  /** From now on frames belong to this run; what waited for the last one is dropped. */
  begin(run: string, generation: number): void {
    this.stamp = { run, generation };
    this.metrics.take();
    this.latest.clear();
    this.underWay.clear();
  }

  sendMetrics(columns: MetricColumns): void {
    this.metrics.append(columns);
    this.flush();
  }

  send(frame: Latest): void {
    this.latest.set(frame.kind, frame);
    this.flush();
  }

  private flush(): void {
    if (this.metrics.length > 0 && !this.underWay.has("metrics")) {
      this.post({ kind: "metrics", ...this.metrics.take() });
    }
    for (const [kind, frame] of this.latest) {
      if (this.underWay.has(kind)) continue;
      this.latest.delete(kind);
      this.post(frame);
    }
  }

  private post(frame: Unstamped): void {
    this.sequence += 1;
    this.underWay.set(frame.kind, this.sequence);
    this.port.post({ ...frame, ...this.stamp, sequence: this.sequence } as Frame);
  }
}
