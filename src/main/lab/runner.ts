/**
 * The one run that is in the trainer, and how it gets there: loaded from its last checkpoint, played, paused,
 * stopped by the ladder, branched. `recorder.ts` writes down what the trainer tells of it.
 */
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import type { InputOf, OutputOf } from "../../shared/contract/route";
import type { CheckpointBlob, RecipeCheck, TrainerRoutes, updateKinds } from "../../shared/contract/trainer";
import type { Recipe } from "../../shared/domain/recipe";
import type { Edit, RunState } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import { Turns } from "../../shared/turns";
import type { StoredRun } from "../project/manifest";
import type { OpenProject } from "./openProject";
import { requireSetting, withEdits } from "./recipePath";
import { Recorder, type RunEvent, type RunListener } from "./recorder";
import { Replay } from "./replay";
import { BackendReplaced, type TrainerHost } from "./trainerHost";

/** From the wish to stop to the end of a trainer that does not answer, milliseconds. */
const stoppingBudget = 10_000;

interface Loaded {
  readonly project: OpenProject;
  readonly run: string;
  /** Grows with every opening; what an older one still says is stale. */
  readonly generation: number;
  state: RunState;
  /** The latest step that the trainer told. */
  step: number;
  /** Where it was told to stop when it was last played. */
  until: number;
}

export class Runner {
  readonly #host: TrainerHost;
  readonly #listener: RunListener;
  #loaded: Loaded | null = null;
  #loading: string | null = null;
  /** A run that was going when the backend failed, until it goes again. */
  #recovering: Loaded | null = null;
  #replay: Replay | null = null;
  #generation = 0;
  /** Commands follow one another: each finds the state that the one before it left. */
  readonly #commands = new Turns();
  readonly #recorder: Recorder;

  constructor(host: TrainerHost, listener: RunListener) {
    this.#host = host;
    this.#listener = listener;
    this.#recorder = new Recorder(listener, () => {
      if (this.#loaded?.state === "running") this.#command(() => this.#host.request("run.pause", {}));
    });
  }

  stateOf(run: StoredRun): RunState {
    if (this.#loading === run.id || this.#recovering?.run === run.id) return "loading";
    if (this.#loaded?.run === run.id) return this.#loaded.state;
    return run.problem?.state ?? "idle";
  }

  /** Done when every command and record so far is. */
  async settled(): Promise<void> {
    await this.#commands.settled();
    await this.#recorder.settled();
  }

  /**
   * Starts a run from the project's recipe, or goes on with the active one.
   * @param steps how many to make; otherwise up to the run's length, and beyond it by as much again
   * @throws SaddleError `bad-input` at the setting that is wrong, `diverged`, `bad-file`, `trainer-died`
   */
  play(project: OpenProject, steps?: number): Promise<void> {
    return this.#inTurn(async () => {
      const loaded = await this.#load(project);
      if (loaded.state === "running") return;
      const { recipe, edits } = project.run(loaded.run);
      const { steps: length } = withEdits(recipe, edits).training;
      let until = steps === undefined ? length : loaded.step + steps;
      while (until <= loaded.step) until += recipe.training.steps;
      if (until !== length) await this.#edit(loaded, "training.steps", until);
      loaded.until = until;
      await this.#host.request("run.play", { until });
    });
  }

  /** Finishes the step in hand. Does nothing where nothing runs. @returns the step */
  pause(project: OpenProject): Promise<number> {
    return this.#inTurn(async () => {
      const loaded = this.#loadedOf(project);
      if (loaded === null) return project.active?.step ?? 0;
      const wasRunning = loaded.state === "running";
      const { step } = await this.#orStayStopped(this.#host.request("run.pause", {}));
      loaded.step = step;
      // So that a crash while paused costs nothing; thinned like those taken by the clock.
      if (wasRunning) this.#command(() => this.#checkpoint(loaded, "auto"));
      return step;
    });
  }

  /** One update; loads and pauses the run where it is not. @returns the step */
  stepOnce(project: OpenProject, update: (typeof updateKinds)[number]): Promise<number> {
    return this.#inTurn(async () => {
      const loaded = await this.#load(project);
      const { step } = await this.#host.request("run.stepOnce", { update });
      loaded.step = step;
      if (update !== "both") {
        await project.changeRun(loaded.run, (draft) => {
          draft.singles = [...draft.singles, { step, update }];
        });
      }
      return step;
    });
  }

  /** Pauses, keeps a checkpoint and frees the networks; a trainer that does not answer is ended. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#unload());
  }

  /** A live setting of the active run, while it is paused. */
  edit(project: OpenProject, path: string, value: Edit["value"]): Promise<void> {
    return this.#inTurn(() => this.#edit(this.#need(project), path, value));
  }

  /** A checkpoint now that is kept. @returns its step */
  checkpoint(project: OpenProject): Promise<number> {
    return this.#inTurn(() => this.#checkpoint(this.#need(project), "kept"));
  }

  /** Makes sure that the active run can go on from where it is, whatever happens next. */
  secure(project: OpenProject): Promise<void> {
    return this.#inTurn(async () => {
      const loaded = this.#loadedOf(project);
      if (loaded !== null) await this.#secure(loaded);
    });
  }

  /**
   * A new run from a checkpoint of an old one, with the settings that held there. It becomes the active run,
   * loaded and paused.
   * @returns its id
   */
  branch(project: OpenProject, from: string, step: number): Promise<string> {
    return this.#inTurn(async () => {
      const { journal } = project;
      const parent = project.run(from);
      const bytes = await journal.readCheckpoint(from, step);
      const { weightsSha256 } = parent.checkpoints.find((checkpoint) => checkpoint.step === step)!;
      const history = await journal.readHistory(from);
      const rows = history.step.filter((recorded) => recorded <= step).length;
      await this.#unload();
      const id = project.freeRunId();
      const run: StoredRun = {
        ...parent,
        id,
        parent: { run: from, step },
        recipe: withEdits(parent.recipe, parent.edits, step),
        createdAt: Date.now(),
        step,
        seconds: history.seconds[rows - 1] ?? 0,
        checkpoints: [],
        samples: [],
        edits: [],
        singles: [],
        coverage: [],
        problem: null,
      };
      await journal.update((draft) => {
        draft.runs.push(run);
        draft.activeRun = id;
      });
      await journal.writeCheckpoint(id, { step, kind: "kept", weightsSha256, bytes });
      await this.#load(project);
      return id;
    });
  }

  /** The next play starts a fresh run from the project's recipe, which may change until then. */
  restart(project: OpenProject): Promise<void> {
    return this.#activate(project, null);
  }

  select(project: OpenProject, run: string): Promise<void> {
    return this.#activate(project, run);
  }

  /**
   * Frees the trainer and gives it to `work`, which opens what it needs there; nothing of it is recorded.
   * @param work gets the generation to open with
   */
  aside<T>(work: (generation: number) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#unload();
      return work(++this.#generation);
    });
  }

  /**
   * Replays a run in the trainer, and tells whether what is recorded of it comes out again.
   * @param from a checkpoint to begin at; the one before the last where none is given
   * @throws SaddleError `not-found` where the run has too few checkpoints, or none there
   */
  verify(project: OpenProject, run: string, from: number | null, progress: (step: number) => void) {
    return this.aside(async (generation) => {
      const replay = new Replay(this.#host, project, run, generation, progress);
      this.#replay = replay;
      try {
        return await replay.verify(from);
      } finally {
        this.#replay = null;
      }
    });
  }

  /** @throws SaddleError `bad-file` for damaged data; issues with the recipe are in the answer */
  check(recipe: Recipe): Promise<RecipeCheck> {
    return this.#host.request("recipe.check", { recipe });
  }

  /** Pictures with the present weights of the active run. @throws SaddleError `conflict` where it is not loaded */
  async pictures<R extends "run.generate" | "run.interpolate" | "run.plane">(
    project: OpenProject,
    route: R,
    input: InputOf<TrainerRoutes, R>,
  ): Promise<OutputOf<TrainerRoutes, R>> {
    this.#need(project);
    return this.#host.request(route, input);
  }

  /** What the trainer told. */
  receive(event: RunEvent): void {
    this.#replay?.receive(event);
    const loaded = this.#loaded;
    if (loaded === null || event.run !== loaded.run || event.generation !== loaded.generation) return;
    if (event.event === "history") {
      loaded.step = Math.max(loaded.step, event.step.at(-1) ?? 0);
      const { recipe, edits } = loaded.project.run(loaded.run);
      this.#listener.trained?.(withEdits(recipe, edits), event.spent);
    }
    if (event.event === "state") this.#takeState(loaded, event);
    else this.#recorder.take(loaded.project, event);
  }

  /** The trainer ended by itself: the run goes on from its last checkpoint when it is played again. */
  trainerDied(error: SaddleError): void {
    this.#replay?.trainerDied(error);
    const run = this.#loaded?.run ?? null;
    const project = this.#loaded?.project;
    this.#loaded = null;
    if (run !== null && project) this.#recorder.setProblem(project, run, { state: "failed", message: error.text });
    this.#listener.changed();
  }

  /**
   * The backend failed, and the next trainer comes up on another one. A run that was going goes on from
   * its last checkpoint; any other is loaded from there when it is asked for.
   */
  backendFailed(error: SaddleError): void {
    this.#replay?.trainerDied(error);
    const loaded = this.#loaded;
    this.#loaded = null;
    if (loaded?.state === "running") {
      this.#recovering = loaded;
      this.#command(() => this.#recover(loaded));
    }
    this.#listener.changed();
  }

  async #recover(loaded: Loaded): Promise<void> {
    // Somebody wanted it to stop.
    if (this.#recovering !== loaded) return;
    const { project, run, until } = loaded;
    try {
      await this.#recorder.settled();
      const again = await this.#load(project);
      const { backendTitle } = await this.#host.hello();
      again.until = until;
      this.#listener.notice("warning", {
        code: "backend-failed",
        message: say(
          `Training goes on from step ${again.step}, the last checkpoint, on ${backendTitle.en}.`,
          `마지막 체크포인트인 스텝 ${again.step}부터 학습을 계속합니다: ${backendTitle.ko}.`,
        ),
        hint: say(
          "Steps after it are trained again; on another backend the numbers differ in their last digits.",
          "그 뒤의 스텝은 다시 학습합니다. 다른 백엔드에서는 숫자의 마지막 자리가 다를 수 있습니다.",
        ),
      });
      await this.#host.request("run.play", { until });
    } catch (thrown) {
      // Another failure has taken it up, or there is no backend to go on with.
      if (thrown instanceof BackendReplaced) return;
      this.#recorder.setProblem(project, run, { state: "failed", message: toErrorValue(thrown).message });
      throw thrown;
    } finally {
      if (this.#recovering === loaded) this.#recovering = null;
      this.#listener.changed();
    }
  }

  /** A failure in the middle of a stop does not set the run going again. */
  async #orStayStopped<T>(stopping: Promise<T>): Promise<T> {
    try {
      return await stopping;
    } catch (error) {
      this.#recovering = null;
      throw error;
    }
  }

  #takeState(loaded: Loaded, event: Extract<RunEvent, { event: "state" }>): void {
    loaded.state = event.state;
    loaded.step = Math.max(loaded.step, event.step);
    const { project, run } = loaded;
    if (event.state === "diverged" || event.state === "failed") {
      const message = event.error?.message ?? say("It ended early.", "도중에 끝났습니다.");
      this.#recorder.setProblem(project, run, { state: event.state, message });
    }
    if (event.state === "finished") this.#command(() => this.#checkpoint(loaded, "kept"));
    this.#listener.changed();
    this.#listener.event?.(event);
  }

  /** Loads the active run, or a new one from the project's recipe where there is none. */
  async #load(project: OpenProject): Promise<Loaded> {
    const held = this.#loadedOf(project);
    if (held?.state === "diverged") {
      const told = project.run(held.run).problem?.message;
      throw new SaddleError("diverged", told ?? say("The run diverged.", "학습이 발산했습니다."), {
        hint: say(
          "Go back to its last good checkpoint, or start a new run.",
          "마지막 정상 체크포인트로 돌아가거나 새 실행을 시작하세요.",
        ),
      });
    }
    // One that failed in the trainer is loaded anew.
    if (held !== null && held.state !== "failed") return held;
    if (this.#loaded !== null) await this.#unload();
    const run = project.active ?? (await this.#begin(project));
    this.#loading = run.id;
    this.#listener.changed();
    try {
      return await this.#open(project, run);
    } finally {
      this.#loading = null;
      this.#listener.changed();
    }
  }

  async #open(project: OpenProject, { id, recipe, checkpoints }: StoredRun): Promise<Loaded> {
    const { journal } = project;
    const last = checkpoints.at(-1)?.step;
    const from = last ?? 0;
    const checkpoint = last === undefined ? null : await journal.readCheckpoint(id, last);
    // What was recorded after the checkpoint will be trained again.
    if (project.run(id).step > from || project.run(id).problem) await journal.rewind(id, from);
    const { edits, seconds } = project.run(id);
    for (;;) {
      const generation = ++this.#generation;
      const loaded: Loaded = { project, run: id, generation, state: "loading", step: from, until: 0 };
      this.#loaded = loaded;
      try {
        const input = { run: id, generation, recipe, checkpoint, edits, seconds, record: true };
        const { step, parameters, stepsPerEpoch } = await this.#host.request("run.open", input);
        loaded.step = step;
        await project.changeRun(id, (draft) => Object.assign(draft, { parameters, stepsPerEpoch }));
        return loaded;
      } catch (error) {
        if (this.#loaded === loaded) this.#loaded = null;
        // Each turn of the loop leaves one backend out.
        if (!(error instanceof BackendReplaced)) throw error;
      }
    }
  }

  /** The project's recipe filled in. @throws SaddleError `bad-input` at the first setting that is wrong */
  async #checked(project: OpenProject): Promise<RecipeCheck> {
    const check = await this.check(project.journal.manifest.recipe);
    const [issue] = check.issues;
    if (!issue) return check;
    const { path, message, hint } = issue;
    throw new SaddleError("bad-input", message, { path, ...(hint === undefined ? {} : { hint }) });
  }

  /** A new run from the project's recipe, once the trainer has nothing against it. */
  async #begin(project: OpenProject): Promise<StoredRun> {
    await this.#checked(project);
    // The recipe remembers what the data is, so that a run finds the same pictures later.
    const wanted = project.journal.manifest.recipe;
    const { dataset } = await this.#host.request("data.import", { dataset: wanted.dataset });
    if (JSON.stringify(dataset) !== JSON.stringify(wanted.dataset)) await project.setRecipe({ ...wanted, dataset });
    const { recipe, parameters, stepsPerEpoch } = await this.#checked(project);
    const run: StoredRun = {
      id: project.freeRunId(),
      parent: null,
      recipe,
      createdAt: Date.now(),
      step: 0,
      seconds: 0,
      parameters,
      stepsPerEpoch,
      checkpoints: [],
      samples: [],
      edits: [],
      singles: [],
      coverage: [],
      coverageReference: null,
      problem: null,
    };
    await project.journal.update((draft) => {
      draft.runs.push(run);
      draft.activeRun = run.id;
    });
    return run;
  }

  async #edit(loaded: Loaded, path: string, value: Edit["value"]): Promise<void> {
    const { recipe, edits } = loaded.project.run(loaded.run);
    // What values it takes the trainer knows.
    requireSetting(withEdits(recipe, edits), path);
    await this.#host.request("run.edit", { path, value });
    const { step } = loaded;
    await loaded.project.changeRun(loaded.run, (draft) => {
      draft.edits = [...draft.edits.filter((edit) => edit.step !== step || edit.path !== path), { step, path, value }];
    });
    this.#listener.changed();
  }

  /** @returns the step of the checkpoint */
  async #checkpoint(loaded: Loaded, kind: CheckpointBlob["kind"]): Promise<number> {
    if (this.#loaded !== loaded) return loaded.step;
    const blob = await this.#host.request("run.checkpoint", { kind });
    await loaded.project.journal.writeCheckpoint(loaded.run, blob);
    this.#listener.changed();
    return blob.step;
  }

  /** A checkpoint of where it is, unless there is one or its numbers are lost. */
  async #secure(loaded: Loaded): Promise<void> {
    const last = loaded.project.run(loaded.run).checkpoints.at(-1);
    if (loaded.state === "diverged" || loaded.state === "failed") return;
    if (loaded.state !== "running" && last !== undefined && last.step === loaded.step) return;
    await this.#checkpoint(loaded, "kept");
  }

  async #unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#recovering = null;
    if (loaded === null) return;
    try {
      const stopping = this.#host.within(stoppingBudget, async () => {
        const { step } = await this.#host.request("run.pause", {});
        loaded.step = step;
        await this.#secure(loaded);
        await this.#host.request("run.close", {});
      });
      await this.#orStayStopped(stopping);
    } catch (error) {
      this.#listener.notice("warning", toErrorValue(error));
    }
    await this.#recorder.settled();
    if (this.#loaded === loaded) this.#loaded = null;
    this.#listener.changed();
  }

  #activate(project: OpenProject, run: string | null): Promise<void> {
    return this.#inTurn(async () => {
      if (run !== null) project.run(run);
      if (this.#loaded?.run !== run || this.#loaded.project !== project) await this.#unload();
      await project.journal.update((draft) => {
        draft.activeRun = run;
      });
      this.#listener.changed();
    });
  }

  /** The run in the trainer, where it is the active one of this project. */
  #loadedOf(project: OpenProject): Loaded | null {
    const loaded = this.#loaded;
    return loaded?.project === project && loaded.run === project.active?.id ? loaded : null;
  }

  /** @throws SaddleError `conflict` where it is not loaded */
  #need(project: OpenProject): Loaded {
    const loaded = this.#loadedOf(project);
    if (loaded) return loaded;
    throw new SaddleError("conflict", say("The run is not loaded.", "실행을 아직 불러오지 않았습니다."), {
      hint: say("Start or resume it first.", "먼저 실행을 시작하거나 이어서 하세요."),
    });
  }

  /** A command that nobody asked for and nobody waits for; what goes wrong is told. */
  #command(work: () => Promise<unknown>): void {
    this.#inTurn(work).catch((error: unknown) => this.#listener.notice("warning", toErrorValue(error)));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#commands.take(work);
  }
}
