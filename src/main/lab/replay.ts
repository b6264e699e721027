/**
 * Trains part of a run again, from one of its checkpoints and with everything that was changed by hand on
 * the way, and holds what comes out against what was recorded, to the bit.
 */
import { SaddleError } from "../../shared/contract/errors";
import type { TrainerEvent } from "../../shared/contract/trainer";
import type { HistoryColumns } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import type { OpenProject } from "./openProject";
import type { TrainerHost } from "./trainerHost";

/** One recorded figure that did not come out again. */
export interface Difference {
  readonly step: number;
  readonly metric: string;
  readonly recorded: number;
  /** Null where it did not come out at all. */
  readonly found: number | null;
}

/** A checkpoint's weights then and now. */
export interface ComparedCheckpoint {
  readonly step: number;
  readonly recorded: string;
  readonly found: string;
}

export interface Verification {
  readonly run: string;
  readonly from: number;
  readonly to: number;
  /** Recorded steps whose figures were compared. */
  readonly steps: number;
  readonly checkpoints: readonly ComparedCheckpoint[];
  /** The first one, if any. */
  readonly difference: Difference | null;
  readonly reproduced: boolean;
}

type Columns = Pick<HistoryColumns, "step" | "values">;

/**
 * Step by step, figure by figure: the first recorded one that did not come out as the same float32 number.
 * A long history keeps some of its steps only; those are compared. A figure that a step lacks is NaN.
 * @returns how many steps were compared, and the difference, if any
 */
export function compareHistory(
  recorded: Columns,
  found: Columns,
  from: number,
  to: number,
): { steps: number; difference: Difference | null } {
  const now = new Map(Array.from(found.step, (step, row) => [step, row]));
  let steps = 0;
  for (const [row, step] of recorded.step.entries()) {
    if (step <= from || step > to) continue;
    steps += 1;
    const other = now.get(step);
    for (const [metric, column] of Object.entries(recorded.values)) {
      const one = column[row]!;
      const again = other === undefined ? null : (found.values[metric]?.[other] ?? null);
      const lackedByBoth = Number.isNaN(one) && again === null && other !== undefined;
      if (!lackedByBoth && !Object.is(one, again))
        return { steps, difference: { step, metric, recorded: one, found: again } };
    }
  }
  return { steps, difference: null };
}

/** The only replay of a trainer at a time. */
export class Replay {
  readonly #host: TrainerHost;
  readonly #project: OpenProject;
  readonly #run: string;
  readonly #generation: number;
  readonly #progress: (step: number) => void;
  readonly #history: Extract<TrainerEvent, { event: "history" }>[] = [];
  #ended: ((error?: SaddleError) => void) | null = null;

  constructor(
    host: TrainerHost,
    project: OpenProject,
    run: string,
    generation: number,
    progress: (step: number) => void,
  ) {
    this.#host = host;
    this.#project = project;
    this.#run = run;
    this.#generation = generation;
    this.#progress = progress;
  }

  /** What the trainer told; what belongs to another opening is passed over. */
  receive(event: Extract<TrainerEvent, { run: string }>): void {
    if (event.run !== this.#run || event.generation !== this.#generation) return;
    if (event.event === "history") {
      this.#history.push(event);
      const step = event.step.at(-1);
      if (step !== undefined) this.#progress(step);
    }
    if (event.event !== "state" || event.state === "running") return;
    this.#ended?.(
      event.state === "diverged" || event.state === "failed"
        ? new SaddleError(
            event.error?.code ?? "internal",
            event.error?.message ?? say("The replay ended early.", "다시 실행이 도중에 끝났습니다."),
          )
        : undefined,
    );
  }

  trainerDied(error: SaddleError): void {
    this.#ended?.(error);
  }

  /** @see Runner.verify */
  async verify(wanted: number | null): Promise<Verification> {
    const { journal } = this.#project;
    const { recipe, edits, singles, checkpoints } = this.#project.run(this.#run);
    const { from, to } = this.#stretch(wanted);
    const begins = checkpoints.some(({ step }) => step === from);
    const checkpoint = begins ? await journal.readCheckpoint(this.#run, from) : null;
    await this.#host.request("run.open", {
      run: this.#run,
      generation: this.#generation,
      recipe,
      checkpoint,
      // What was changed at the checkpoint's own step is changed again below.
      edits: edits.filter(({ step }) => step < from),
      seconds: 0,
      record: false,
      replay: true,
    });
    const compared: ComparedCheckpoint[] = [];
    try {
      const later = [...edits, ...checkpoints]
        .map(({ step }) => step)
        .concat(
          singles.map(({ step }) => step - 1),
          to,
        );
      for (let step = from; step < to; ) {
        for (const { path, value } of edits.filter((edit) => edit.step === step)) {
          await this.#host.request("run.edit", { path, value });
        }
        const single = singles.find((one) => one.step === step + 1);
        const until = single ? step + 1 : Math.min(...later.filter((end) => end > step && end <= to));
        if (single) await this.#host.request("run.stepOnce", { update: single.update });
        else await this.#play(until);
        step = until;
        const stored = checkpoints.find((one) => one.step === step);
        if (!stored) continue;
        const { weightsSha256 } = await this.#host.request("run.checkpoint", { kind: "kept" });
        compared.push({ step, recorded: stored.weightsSha256, found: weightsSha256 });
      }
    } finally {
      // A trainer that died has nothing to close.
      await this.#host.request("run.close", {}).catch(() => undefined);
    }
    const recorded = await journal.readHistory(this.#run);
    const { steps, difference } = compareHistory(recorded, this.#told(), from, to);
    const sameWeights = compared.every((one) => one.recorded === one.found);
    return {
      run: this.#run,
      from,
      to,
      steps,
      checkpoints: compared,
      difference,
      reproduced: difference === null && sameWeights,
    };
  }

  /** From which checkpoint to which. A run that began fresh can be replayed from step 0. */
  #stretch(wanted: number | null): { from: number; to: number } {
    const { id, parent, checkpoints } = this.#project.run(this.#run);
    const steps = checkpoints.map(({ step }) => step);
    const begins = parent === null && steps[0] !== 0 ? [0, ...steps] : steps;
    const to = begins.at(-1);
    const from = wanted ?? begins.at(-2);
    if (to === undefined || from === undefined || (wanted !== null && !begins.slice(0, -1).includes(wanted))) {
      const places = begins.slice(0, -1).join(", ");
      throw new SaddleError(
        "not-found",
        wanted === null
          ? say(`Run ${id} has nothing to replay yet.`, `실행 ${id}에 아직 다시 실행할 것이 없습니다.`)
          : say(
              `Run ${id} cannot be replayed from step ${wanted}.`,
              `실행 ${id}: 스텝 ${wanted}에서 다시 실행할 수 없습니다.`,
            ),
        {
          hint: places
            ? say(`It can be replayed from: ${places}.`, `다시 실행할 수 있는 스텝: ${places}.`)
            : say("Train it first.", "먼저 학습하세요."),
        },
      );
    }
    return { from, to };
  }

  async #play(until: number): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      this.#ended = (error) => (error ? reject(error) : resolve());
    });
    // Who waits is told by `ended`, also where the request itself fails.
    ended.catch(() => undefined);
    await this.#host.request("run.play", { until });
    await ended;
    this.#ended = null;
  }

  #told(): Columns {
    const rows = this.#history.reduce((sum, { step }) => sum + step.length, 0);
    const step = new Float64Array(rows);
    const values: Record<string, Float32Array> = {};
    let at = 0;
    for (const part of this.#history) {
      step.set(part.step, at);
      for (const [metric, column] of Object.entries(part.values)) {
        values[metric] ??= new Float32Array(rows).fill(Number.NaN);
        values[metric].set(column, at);
      }
      at += part.step.length;
    }
    return { step, values };
  }
}
