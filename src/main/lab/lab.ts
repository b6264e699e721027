/**
 * The lab: one open project, one trainer, and a person's settings. The window's shell and the command line
 * are two fronts on it; it knows neither.
 */
import { resolve } from "node:path";
import type { dataRoutes } from "../../shared/contract/data";
import { type ErrorValue, SaddleError, toErrorValue } from "../../shared/contract/errors";
import type { RequestRoutes } from "../../shared/contract/requests";
import type { InputOf, OutputOf } from "../../shared/contract/route";
import type { BackendId, RecipeCheck, TrainerEvent, TrainerHello, TrainerRoutes } from "../../shared/contract/trainer";
import type { Finding } from "../../shared/domain/doctor";
import { type Catalog, type SingleUpdate, singleUpdates } from "../../shared/domain/plugin";
import type { ProjectState, RecentProject, Recoverable } from "../../shared/domain/project";
import type { Recipe } from "../../shared/domain/recipe";
import { type Settings, type SettingsChange, settingsSchema } from "../../shared/domain/settings";
import type { Speeds } from "../../shared/domain/speed";
import { say } from "../../shared/domain/text";
import { replaceFileBy } from "../project/durable";
import { Journal } from "../project/journal";
import { realPathOf } from "../project/lock";
import { type AtCheckpoint, lookAtCheckpoint } from "./atCheckpoint";
import { backendNames, Failures } from "./backends";
import { type Directories, journalsIn } from "./directories";
import { examine } from "./doctor";
import { Emitter, type LabEvent, type LabEvents } from "./emitter";
import { Measurement } from "./measurement";
import { OpenProject } from "./openProject";
import { Recents } from "./recents";
import { recipeById, recipes } from "./recipes";
import type { RunEvent } from "./recorder";
import type { Verification } from "./replay";
import { Runner } from "./runner";
import { readSettings, type StoredSettings } from "./settings";
import { RememberedSpeeds } from "./speeds";
import { TrainerHost, type TrainerProcess } from "./trainerHost";

/** Changes that come this close together are told once, milliseconds. */
const gathering = 20;

export interface LabOptions {
  readonly directories: Directories;
  readonly version: string;
  startTrainer(): TrainerProcess;
  /** Instead of the one in the settings. */
  readonly backend?: BackendId;
  /** What the trainer told of a run, after it was recorded. */
  onRunEvent?(event: RunEvent): void;
  log?(level: "info" | "warning" | "error", message: string): void;
}

export interface NewProjectOptions {
  /** The file that it will be saved to, held from now on. */
  readonly path?: string;
  /** Instead of the built-in recipe as it is. */
  readonly recipe?: Recipe;
}

export class Lab {
  readonly #options: LabOptions;
  readonly #settings: StoredSettings;
  readonly #recents: Recents;
  readonly #speeds: RememberedSpeeds;
  readonly #measurement: Measurement;
  readonly #events = new Emitter();
  readonly #failures = new Failures();
  readonly #host: TrainerHost;
  readonly #runner: Runner;
  /** Of the trainer that was greeted last. */
  #catalog: Catalog | null = null;
  #project: OpenProject | null = null;
  #telling: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(
    options: LabOptions,
    { settings, recents, speeds }: { settings: StoredSettings; recents: Recents; speeds: RememberedSpeeds },
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#recents = recents;
    this.#speeds = speeds;
    this.#host = new TrainerHost({
      start: () => options.startTrainer(),
      greeting: () => ({
        cacheDirectory: options.directories.cache,
        backend: options.backend ?? settings.value.backend,
        failures: [...this.#failures.all],
      }),
      onEvent: (event) => this.#receive(event),
      onStatus: (status, error) => {
        // Nothing is left to go on with: the next demand begins again with all of them.
        if (error?.code === "unsupported") this.#failures.clear();
        this.#events.emit("trainer.changed", { status, error });
      },
      onHello: (hello) => {
        this.#catalog = hello.catalog;
        this.#speeds.greeted(hello);
        this.#tellSpeeds();
        this.#tellFailures(hello);
      },
      onBackendFailed: (backend, error) => this.#backendFailed(backend, error),
      onDeath: (error) => this.#trainerDied(error),
      log: (level, message) => options.log?.(level, message),
    });
    this.#runner = new Runner(this.#host, {
      changed: () => this.#changed(),
      notice: (level, error) => this.#events.emit("notice", { level, error }),
      trained: (recipe, spent) => {
        // A pace that cannot be kept takes nothing from the run.
        this.#speeds.add(recipe, spent).then(
          (news) => news && this.#tellSpeeds(),
          () => undefined,
        );
      },
      ...(options.onRunEvent ? { event: options.onRunEvent } : {}),
    });
    const problem = (error: unknown): void => this.#notice("warning", error);
    this.#measurement = new Measurement(this.#host, speeds, () => this.#tellSpeeds(), problem);
  }

  /** Reads settings, recent projects and what is known of the machine. What is wrong with those files is in {@link Lab.problems}. */
  static async open(options: LabOptions): Promise<Lab> {
    const { home } = options.directories;
    const [settings, recents, speeds] = [
      await readSettings(home),
      await Recents.read(home),
      await RememberedSpeeds.read(home),
    ];
    return new Lab(options, { settings, recents, speeds });
  }

  /** What was wrong with the lab's own files when it opened them. */
  get problems(): ErrorValue[] {
    return [this.#settings.problem, this.#recents.problem, this.#speeds.problem].filter((problem) => problem !== null);
  }

  /** @returns the function that ends the subscription */
  on<E extends LabEvent>(name: E, listener: (payload: LabEvents[E]) => void): () => void {
    return this.#events.on(name, listener);
  }

  // Settings

  settings(): Settings {
    return this.#settings.value;
  }

  /** Another backend restarts the trainer; the run that was in it goes on from where it was when played again. */
  async changeSettings(change: SettingsChange): Promise<Settings> {
    const before = this.#settings.value;
    const next = settingsSchema.parse({ ...before, ...change });
    const written = this.#settings.set(next);
    this.#events.emit("settings.changed", next);
    if (change.backend !== undefined) {
      const left = this.#failures.all.length > 0;
      this.#failures.clear();
      if (left || next.backend !== before.backend) await this.#restartTrainer();
    }
    await written;
    return next;
  }

  // The trainer

  /** Networks that the model of the open project lets move alone; all until the trainer has told of it. */
  singles(): readonly SingleUpdate[] {
    const recipe = this.#project?.active?.recipe ?? this.#project?.journal.manifest.recipe;
    const card = this.#catalog?.plugins.find(({ kind, id }) => kind === "model" && id === recipe?.model.id);
    return card?.singles ?? singleUpdates;
  }

  hello(): Promise<TrainerHello> {
    return this.#host.hello();
  }

  /** Gives the trainer one end of a channel for frames. */
  attachFramePort(port: unknown): void {
    this.#host.attachPort(port);
  }

  async doctor(): Promise<Finding[]> {
    const { directories, version } = this.#options;
    return examine({
      directories,
      version,
      hello: () => this.hello(),
      checkData: () => this.check(recipes[0]!.recipe),
    });
  }

  check(recipe: Recipe): Promise<RecipeCheck> {
    return this.#runner.check(recipe);
  }

  /** How fast the built-in recipes train here, as far as it is known. */
  speeds(): Speeds {
    return this.#measurement.state;
  }

  /**
   * Measures the built-in recipes, one after another; resolves when that is done or was ended. Whatever wants to
   * train ends it.
   * @param again also those whose speed is known
   * @throws SaddleError `conflict` while a run goes, `trainer-died`
   */
  async measure({ again = false }: { again?: boolean } = {}): Promise<void> {
    await this.hello();
    await this.#measurement.run(again);
  }

  stopMeasuring(): Promise<void> {
    return this.#measurement.stop();
  }

  /** Inspects, imports and shows data; see shared/contract/data. */
  data<R extends keyof typeof dataRoutes>(
    route: R,
    input: InputOf<TrainerRoutes, R>,
  ): Promise<OutputOf<TrainerRoutes, R>> {
    return this.#host.request(route, input);
  }

  /** Live tensors and memory of the trainer, for tests and benches. */
  memory(): Promise<OutputOf<TrainerRoutes, "memory">> {
    return this.#host.request("memory", {});
  }

  // The project as a file. Opening replaces what is open without asking; see the shell's Documents.

  project(): ProjectState | null {
    return this.#project?.state() ?? null;
  }

  /** @throws SaddleError `not-found` for an unknown recipe, `conflict`, `disk` */
  async create(recipeId: string, { path, recipe }: NewProjectOptions = {}): Promise<void> {
    const card = recipeById(recipeId);
    const project = { name: card.id, recipe: recipe ?? card.recipe, ...(path === undefined ? {} : { path }) };
    await this.#replace(() => Journal.create(this.#journals, project));
  }

  /**
   * Opens a file, or what a crash left unsaved of it. What is open stays open where that fails.
   * @throws SaddleError `bad-file`, `not-found`, `conflict` where another process has it open
   */
  async open(path: string): Promise<void> {
    const file = resolve(path);
    const open = this.#project?.journal.manifest.path ?? null;
    if (open !== null && (await realPathOf(open)) === (await realPathOf(file))) return;
    const leftover = await Journal.leftoverFor(this.#journals, file);
    await this.#replace(() =>
      leftover ? Journal.recover(this.#journals, leftover.id) : Journal.openFile(this.#journals, file),
    );
    if (!leftover) await this.#remember(file);
  }

  async recover(id: string): Promise<void> {
    await this.#replace(() => Journal.recover(this.#journals, id));
  }

  /** With a checkpoint of where the run is now. @throws SaddleError `disk`; what was at the path is intact then */
  async save(path: string): Promise<void> {
    const project = this.#need();
    const file = resolve(path);
    await this.#runner.secure(project);
    await project.journal.pack(file);
    await this.#remember(file);
    this.#changed();
  }

  /** Stops what runs. What was not saved is gone. */
  async close(): Promise<void> {
    const project = this.#project;
    if (project === null) return;
    await this.#runner.stop();
    this.#project = null;
    this.#tellNow();
    await project.journal.close({ keep: false });
  }

  recoverable(): Promise<Recoverable[]> {
    return Journal.list(this.#journals);
  }

  /** What a crash left unsaved of a file; null where there is nothing. */
  leftoverFor(path: string): Promise<Recoverable | null> {
    return Journal.leftoverFor(this.#journals, path);
  }

  discard(id: string): Promise<void> {
    return Journal.discard(this.#journals, id);
  }

  recent(): Promise<RecentProject[]> {
    return this.#recents.list();
  }

  forget(path: string): Promise<void> {
    return this.#recents.forget(path);
  }

  /** Stops the run by the ladder, closes the project and ends the trainer. @param keep offers unsaved work back */
  async shutdown({ keep }: { keep: boolean }): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#telling);
    await this.#measurement.stop();
    await this.#runner.stop();
    const project = this.#project;
    this.#project = null;
    await project?.journal.close({ keep: keep && project.journal.dirty });
    await this.#host.end();
  }

  // The recipe of the next run

  async setRecipe(recipe: Recipe): Promise<void> {
    await this.#withProject((project) => project.setRecipe(recipe));
  }

  async undo(): Promise<void> {
    await this.#withProject((project) => project.undo());
  }

  async redo(): Promise<void> {
    await this.#withProject((project) => project.redo());
  }

  // Runs

  /** Starts a run from the recipe, or goes on with the active one. @param steps how many; otherwise to its length */
  async play(steps?: number): Promise<void> {
    await this.#measurement.stop();
    return this.#withProject((project) => this.#runner.play(project, steps));
  }

  async pause(): Promise<{ step: number }> {
    return { step: await this.#withProject((project) => this.#runner.pause(project)) };
  }

  async stepOnce(update: InputOf<RequestRoutes, "run.stepOnce">["update"]): Promise<{ step: number }> {
    await this.#measurement.stop();
    return { step: await this.#withProject((project) => this.#runner.stepOnce(project, update)) };
  }

  /** Pauses, checkpoints and frees the networks; a later play resumes. */
  async stop(): Promise<void> {
    this.#need();
    await this.#runner.stop();
  }

  async edit(path: string, value: number | boolean | string): Promise<void> {
    await this.#withProject((project) => this.#runner.edit(project, path, value));
  }

  async checkpoint(): Promise<{ step: number }> {
    return { step: await this.#withProject((project) => this.#runner.checkpoint(project)) };
  }

  async branch(run: string, step: number): Promise<{ run: string }> {
    return { run: await this.#withProject((project) => this.#runner.branch(project, run, step)) };
  }

  async restart(): Promise<void> {
    await this.#withProject((project) => this.#runner.restart(project));
  }

  async select(run: string): Promise<void> {
    await this.#withProject((project) => this.#runner.select(project, run));
  }

  async history(run: string): Promise<OutputOf<RequestRoutes, "run.history">> {
    return this.#need().history(run);
  }

  async samplesAt(run: string, step: number): Promise<OutputOf<RequestRoutes, "run.samplesAt">> {
    return this.#need().samplesAt(run, step);
  }

  async generate(
    input: InputOf<RequestRoutes, "latent.generate">,
  ): Promise<OutputOf<RequestRoutes, "latent.generate">> {
    return this.#runner.pictures(this.#need(), "run.generate", input);
  }

  async interpolate(
    input: InputOf<RequestRoutes, "latent.interpolate">,
  ): Promise<OutputOf<RequestRoutes, "latent.interpolate">> {
    return this.#runner.pictures(this.#need(), "run.interpolate", input);
  }

  async plane(input: InputOf<RequestRoutes, "latent.plane">): Promise<OutputOf<RequestRoutes, "latent.plane">> {
    return this.#runner.pictures(this.#need(), "run.plane", input);
  }

  /**
   * Raw generator output at a checkpoint of the active run (the latest, or the one at `step`).
   * @throws SaddleError `not-found` naming the steps that have one
   */
  sample(wish: InputOf<TrainerRoutes, "run.sample"> & AtCheckpoint) {
    return lookAtCheckpoint(this.#host, this.#runner, this.#need(), "run.sample", wish);
  }

  /** The same as an `.npy` file, which replaces one that is there. @throws SaddleError `disk` besides */
  sampleTo(path: string, wish: InputOf<TrainerRoutes, "run.sample"> & AtCheckpoint) {
    return replaceFileBy(path, (file) =>
      lookAtCheckpoint(this.#host, this.#runner, this.#need(), "run.sampleTo", { ...wish, file }),
    );
  }

  /** The ELBO of held-out examples at a checkpoint of the active run. @throws SaddleError as {@link Lab.sample} */
  bound(wish: InputOf<TrainerRoutes, "run.bound"> & AtCheckpoint) {
    return lookAtCheckpoint(this.#host, this.#runner, this.#need(), "run.bound", wish);
  }

  /**
   * The Parzen window log-likelihood of held-out pictures at a checkpoint of the active run.
   * @throws SaddleError as {@link Lab.sample}
   */
  parzen(wish: InputOf<TrainerRoutes, "run.parzen"> & AtCheckpoint) {
    return lookAtCheckpoint(this.#host, this.#runner, this.#need(), "run.parzen", wish);
  }

  /**
   * How many generated pictures a classifier of the data's classes recognises, at a checkpoint of the active run.
   * @param learning is told how much of the classifier's learning is done, 0 to 1
   * @throws SaddleError as {@link Lab.sample}, and `unsupported` where the data has no classes
   */
  recognition(
    wish: InputOf<TrainerRoutes, "run.recognition"> & AtCheckpoint,
    learning: (fraction: number) => void = () => {},
  ) {
    // In slices, so that there is progress to tell.
    const learn = async () => {
      for (let fraction = 0; fraction < 1; ) {
        ({ fraction } = await this.#host.request("run.learnClasses", { milliseconds: 1_000 }));
        learning(fraction);
      }
    };
    return lookAtCheckpoint(this.#host, this.#runner, this.#need(), "run.recognition", wish, learn);
  }

  /**
   * Trains part of a run again and tells whether every recorded figure and weight comes out the same.
   * @param run the active one if not given
   * @param from a checkpoint's step; otherwise the one before the last
   * @throws SaddleError `not-found` naming what there is
   */
  async verify(options: { run?: string; from?: number; onProgress?(step: number): void } = {}): Promise<Verification> {
    const project = this.#need();
    const run = options.run === undefined ? project.active : project.run(options.run);
    if (run === null) {
      throw new SaddleError(
        "not-found",
        say("The project has no run to verify.", "프로젝트에 검증할 실행이 없습니다."),
        {
          hint: say("Train it first.", "먼저 학습하세요."),
        },
      );
    }
    return this.#runner.verify(project, run.id, options.from ?? null, (step) => options.onProgress?.(step));
  }

  /** Done when everything asked for and told so far is on the disk. */
  settled(): Promise<void> {
    return this.#runner.settled();
  }

  get #journals(): string {
    return journalsIn(this.#options.directories.home);
  }

  #need(): OpenProject {
    if (this.#project) return this.#project;
    throw new SaddleError("conflict", say("No project is open.", "열린 프로젝트가 없습니다."), {
      hint: say("Open one, or start from a recipe.", "프로젝트를 열거나 레시피에서 시작하세요."),
    });
  }

  async #withProject<T>(work: (project: OpenProject) => Promise<T>): Promise<T> {
    const done = await work(this.#need());
    this.#changed();
    return done;
  }

  /** Opens the next project first, so that a file that is refused costs nothing. */
  async #replace(next: () => Promise<Journal>): Promise<void> {
    const journal = await next();
    const before = this.#project;
    await this.#runner.stop();
    this.#project = new OpenProject(journal, (run) => this.#runner.stateOf(run));
    this.#tellNow();
    await before?.journal.close({ keep: false });
  }

  async #remember(path: string): Promise<void> {
    // A list that cannot be kept takes nothing from the project.
    await this.#recents.add(path).catch((error: unknown) => this.#notice("warning", error));
  }

  #receive(event: TrainerEvent): void {
    if (event.event === "log") this.#options.log?.(event.level, event.message);
    else if (event.event === "import") {
      const { event: _, ...progress } = event;
      this.#events.emit("data.progress", progress);
    } else if (event.event !== "trying") this.#runner.receive(event);
  }

  #trainerDied(error: SaddleError): void {
    this.#runner.trainerDied(error);
    this.#notice("error", error);
    // Up again by itself; the run waits for the person.
    if (!this.#closed) this.hello().catch(() => undefined);
  }

  #backendFailed(backend: BackendId, error: SaddleError): boolean {
    if (this.#closed) return false;
    const outcome = this.#failures.add(backend, error);
    if (outcome === "replaced") this.#runner.backendFailed(error);
    // After this trainer was ended, or after it told of the failure itself.
    queueMicrotask(() => {
      if (this.#closed) return;
      if (outcome === "replaced") this.hello().catch(() => undefined);
      if (outcome === "acquitted") this.#restartTrainer().catch((reason) => this.#notice("error", reason));
    });
    return outcome === "replaced";
  }

  /** Once each: what failed, and what runs in its place. */
  #tellFailures({ findings, backendTitle }: TrainerHello): void {
    for (const { state, ...finding } of findings) if (state === "failed") this.#failures.note(finding);
    for (const { id, reason, hint } of this.#failures.takeUntold()) {
      this.#events.emit("notice", {
        level: "warning",
        error: {
          code: "backend-failed",
          message: say(
            `${backendNames[id].en} failed; ${backendTitle.en} is used instead. ${reason.en}`,
            `${backendNames[id].ko}에 문제가 생겨 대신 다음을 씁니다: ${backendTitle.ko}. ${reason.ko}`,
          ),
          ...(hint === undefined ? {} : { hint }),
        },
      });
    }
  }

  async #restartTrainer(): Promise<void> {
    await this.#runner.stop();
    await this.#host.end();
    this.hello().catch((error: unknown) => this.#notice("error", error));
  }

  #notice(level: "warning" | "error", error: unknown): void {
    this.#events.emit("notice", { level, error: toErrorValue(error) });
  }

  #changed(): void {
    if (this.#closed) return;
    this.#telling ??= setTimeout(() => this.#tellNow(), gathering);
  }

  #tellSpeeds(): void {
    if (!this.#closed) this.#events.emit("speeds.changed", this.speeds());
  }

  #tellNow(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#events.emit("project.changed", { project: this.project() });
  }
}
