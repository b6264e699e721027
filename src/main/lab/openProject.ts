/** The open project: its journal, the recipe of the next run with its undo, and what the window is told of it all. */
import { SaddleError } from "../../shared/contract/errors";
import type { RequestRoutes } from "../../shared/contract/requests";
import type { OutputOf } from "../../shared/contract/route";
import type { ProjectState } from "../../shared/domain/project";
import type { Recipe } from "../../shared/domain/recipe";
import type { RunState, RunSummary } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import type { Journal } from "../project/journal";
import { requireRun, type StoredRun } from "../project/manifest";
import { Undo } from "./undo";

export class OpenProject {
  readonly journal: Journal;
  readonly #undo = new Undo<Recipe>();
  readonly #stateOf: (run: StoredRun) => RunState;

  /** @param stateOf what a run is doing now; only the trainer's keeper knows */
  constructor(journal: Journal, stateOf: (run: StoredRun) => RunState) {
    this.journal = journal;
    this.#stateOf = stateOf;
  }

  get runs(): readonly StoredRun[] {
    return this.journal.manifest.runs;
  }

  /** The run that is shown and played; null before the first start. */
  get active(): StoredRun | null {
    const { activeRun } = this.journal.manifest;
    return this.runs.find(({ id }) => id === activeRun) ?? null;
  }

  /** @throws SaddleError `not-found` */
  run(id: string): StoredRun {
    return requireRun(this.runs, id);
  }

  /** An id that no run of the project has. */
  freeRunId(): string {
    for (let number = this.runs.length + 1; ; number++) {
      const id = `run-${number}`;
      if (!this.runs.some((run) => run.id === id)) return id;
    }
  }

  state(): ProjectState {
    const { manifest, id, dirty, recovered } = this.journal;
    const { name, path, recipe, activeRun, runs } = manifest;
    const { canUndo, canRedo } = this.#undo;
    const editable = activeRun === null;
    return {
      id,
      name,
      path,
      dirty,
      recipe,
      runs: runs.map((run) => this.#summary(run)),
      activeRun,
      recovered,
      canUndo: editable && canUndo,
      canRedo: editable && canRedo,
    };
  }

  /** @throws SaddleError `conflict` while a run has been started from the recipe */
  async setRecipe(recipe: Recipe): Promise<void> {
    this.#mayChange();
    const before = this.journal.manifest.recipe;
    if (JSON.stringify(before) === JSON.stringify(recipe)) return;
    this.#undo.replaced(before);
    await this.#replaceRecipe(recipe);
  }

  async undo(): Promise<void> {
    this.#mayChange();
    const recipe = this.#undo.undo(this.journal.manifest.recipe);
    if (recipe) await this.#replaceRecipe(recipe);
  }

  async redo(): Promise<void> {
    this.#mayChange();
    const recipe = this.#undo.redo(this.journal.manifest.recipe);
    if (recipe) await this.#replaceRecipe(recipe);
  }

  /** Whole history of a run, as columns. */
  async history(run: string): Promise<OutputOf<RequestRoutes, "run.history">> {
    return this.journal.readHistory(run);
  }

  /** The recorded samples at the latest recorded step that is not after `step`. */
  async samplesAt(run: string, step: number): Promise<OutputOf<RequestRoutes, "run.samplesAt">> {
    const recorded = this.run(run)
      .samples.filter((sample) => sample.step <= step)
      .at(-1);
    if (!recorded) return { samples: null };
    const { step: found, layout } = recorded;
    if (!layout) return { samples: { step: found, points: await this.journal.readPoints(run, found) } };
    return { samples: { step: found, ...(await this.journal.readSamples(run, found)) } };
  }

  /** Changes a run in the manifest; resolves when it is on the disk. */
  changeRun(id: string, change: (run: StoredRun) => void): Promise<void> {
    return this.journal.update((draft) => {
      const run = draft.runs.find((candidate) => candidate.id === id);
      if (run) change(run);
    });
  }

  #mayChange(): void {
    if (this.active === null) return;
    throw new SaddleError(
      "conflict",
      say(
        "A run has been started from this recipe, so it no longer changes.",
        "이 레시피로 실행을 시작했으므로 더는 바꿀 수 없습니다.",
      ),
      { hint: say("Start a new run to change it.", "바꾸려면 새 실행을 시작하세요.") },
    );
  }

  #replaceRecipe(recipe: Recipe): Promise<void> {
    return this.journal.update((draft) => {
      draft.recipe = recipe;
    });
  }

  #summary(run: StoredRun): RunSummary {
    const { samples, seconds: _, singles: __, problem, ...rest } = run;
    return {
      ...rest,
      state: this.#stateOf(run),
      space: samples.some(({ layout }) => layout === null) ? "points" : "images",
      sampleSteps: samples.map(({ step }) => step),
      problem: problem?.message ?? null,
    };
  }
}
