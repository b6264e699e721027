/** One run in memory: its networks, optimizers, data and counters, and everything done with them between steps. */

import { SaddleError } from "../../shared/contract/errors";
import type { CheckpointBlob } from "../../shared/contract/trainer";
import type { LatentPoint } from "../../shared/domain/latent";
import { valueAt, withValue } from "../../shared/domain/path";
import { galleryCells, singleUpdates } from "../../shared/domain/plugin";
import type { Recipe } from "../../shared/domain/recipe";
import type { Edit } from "../../shared/domain/run";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import type { Dataset } from "./dataset";
import { Batches, datasetMean } from "./engine/batches";
import { chooseEngine } from "./engine/choose";
import type { Call, Engine, EngineFunction, Examples, Program, StateValues } from "./engine/engine";
import { Optimization } from "./engine/optimization";
import { noiseAt } from "./engine/random";
import { type Counters, decodeState, encodeState, firstNonFinite, hashWeights, type State } from "./engine/state";
import { inputSize, latentOf, type PreviewLayout, previewInputs, previewLayout } from "./latent";
import { Outside, outsideFunctions } from "./outside";
import type { Model, SampledWeights, Update } from "./plugin";
import { isLive, type ResolvedRecipe, resolveRecipe } from "./resolve";
import type { NamedVariables } from "./tensorflow";
import { Training } from "./training";

/** A metric or weight that is NaN or infinite after a step. */
export interface Divergence {
  readonly step: number;
  /** Names the tensor. */
  readonly tensor: string;
}

/** A step that was made. */
export interface Made {
  readonly metrics: Record<string, number>;
  readonly divergence: Divergence | null;
}

/** Everything that reads the networks waits for the backend: calls follow one another, never two at once. */
export class OpenRun {
  readonly dataset: Dataset;
  readonly counters: Counters;
  private recipe: Recipe;
  private resolved: ResolvedRecipe;
  private readonly model: Model;
  private readonly training: Training;
  private readonly weights: NamedVariables;
  private readonly state: NamedVariables;
  private readonly engine: Engine;
  private program: Program;
  /** What the networks do besides learning. */
  readonly outside: Outside;
  /** What was lost at the step that the counters tell of, where the networks went on beyond it; null otherwise. */
  private lostOnTheWay: string | null = null;
  /** What the program was compiled for: batches that a whole step reads. */
  private compiledBatches: number;

  /**
   * Builds fresh networks from the seed.
   * @param edits live changes so far, applied in order
   */
  constructor(resolved: ResolvedRecipe, dataset: Dataset, edits: readonly Edit[], engine: Engine = chooseEngine()) {
    this.engine = engine;
    const { seed, training } = resolved.recipe;
    this.recipe = resolved.recipe;
    this.resolved = resolved;
    this.dataset = dataset;
    this.model = resolved.model.plugin.build(resolved.model.params, {
      data: dataset,
      dataMean: () => datasetMean(dataset),
      batchSize: training.batchSize,
      objective: resolved.objective,
      regularizers: resolved.regularizers,
      initialNoise: noiseAt(seed, 0),
    });
    const optimizations = Object.fromEntries(
      Object.entries(this.model.networks).map(([network, variables]) => {
        const { plugin, params } = resolved.optimizers[network]!;
        return [network, new Optimization(network, variables, plugin, params)];
      }),
    );
    const batches = new Batches(dataset, training.batchSize, seed);
    this.training = new Training(this.model, dataset, batches, optimizations);
    this.outside = new Outside(this.model, dataset, (name, call) => this.program.run(name, call));
    this.weights = Object.assign({}, ...Object.values(this.model.networks), this.model.buffers);
    const slots = Object.values(optimizations).map((optimization) =>
      Object.fromEntries(Object.entries(optimization.slots).map(([name, slot]) => [`optimizer/${name}`, slot])),
    );
    this.state = Object.assign({}, this.weights, ...slots);
    this.counters = {
      step: 0,
      batches: 0,
      updates: Object.fromEntries(Object.keys(this.model.networks).map((network) => [network, 0])),
    };
    try {
      for (const edit of edits) this.edit(edit.path, edit.value);
      this.compiledBatches = this.batchesOf("both");
      this.program = this.compile();
    } catch (error) {
      this.disposeVariables();
      throw error;
    }
  }

  /** Whole steps that {@link steps} makes in one go; 1 where it brings nothing. */
  get series(): number {
    return this.program.series("both");
  }

  get seed(): number {
    return this.recipe.seed;
  }

  get latentSize(): number {
    return this.model.latentSize;
  }

  /** Whether D's output is the logit of a probability, which it is where D is trained by cross-entropy. */
  get judgesByProbability(): boolean {
    return this.resolved.objective?.plugin.probabilistic === true;
  }

  /** Of z. */
  get prior(): "gaussian" | "uniform" {
    return this.recipe.model.prior === "uniform" ? "uniform" : "gaussian";
  }

  get epoch(): number {
    return this.training.epoch(this.counters);
  }

  /**
   * One step. Names what became NaN or infinite, if anything did.
   * @throws SaddleError `unsupported` for a network that cannot move alone
   */
  async step(update: Update): Promise<Made> {
    this.checkUpdate(update);
    return (await this.make(update, 1))[0]!;
  }

  /**
   * {@link series} whole steps in a row, the same as one by one, or as many as were made when something became NaN
   * or infinite: that is named by the last.
   */
  steps(): Promise<readonly Made[]> {
    return this.make("both", this.series);
  }

  private async make(update: Update, count: number): Promise<readonly Made[]> {
    await this.compileAnew();
    const { training, resolved } = this;
    const plan = training.plan(resolved, update);
    const counted = [this.counters];
    const calls: Call[] = [];
    for (let i = 0; i < count; i++) {
      const before = counted[i]!;
      calls.push({ feeds: training.feeds(resolved, plan, before), step: before.step + 1 });
      counted.push(training.counted(plan, before));
    }
    // The batches in hand first: they were asked for a call ago.
    training.prefetch(counted[count]!.batches, plan.batches * count);
    const outputs = await this.program.runSeries(update, calls);
    const made: Made[] = [];
    for (const [index, values] of outputs.entries()) {
      const counters = counted[index + 1]!;
      Object.assign(this.counters, counters);
      const metrics: Record<string, number> = {};
      for (const [name, value] of Object.entries(values)) metrics[name] = value[0]!;
      const lost = Object.keys(metrics).find((name) => !Number.isFinite(metrics[name]));
      if (lost === undefined) {
        made.push({ metrics, divergence: null });
        continue;
      }
      const tensor = firstNonFinite(await this.readState()) ?? lost;
      if (index < count - 1) this.lostOnTheWay = tensor;
      return [...made, { metrics, divergence: { step: counters.step, tensor } }];
    }
    return made;
  }

  private checkUpdate(update: Update): void {
    const { id, singles = singleUpdates } = this.resolved.model.plugin;
    if (update === "both" || singles.includes(update)) return;
    throw new SaddleError(
      "unsupported",
      say(
        `The model ${id} has no ${update} that could be updated alone.`,
        `모델 ${id}에는 따로 갱신할 수 있는 네트워크 ${update}이(가) 없습니다.`,
      ),
      { hint: say("Make a whole step.", "한 스텝 전체를 실행하세요.") },
    );
  }

  /**
   * Changes a live setting; the next step has it.
   * @throws SaddleError `bad-input` at the setting, where there is none, it is fixed, or the value is not allowed
   */
  edit(path: string, value: number | boolean | string): void {
    if (path === "" || valueAt(this.recipe, path) === undefined) {
      throw new SaddleError("bad-input", say(`There is no setting ${path}.`, `설정 ${path}이(가) 없습니다.`), { path });
    }
    if (!isLive(this.resolved, path)) {
      throw new SaddleError(
        "bad-input",
        say(`${path} is fixed once a run has begun.`, `실행을 시작한 뒤에는 ${path} 값을 바꿀 수 없습니다.`),
        {
          path,
          hint: say("Start a new run with the other value.", "다른 값으로 새 실행을 시작하세요."),
        },
      );
    }
    const { resolved, issues } = resolveRecipe(withValue(this.recipe, path, value));
    const issue = issues[0] ?? this.resolved.model.plugin.check(resolved?.model.params, this.dataset)[0];
    if (!resolved || issue) {
      throw new SaddleError(
        "bad-input",
        issue?.message ?? say(`${path} cannot be changed.`, `${path} 값을 바꿀 수 없습니다.`),
        {
          path,
          ...(issue?.hint ? { hint: issue.hint } : {}),
        },
      );
    }
    this.recipe = resolved.recipe;
    this.resolved = resolved;
  }

  /** @throws SaddleError `diverged` where a tensor is not finite, so that no bad checkpoint is written */
  async checkpoint(kind: CheckpointBlob["kind"]): Promise<CheckpointBlob> {
    const state = await this.readState();
    const lost = firstNonFinite(state) ?? this.lostOnTheWay;
    if (lost) {
      const { step } = this.counters;
      throw new SaddleError(
        "diverged",
        say(
          `${lost} holds NaN or infinity, so step ${step} was not kept.`,
          `${lost} 값이 NaN이나 무한대여서 스텝 ${step}을(를) 저장하지 않았습니다.`,
        ),
        {
          hint: say(
            "Go back to the last good checkpoint and lower the learning rate.",
            "마지막 정상 체크포인트로 돌아가 학습률 learning rate를 낮추세요.",
          ),
        },
      );
    }
    const bytes = encodeState(state, this.counters);
    return { step: this.counters.step, kind, weightsSha256: this.hashOf(state), bytes };
  }

  /** @throws SaddleError `bad-file` where the checkpoint does not fit; the run is unchanged then */
  async restore(checkpoint: Uint8Array): Promise<void> {
    const { values, counters } = decodeState(checkpoint, this.state, Object.keys(this.counters.updates));
    await this.program.write(values);
    Object.assign(this.counters, counters);
    this.lostOnTheWay = null;
  }

  async weightsSha256(): Promise<string> {
    return this.hashOf(await this.readState());
  }

  /** `[galleryCells, height·width·channels]` in the data's range: of fixed z, or of fixed examples without a prior. */
  async preview(): Promise<Float32Array> {
    const { outside } = this;
    if (!this.model.prior) return this.generate(await outside.encode(outside.examples(0, galleryCells)));
    return this.generate(await previewInputs(this.model, this.seed));
  }

  get previewLayout(): PreviewLayout {
    return previewLayout(this.model);
  }

  /** The classes that the model is told, in the data's order; null where it is told none. */
  get classes(): readonly string[] | null {
    return this.training.classes;
  }

  /** Values that `generate` takes of one image: z, and the weights of the classes that the model is told. */
  get inputSize(): number {
    return inputSize(this.model);
  }

  /** The pictures that are recorded: {@link galleryCells} of each part, one part after another. */
  async gallery(): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const part of this.resolved.model.plugin.gallery ?? ["samples"]) {
      parts.push(part === "samples" ? await this.preview() : await this.outside.reconstructions());
    }
    const [first] = parts;
    if (first && parts.length === 1) return first;
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    parts.reduce((at, part) => {
      all.set(part, at);
      return at + part.length;
    }, 0);
    return all;
  }

  /** Whether z can be drawn for it. */
  get generates(): boolean {
    return this.model.prior !== undefined;
  }

  /**
   * Images of z drawn from one seed, `[count, height·width·channels]` in the data's range.
   * @param label the class of all; the classes in turn where absent
   */
  sample(count: number, seed: number, label?: number): Promise<Float32Array> {
    return this.outside.sample(count, seed, this.sampledWeights(), label);
  }

  /** The same in parts of whole images, one after another, so that they never lie in memory together. */
  samples(count: number, seed: number, label?: number): AsyncGenerator<Float32Array> {
    return this.outside.samples(count, seed, this.sampledWeights(), label);
  }

  /** @throws SaddleError `unsupported` where the model lacks the prior or the encoder that the point needs */
  latent(point: LatentPoint): Promise<Float32Array> {
    const ofExample = point.from === "example" || (point.from === "preview" && !this.model.prior);
    return ofExample
      ? this.outside.encode(this.outside.examples(point.index, 1))
      : latentOf(this.model, this.seed, point);
  }

  /** @param inputs `[count, inputSize]`, row after row */
  generate(inputs: Float32Array): Promise<Float32Array> {
    return this.outside.generate(inputs, this.sampledWeights());
  }

  /** See {@link Outside.discriminate}. */
  discriminate(points: Float32Array): Promise<Float32Array | null> {
    return this.outside.discriminate(points);
  }

  /** See {@link Outside.descend}. */
  descend(points: Float32Array): Promise<Float32Array | null> {
    return this.outside.descend(points);
  }

  dispose(): void {
    this.program.dispose();
    this.disposeVariables();
  }

  private disposeVariables(): void {
    for (const variable of Object.values(this.state)) variable.dispose();
  }

  private async readState(): Promise<State> {
    const values: StateValues = await this.program.read();
    return Object.fromEntries(
      Object.entries(this.state).map(([name, { shape }]) => [name, { shape, data: values[name]! }]),
    );
  }

  private hashOf(state: State): string {
    return hashWeights(Object.fromEntries(Object.keys(this.weights).map((name) => [name, state[name]!])));
  }

  /** Which of G's weights pictures are made with. */
  private sampledWeights(): SampledWeights {
    const keeps = this.resolved.regularizers.find(({ plugin }) => plugin.average);
    return keeps?.plugin.average?.samples(keeps.params) ?? "latest";
  }

  private batchesOf(update: Update): number {
    return this.training.plan(this.resolved, update).batches;
  }

  private compile(): Program {
    const { shape, count, examples: values, range, labels } = this.dataset;
    const { classes } = this;
    const told = labels && classes ? { values: labels, classes: classes.length } : null;
    const examples: Examples = { count, width: sizeOf(shape), values, range, labels: told };
    const functions: Record<string, EngineFunction> = {};
    const { singles = singleUpdates } = this.resolved.model.plugin;
    for (const update of ["both", ...singles] as const)
      functions[update] = this.training.function(this.resolved, update);
    Object.assign(functions, outsideFunctions(this.model, this.dataset));
    return this.engine.compile({ functions, variables: this.state, examples, seed: this.recipe.seed });
  }

  /** A live edit may change how many batches a step reads, which a compiled step has fixed. */
  private async compileAnew(): Promise<void> {
    const batches = this.batchesOf("both");
    if (batches === this.compiledBatches) return;
    const values = await this.program.read();
    const program = this.compile();
    await program.write(values);
    this.program.dispose();
    this.program = program;
    this.compiledBatches = batches;
  }
}
