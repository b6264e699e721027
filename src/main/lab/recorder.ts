/** Writes what the trainer tells of a run into the project's journal, one record after another. */
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import type { TrainerEvent } from "../../shared/contract/trainer";
import type { Recipe } from "../../shared/domain/recipe";
import { say, together } from "../../shared/domain/text";
import type { StoredRun } from "../project/manifest";
import type { OpenProject } from "./openProject";

/** Events that belong to one opening of a run. */
export type RunEvent = Extract<TrainerEvent, { run: string }>;

/** Those of them that leave a record of their own. */
type RecordedEvent = Exclude<RunEvent, { event: "state" }>;

export interface RunListener {
  /** Something about the open project is not as it was. */
  changed(): void;
  /** A person should know; nothing that they asked for failed. */
  notice(level: "warning" | "error", error: ErrorValue): void;
  /** A run made some steps by a recipe with the edits that hold; see the trainer's event `history`. */
  trained?(recipe: Recipe, spent: { steps: number; seconds: number }): void;
  /** A run's event, after it was recorded or taken note of; for the command line. */
  event?(event: RunEvent): void;
}

export class Recorder {
  readonly #listener: RunListener;
  readonly #pause: () => void;
  /** Records on their way to the disk. */
  #records: Promise<unknown> = Promise.resolve();
  #failed = false;

  /** @param pause called when a record could not be written */
  constructor(listener: RunListener, pause: () => void) {
    this.#listener = listener;
    this.#pause = pause;
  }

  /** Done when every record so far is written, or known not to be. */
  async settled(): Promise<void> {
    await this.#records;
  }

  take(project: OpenProject, event: RecordedEvent): void {
    this.#write(this.#recordOf(project, event), event);
  }

  setProblem(project: OpenProject, run: string, problem: StoredRun["problem"]): void {
    this.#write(
      project.changeRun(run, (draft) => {
        draft.problem = problem;
      }),
    );
  }

  #recordOf(project: OpenProject, event: RecordedEvent): Promise<void> {
    const { journal } = project;
    const { run } = event;
    switch (event.event) {
      case "history": {
        const { step, seconds, values } = event;
        return journal.appendHistory(run, { step, seconds, values });
      }
      case "samples":
        return journal.writeSamples(run, event.step, event.png, event.layout, event.coverage);
      case "points":
        return journal.writePoints(run, event.step, event.bytes, event.coverage);
      case "coverageReference":
        return project.changeRun(run, (draft) => {
          draft.coverageReference = event.reference;
        });
      case "checkpoint":
        return journal.writeCheckpoint(run, event.checkpoint);
    }
  }

  /** Takes note of what is being written: a fault pauses the run, and is told once. */
  #write(writing: Promise<void>, event?: RunEvent): void {
    const done = writing.then(
      () => {
        this.#failed = false;
        this.#listener.changed();
        if (event) this.#listener.event?.(event);
      },
      (thrown: unknown) => {
        if (this.#failed) return;
        this.#failed = true;
        const error = toErrorValue(thrown);
        const comfort = say(
          "Training was paused; what could not be recorded is trained again on resume.",
          "학습을 일시정지했습니다. 기록하지 못한 부분은 이어서 할 때 다시 학습합니다.",
        );
        this.#listener.notice("error", { ...error, hint: together(error.hint, comfort) });
        this.#pause();
      },
    );
    const before = this.#records;
    this.#records = before.then(() => done);
  }
}
