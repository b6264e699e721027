/** Opening, saving and closing the project as a person does it: with questions before anything is lost. */
import { SaddleError } from "../../shared/contract/errors";
import type { ProjectState } from "../../shared/domain/project";
import { say } from "../../shared/domain/text";

export interface Outcome {
  outcome: "done" | "cancelled";
}
const done: Outcome = { outcome: "done" };
const cancelled: Outcome = { outcome: "cancelled" };

/** The part of the lab that a document is. Every operation replaces or closes what is open without asking. */
export interface Desk {
  project(): ProjectState | null;
  create(recipeId: string): Promise<unknown>;
  open(path: string): Promise<unknown>;
  recover(id: string): Promise<unknown>;
  save(path: string): Promise<unknown>;
  close(): Promise<unknown>;
}

/** The questions; see Dialogs. */
export interface Questions {
  openProject(): Promise<string | null>;
  saveProject(project: { name: string; path: string | null }): Promise<string | null>;
  unsavedChanges(name: string): Promise<"save" | "discard" | "cancel">;
}

export class Documents {
  readonly #desk: Desk;
  readonly #ask: Questions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(desk: Desk, ask: Questions) {
    this.#desk = desk;
    this.#ask = ask;
  }

  create(recipeId: string): Promise<Outcome> {
    return this.#replacing(() => this.#desk.create(recipeId));
  }

  /** Asks for a path where none is given. */
  open(path?: string): Promise<Outcome> {
    return this.#inTurn(async () => {
      const chosen = path ?? (await this.#ask.openProject());
      if (chosen === null) return cancelled;
      // What is open already stays as it is: there is nothing to ask.
      if (chosen === this.#desk.project()?.path) return done;
      if (!(await this.#settle())) return cancelled;
      await this.#desk.open(chosen);
      return done;
    });
  }

  recover(id: string): Promise<Outcome> {
    return this.#replacing(() => this.#desk.recover(id));
  }

  close(): Promise<Outcome> {
    return this.#replacing(() => this.#desk.close());
  }

  save(as: boolean): Promise<Outcome> {
    return this.#inTurn(async () => {
      const project = this.#desk.project();
      if (project === null) {
        throw new SaddleError(
          "conflict",
          say("There is no open project to save.", "저장할 프로젝트가 열려 있지 않습니다."),
        );
      }
      return (await this.#save(project, as)) ? done : cancelled;
    });
  }

  /** Asks about unsaved changes, and saves them where wanted. False where the person cancelled. */
  settle(): Promise<boolean> {
    return this.#inTurn(() => this.#settle());
  }

  #replacing(work: () => Promise<unknown>): Promise<Outcome> {
    return this.#inTurn(async () => {
      if (!(await this.#settle())) return cancelled;
      await work();
      return done;
    });
  }

  async #settle(): Promise<boolean> {
    const project = this.#desk.project();
    if (project === null || !project.dirty) return true;
    const answer = await this.#ask.unsavedChanges(project.name);
    if (answer === "save") return this.#save(project, false);
    return answer === "discard";
  }

  async #save(project: ProjectState, as: boolean): Promise<boolean> {
    const path = as || project.path === null ? await this.#ask.saveProject(project) : project.path;
    if (path === null) return false;
    await this.#desk.save(path);
    return true;
  }

  /** One thing at a time: a second file waits until the question about the first is answered. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
