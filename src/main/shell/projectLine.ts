/**
 * Tells the window of the open project: each time only what changed, since a run that goes changes little of a state
 * that grows. Changes are numbered; a window that missed one, or has just been loaded, asks for the whole.
 */
import type { EventPayload } from "../../shared/contract/events";
import { changeOf } from "../../shared/domain/change";
import type { ProjectState } from "../../shared/domain/project";

export class ProjectLine {
  readonly #send: (payload: EventPayload<"project.changed">) => void;
  #told: ProjectState | null = null;
  #revision = 0;

  constructor(send: (payload: EventPayload<"project.changed">) => void) {
    this.#send = send;
  }

  /** The project is, or may be, another than was told last; where it is not, nothing is told. */
  tell(project: ProjectState | null): void {
    const change = changeOf(this.#told, project);
    if (change === null) return;
    this.#told = project;
    this.#revision += 1;
    this.#send({ revision: this.#revision, change });
  }

  /** The whole, for a window that asks; the next change is one of exactly this. */
  whole(project: ProjectState | null): { project: ProjectState | null; revision: number } {
    this.tell(project);
    return { project, revision: this.#revision };
  }
}
