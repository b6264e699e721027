/**
 * The trainer's life with one run: the loop that trains in slices and reads its messages between
 * steps, and everything that is told to the main process (events, durable) and to the window
 * (frames, for painting).
 */
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import type { ParsedInputOf } from "../../shared/contract/route";
import type { CheckpointBlob, TrainerEvent, TrainerRoutes } from "../../shared/contract/trainer";
import type { RunState } from "../../shared/domain/run";
import { type Localized, say } from "../../shared/domain/text";
import { Turns } from "../../shared/turns";
import { type Checked, checkRecipe } from "./check";
import type { DataPlace } from "./dataset";
import { checkpointDue, type Intervals, sampleDue, undisturbed } from "./due";
import { type FramePort, FrameSender } from "./frames";
import { ColumnBuffer } from "./history";
import { Judge } from "./judge";
import { Pace } from "./pace";
import { encodePng, toAtlas } from "./pictures";
import type { Update } from "./plugin";
import { recordPoints } from "./points";
import { Rhythm } from "./rhythm";
import { type Made, OpenRun } from "./run";
import { backendFailed, behind, diverged, divergedBefore, going, noRun } from "./sessionErrors";
import { backendFault } from "./tensorflow";

/** One turn of the loop before messages are read. */
const sliceMilliseconds = 25;
/** Share of a running slice that the classifier gets until it is ready. */
const classifierShare = 1 / 3;
const frameMilliseconds = 100;
const paceMilliseconds = 500;
const historyMilliseconds = 1000;
/** Calls after loading that say nothing of the pace: TensorFlow prepares each graph at its first run. */
const firstCalls = { single: 2, series: 1 };

interface Opened extends Intervals {
  readonly id: string;
  readonly generation: number;
  readonly run: OpenRun;
  readonly record: boolean;
  readonly replay: boolean;
  seconds: number;
  until: number;
  readonly rhythm: Rhythm;
  /** Calls since it was opened that made one whole step, and that made several. */
  readonly calls: { single: number; series: number };
}

export class Session {
  private readonly emit: (event: TrainerEvent) => void;
  private readonly place: DataPlace;
  private readonly judge: Judge;
  /** Whoever touches the run waits for a turn: reading a backend takes a while, and nobody finds a step half made. */
  private readonly turns = new Turns();
  private readonly pace = new Pace();
  private readonly history = new ColumnBuffer();
  private readonly recent = new ColumnBuffer();
  private frames: FrameSender | null = null;
  private opened: Opened | null = null;
  private state: RunState = "idle";
  private turning = false;
  /** See the event `history`. */
  private spent = { steps: 0, seconds: 0 };
  private lastFrame = 0;
  private lastPace = 0;
  private lastHistory = 0;

  constructor(cacheDirectory: string, place: DataPlace, emit: (event: TrainerEvent) => void) {
    this.emit = emit;
    this.place = place;
    this.judge = new Judge(cacheDirectory);
  }

  attach(port: FramePort): void {
    this.inTurn(async () => {
      this.frames = new FrameSender(port);
      if (!this.opened) return;
      this.frames.begin(this.opened.id, this.opened.generation);
      this.sendPace();
      this.sendTask();
      await this.sendSamples(false);
    }).catch((error: unknown) => this.fail(error));
  }

  async open(input: ParsedInputOf<TrainerRoutes, "run.open">) {
    const { check, ready } = await checkRecipe(input.recipe, this.place);
    if (!ready) {
      const issue = check.issues[0]!;
      throw new SaddleError("bad-input", issue.message, {
        path: issue.path,
        ...(issue.hint ? { hint: issue.hint } : {}),
      });
    }
    return this.inTurn(() => this.replace(input, check, ready));
  }

  private async replace(
    input: ParsedInputOf<TrainerRoutes, "run.open">,
    check: Checked["check"],
    ready: NonNullable<Checked["ready"]>,
  ) {
    this.free();
    const run = new OpenRun(ready.resolved, ready.dataset, input.edits);
    try {
      if (input.checkpoint) await run.restore(input.checkpoint);
    } catch (error) {
      run.dispose();
      throw error;
    }
    const { sampleEvery, checkpointEvery } = ready.resolved.recipe.training;
    const { run: id, generation, record, replay, seconds } = input;
    this.opened = {
      id,
      generation,
      run,
      record,
      replay,
      sampleEvery,
      checkpointEvery,
      seconds,
      until: 0,
      rhythm: new Rhythm(),
      calls: { single: 0, series: 0 },
    };
    this.spent = { steps: 0, seconds: 0 };
    this.frames?.begin(id, generation);
    if (record) this.judge.begin(run.generates ? ready.dataset : null);
    this.tellReference();
    this.setState("paused");
    if (record && !input.checkpoint) await this.recordSamples();
    else await this.sendSamples(false);
    this.schedule();
    const { title, count, shape, classes, hash } = ready.dataset;
    return {
      step: run.counters.step,
      parameters: check.parameters,
      stepsPerEpoch: check.stepsPerEpoch,
      dataset: { title, count, shape: [...shape], classes: classes ? [...classes] : null, hash },
      weightsSha256: await run.weightsSha256(),
    };
  }

  play(until: number): Promise<void> {
    return this.inTurn(() => {
      const opened = this.need();
      const { step } = opened.run.counters;
      if (until <= step) throw behind(until, step);
      if (this.state === "diverged") throw divergedBefore();
      opened.until = until;
      this.pace.begin(step);
      this.setState("running");
      this.schedule();
    });
  }

  pause(): Promise<number> {
    return this.inTurn(() => {
      const { run } = this.need();
      if (this.state === "running") this.setState("paused");
      return run.counters.step;
    });
  }

  stepOnce(update: Update): Promise<number> {
    return this.inTurn(async () => {
      const { run } = this.needPaused();
      const recorded = await this.make(async (opened) => [await opened.step(update)]);
      if (this.state !== "diverged") {
        if (!recorded) await this.recordSamples();
        this.setState("paused");
      }
      return run.counters.step;
    });
  }

  edit(path: string, value: number | boolean | string): Promise<void> {
    return this.inTurn(() => this.needPaused().run.edit(path, value));
  }

  /** @throws SaddleError `diverged` where the weights are lost although the metrics did not show it yet */
  checkpoint(kind: CheckpointBlob["kind"]): Promise<CheckpointBlob> {
    return this.inTurn(() => this.takeCheckpoint(kind));
  }

  close(): Promise<void> {
    return this.inTurn(() => this.free());
  }

  /** Does something that takes the backend, in a turn of its own. @throws SaddleError `conflict` while a run goes */
  beside<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(() => {
      if (this.state === "running") throw going();
      return work();
    });
  }

  /** Looks at the open run between two steps. @throws SaddleError `conflict` where no run is open */
  withRun<T>(look: (run: OpenRun) => Promise<T>): Promise<T> {
    return this.inTurn(() => look(this.need().run));
  }

  /**
   * Takes a turn. Whatever breaks in it other than by a {@link SaddleError} is taken for the backend's fault.
   * @throws SaddleError `backend-failed` then
   */
  private inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    return this.turns.take(async () => {
      try {
        return await work();
      } catch (thrown) {
        if (thrown instanceof SaddleError) throw thrown;
        const reason = (backendFault() ?? (thrown instanceof Error ? thrown.message : String(thrown))).replace(
          /\.$/,
          "",
        );
        const step = this.opened?.run.counters.step;
        const error = backendFailed(reason, step, thrown);
        this.fail(error);
        throw error;
      }
    });
  }

  private async takeCheckpoint(kind: CheckpointBlob["kind"]): Promise<CheckpointBlob> {
    const { run } = this.need();
    this.flushHistory();
    try {
      return await run.checkpoint(kind);
    } catch (error) {
      if (error instanceof SaddleError && error.code === "diverged" && this.state !== "diverged") {
        this.setState("diverged", toErrorValue(error));
      }
      throw error;
    }
  }

  private free(): void {
    if (!this.opened) return;
    this.flushHistory();
    this.opened.run.dispose();
    this.opened = null;
    this.state = "idle";
  }

  private need(): Opened {
    if (!this.opened) {
      throw noRun();
    }
    return this.opened;
  }

  private needPaused(): Opened {
    const opened = this.need();
    if (this.state === "running") throw going();
    if (this.state === "diverged") throw divergedBefore();
    return opened;
  }

  /** The loop goes on while there is anything to do: a run that runs, or a classifier that learns. */
  private schedule(): void {
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => {
      this.inTurn(async () => {
        this.turning = false;
        if (!this.opened || this.state === "failed") return;
        await this.turn();
        if (this.state === "running" || (this.opened?.record && this.judge.learning)) this.schedule();
      }).catch((error: unknown) => this.fail(error));
    });
  }

  private async turn(): Promise<void> {
    const begin = performance.now();
    if (this.state === "running") {
      do {
        await this.wholeSteps();
        if (this.state !== "running") break;
      } while (performance.now() - begin < sliceMilliseconds);
    }
    if (this.opened?.record && this.judge.learning) {
      const trained = performance.now() - begin;
      await this.judge.work(this.state === "running" ? trained * classifierShare : sliceMilliseconds);
      this.sendTask();
      if (!this.judge.learning) {
        this.tellReference();
        await this.recordSamples();
      }
    }
    this.tell();
  }

  /** One step, or as many at once as the run makes, where nothing is to be done between them. */
  private async wholeSteps(): Promise<void> {
    const opened = this.need();
    const { rhythm, run, seconds } = opened;
    const { counters, series } = run;
    const from = counters.step;
    const wanted = series > 1 && rhythm.together;
    const together = wanted && from + series <= opened.until && undisturbed(opened, from, series);
    const begin = performance.now();
    await this.make(async () => (together ? run.steps() : [await run.step("both")]));
    if (series > 1 && together === wanted) rhythm.tell(counters.step - from, opened.seconds - seconds);
    const kind = together ? "series" : "single";
    opened.calls[kind] += 1;
    if (opened.calls[kind] <= firstCalls[kind]) return;
    this.spent.steps += counters.step - from;
    this.spent.seconds += (performance.now() - begin) / 1000;
  }

  /** Makes steps and tells of them. @returns whether it was time for a picture, and the picture is recorded */
  private async make(work: (run: OpenRun) => Promise<readonly Made[]>): Promise<boolean> {
    const { run } = this.need();
    const begin = performance.now();
    const made = await work(run);
    const each = (performance.now() - begin) / 1000 / made.length;
    const { step: last } = run.counters;
    this.pace.mark(last);
    let recorded = false;
    for (const [index, one] of made.entries())
      recorded = await this.tellStep(last + 1 - made.length + index, each, one);
    return recorded;
  }

  /** @returns whether it was time for a picture, and the picture is recorded */
  private async tellStep(step: number, seconds: number, { metrics, divergence }: Made): Promise<boolean> {
    const opened = this.need();
    opened.seconds += seconds;
    const due = sampleDue(opened, step);
    // A replay has them too, since it is held against all that was recorded.
    if (due && !divergence && (opened.record || opened.replay))
      Object.assign(metrics, await opened.run.outside.heldOutFigures());
    this.history.push(step, opened.seconds, metrics);
    this.recent.push(step, opened.seconds, metrics);
    if (divergence) {
      this.setState("diverged", toErrorValue(diverged(divergence)));
      return false;
    }
    if (due && opened.record) await this.recordSamples();
    if (opened.record && checkpointDue(opened, step)) {
      const checkpoint = await this.takeCheckpoint("auto");
      this.emit({ event: "checkpoint", run: opened.id, generation: opened.generation, checkpoint });
    }
    if (this.state === "running" && step >= opened.until) this.setState("finished");
    return due && opened.record;
  }

  /** What is due by the clock. */
  private tell(): void {
    const now = performance.now();
    if (now - this.lastFrame >= frameMilliseconds) {
      this.lastFrame = now;
      this.sendMetrics();
    }
    if (now - this.lastPace >= paceMilliseconds) this.sendPace();
    if (now - this.lastHistory >= historyMilliseconds) this.flushHistory();
  }

  private setState(
    state: RunState,
    error: TrainerEvent extends infer E ? (E extends { event: "state"; error: infer R } ? R : never) : never = null,
  ): void {
    const { id, generation, run } = this.need();
    this.state = state;
    this.sendMetrics();
    this.flushHistory();
    this.emit({ event: "state", run: id, generation, state, step: run.counters.step, error });
    this.sendPace();
  }

  private flushHistory(): void {
    this.lastHistory = performance.now();
    if (!this.opened || this.history.length === 0) return;
    const { id, generation, record, replay } = this.opened;
    const columns = this.history.take();
    const { spent } = this;
    this.spent = { steps: 0, seconds: 0 };
    if (!record && !replay) return;
    this.emit({ event: "history", run: id, generation, ...columns, stepsPerSecond: this.pace.stepsPerSecond, spent });
  }

  private sendMetrics(): void {
    if (this.recent.length === 0) return;
    const columns = this.recent.take();
    this.frames?.sendMetrics(columns);
  }

  private sendPace(): void {
    if (!this.opened) return;
    this.lastPace = performance.now();
    const { run, until } = this.opened;
    const { step } = run.counters;
    const running = this.state === "running";
    this.frames?.send({
      kind: "pace",
      state: this.state,
      step,
      stepsPerSecond: running ? this.pace.stepsPerSecond : 0,
      epoch: run.epoch,
      secondsLeft: running ? this.pace.secondsLeft(step, until) : null,
    });
  }

  private sendTask(): void {
    if (this.opened?.record) this.frames?.send({ kind: "task", task: "classifier", fraction: this.judge.fraction });
  }

  private tellReference(): void {
    const { reference, cacheProblem, distrust } = this.judge;
    if (!this.opened?.record) return;
    if (distrust !== null) {
      this.sendTask();
      this.emit({ event: "log", level: "warning", message: distrust.en });
    }
    if (!reference) return;
    const { id, generation } = this.opened;
    this.emit({ event: "coverageReference", run: id, generation, reference });
    this.sendTask();
    if (cacheProblem) this.emit({ event: "log", level: "warning", message: cacheProblem });
  }

  /** Why there is no coverage, for frames. */
  private get uncounted(): { uncounted?: Localized } {
    const { uncounted } = this.judge;
    return this.opened?.record && uncounted !== null ? { uncounted } : {};
  }

  private async recordSamples(): Promise<void> {
    await this.sendSamples(this.need().record);
  }

  /** The samples as they are now. @param durable whether the main process keeps it too */
  private async sendSamples(durable: boolean): Promise<void> {
    const { id, generation, run, record } = this.need();
    if (!durable && !this.frames) return;
    const { step } = run.counters;
    if (run.dataset.space === "points") {
      const bytes = await recordPoints(run);
      const coverage = record ? await this.judge.evaluate(run) : null;
      this.frames?.send({ kind: "points", step, bytes, coverage, ...this.uncounted });
      if (durable) this.emit({ event: "points", run: id, generation, step, bytes, coverage });
      return;
    }
    const { columns, sweep } = run.previewLayout;
    const grid = toAtlas(await run.gallery(), run.dataset.shape, run.dataset.range, columns);
    const atlas = sweep ? { ...grid, columnLabels: run.classes!.slice(0, columns) } : grid;
    const coverage = record ? await this.judge.evaluate(run) : null;
    this.frames?.send({ kind: "samples", step, atlas, coverage, ...this.uncounted });
    if (!durable) return;
    const { rgba: _, ...layout } = atlas;
    this.emit({ event: "samples", run: id, generation, step, png: encodePng(atlas), layout, coverage });
  }

  /** A fault of the loop itself, such as a backend that gives out. */
  private fail(error: unknown): void {
    // Told already, by what found it.
    if (!this.opened || this.state === "diverged" || this.state === "failed") return;
    const hint = say(
      "Resume from the last checkpoint; if it happens again, look at the System page.",
      "마지막 체크포인트부터 계속하세요. 또 일어나면 시스템 페이지를 확인하세요.",
    );
    this.setState("failed", { hint, ...toErrorValue(error) });
  }
}
