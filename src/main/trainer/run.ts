/** One run in memory: its networks, optimizers, data and counters, and everything done with them between steps. */

import { SaddleError } from "../../shared/contract/errors";
import { type CheckpointBlob, updateKinds } from "../../shared/contract/trainer";
import type { LatentPoint } from "../../shared/domain/latent";
import { valueAt, withValue } from "../../shared/domain/path";
import type { Recipe } from "../../shared/domain/recipe";
import type { Edit } from "../../shared/domain/run";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import { Batches, datasetMean } from "./engine/batches";
import { chooseEngine } from "./engine/choose";
import type { Engine, EngineFunction, Examples, Feed, FeedSpec, Program, StateValues } from "./engine/engine";
import { Optimization } from "./engine/optimization";
import { noiseAt } from "./engine/random";
import { type Counters, decodeState, encodeState, firstNonFinite, hashWeights, type State } from "./engine/state";
import { takeValues } from "./engine/values";
import { latentOf, previewLatents, seededLatents } from "./latent";
import type { Dataset, Model, StepMetrics, StepPlan, Update } from "./plugin";
import { isLive, type ResolvedRecipe, resolveRecipe } from "./resolve";
import { type NamedVariables, type Tensor, tf } from "./tensorflow";

/**
 * Images that are generated in one call: the smallest that holds those asked for, since a captured
 * function takes one number of images only. The largest bounds the memory of a large sample.
 */
const generationSizes = [1, 16, 64, 256] as const;
const largestGeneration = generationSizes[generationSizes.length - 1]!;
const generation = (count: number): string => `generate.${count}`;

/** Updates of a network whose scalars a step is fed: those it makes, and those it looks ahead to. */
const updatesFed = ({ updates, ahead }: StepPlan, network: string): number =>
  (updates[network] ?? 0) + (ahead?.[network] ?? 0);

const batchFeed = (index: number): string => `batch.${index}`;

/** A metric or weight that is NaN or infinite after a step. */
export interface Divergence {
  readonly step: number;
  /** Names the tensor. */
  readonly tensor: string;
}

/** Everything that reads the networks waits for the backend: calls follow one another, never two at once. */
export class OpenRun {
  readonly dataset: Dataset;
  readonly counters: Counters;
  private recipe: Recipe;
  private resolved: ResolvedRecipe;
  private readonly model: Model;
  private readonly optimizations: Readonly<Record<string, Optimization>>;
  private readonly batches: Batches;
  private readonly weights: NamedVariables;
  private readonly state: NamedVariables;
  private readonly engine: Engine;
  private program: Program;
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
    this.batches = new Batches(dataset, training.batchSize, seed);
    this.model = resolved.model.plugin.build(resolved.model.params, {
      data: dataset,
      dataMean: () => datasetMean(dataset),
      batchSize: training.batchSize,
      objective: resolved.objective,
      initialNoise: noiseAt(seed, 0),
    });
    this.optimizations = Object.fromEntries(
      Object.entries(this.model.networks).map(([network, variables]) => {
        const { plugin, params } = resolved.optimizers[network]!;
        return [network, new Optimization(network, variables, plugin, params)];
      }),
    );
    this.weights = Object.assign({}, ...Object.values(this.model.networks), this.model.buffers);
    const slots = Object.values(this.optimizations).map((optimization) =>
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

  get seed(): number {
    return this.recipe.seed;
  }

  get epoch(): number {
    return this.counters.batches / this.batches.perEpoch;
  }

  /** One step. Names what became NaN or infinite, if anything did. */
  async step(update: Update): Promise<{ metrics: Record<string, number>; divergence: Divergence | null }> {
    await this.compileAnew();
    const plan = this.model.plan(this.resolved.model.params, update);
    const feeds: Record<string, Feed> = {};
    for (let i = 0; i < plan.batches; i++) feeds[batchFeed(i)] = this.batches.indices(this.counters.batches + i);
    for (const [network, optimization] of Object.entries(this.optimizations)) {
      const moment = { updates: this.counters.updates[network]!, epoch: Math.floor(this.epoch) };
      const { params } = this.resolved.optimizers[network]!;
      Object.assign(feeds, optimization.feeds(params, moment, updatesFed(plan, network)));
    }
    const step = this.counters.step + 1;
    const outputs = await this.program.run(update, { feeds, seed: this.recipe.seed, step });
    this.counters.step = step;
    this.counters.batches += plan.batches;
    for (const [network, updates] of Object.entries(plan.updates)) this.counters.updates[network]! += updates;
    const metrics: Record<string, number> = {};
    for (const [name, value] of Object.entries(outputs)) metrics[name] = value[0]!;
    const lost = Object.keys(metrics).find((name) => !Number.isFinite(metrics[name]));
    if (lost === undefined) return { metrics, divergence: null };
    return { metrics, divergence: { step, tensor: firstNonFinite(await this.readState()) ?? lost } };
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
    const lost = firstNonFinite(state);
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
  }

  async weightsSha256(): Promise<string> {
    return this.hashOf(await this.readState());
  }

  /** `[previewCount, height·width·channels]` in the data's range. */
  async preview(): Promise<Float32Array> {
    return this.generate(await takeValues(tf.tidy(() => previewLatents(this.model, this.seed))));
  }

  /** Images of z drawn from one seed, `[count, height·width·channels]` in the data's range. */
  async sample(count: number, seed: number): Promise<Float32Array> {
    return this.generate(await takeValues(tf.tidy(() => seededLatents(this.model, seed, count))));
  }

  latent(point: LatentPoint): Promise<Float32Array> {
    return latentOf(this.model, this.seed, point);
  }

  /** @param z `[count, latentSize]`, row after row */
  async generate(z: Float32Array): Promise<Float32Array> {
    const { latentSize } = this.model;
    const count = z.length / latentSize;
    const width = sizeOf(this.dataset.shape);
    const images = new Float32Array(count * width);
    for (let start = 0; start < count; ) {
      const wanted = Math.min(largestGeneration, count - start);
      const size = generationSizes.find((one) => one >= wanted)!;
      const latents = new Float32Array(size * latentSize);
      latents.set(z.subarray(start * latentSize, (start + wanted) * latentSize));
      const made = await this.program.run(generation(size), { feeds: { z: latents }, seed: this.seed, step: 0 });
      images.set(made.images!.subarray(0, wanted * width), start * width);
      start += wanted;
    }
    return images;
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

  private batchesOf(update: Update): number {
    return this.model.plan(this.resolved.model.params, update).batches;
  }

  private compile(): Program {
    const { shape, count, examples: values, range } = this.dataset;
    const width = sizeOf(shape);
    const examples: Examples = { count, width, values, range };
    const functions: Record<string, EngineFunction> = {};
    for (const update of updateKinds) functions[update] = this.trainingFunction(update);
    for (const size of generationSizes) {
      functions[generation(size)] = {
        feeds: { z: { kind: "numbers", shape: [size, this.model.latentSize] } },
        run: ({ feeds }) => ({ images: this.model.generate(feeds.z!) }),
      };
    }
    return this.engine.compile({ functions, variables: this.state, examples });
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

  private trainingFunction(update: Update): EngineFunction {
    const plan = this.model.plan(this.resolved.model.params, update);
    const { batchSize } = this.recipe.training;
    const feeds: Record<string, FeedSpec> = {};
    for (let i = 0; i < plan.batches; i++) feeds[batchFeed(i)] = { kind: "examples", count: batchSize };
    for (const [network, optimization] of Object.entries(this.optimizations)) {
      Object.assign(feeds, optimization.specs(updatesFed(plan, network)));
    }
    return {
      feeds,
      run: (context): StepMetrics => {
        const applied: Record<string, number> = {};
        return this.model.step(
          {
            batches: Array.from({ length: plan.batches }, (_, index) => context.feeds[batchFeed(index)] as Tensor),
            noise: context.noise,
            apply: (network, gradients) => {
              const index = applied[network] ?? 0;
              applied[network] = index + 1;
              this.optimizations[network]!.apply(index, gradients, context);
            },
            foresee: (network, state, gradients, ahead) =>
              this.optimizations[network]!.foresee((applied[network] ?? 0) + ahead, state, gradients, context.feeds),
          },
          update,
        );
      },
    };
  }
}
