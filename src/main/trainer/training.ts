/** A run's training step: which function of the engine it is, what each call is fed, and what it counts. */
import type { Dataset } from "./dataset";
import type { Batches } from "./engine/batches";
import type { EngineFunction, Feed, FeedSpec } from "./engine/engine";
import { flippedAtRandom } from "./engine/flip";
import { modelFeeds, modelScalars, modelSpecs } from "./engine/modelScalars";
import type { Optimization } from "./engine/optimization";
import { regularizerFeeds, regularizerScalars, regularizerSpecs } from "./engine/regularization";
import type { Counters } from "./engine/state";
import type { Model, StepMetrics, StepPlan, Update } from "./plugin";
import type { ResolvedRecipe } from "./resolve";
import type { Tensor } from "./tensorflow";

/** Updates of a network whose scalars a step is fed: those it makes, and those it looks ahead to. */
const updatesFed = ({ updates, ahead }: StepPlan, network: string): number =>
  (updates[network] ?? 0) + (ahead?.[network] ?? 0);

const labelFeed = (index: number): string => `labels.${index}`;
const batchFeed = (index: number): string => `batch.${index}`;

/** Recipes are given as they are by now: live edits change them. */
export class Training {
  private readonly model: Model;
  private readonly dataset: Dataset;
  private readonly batches: Batches;
  private readonly optimizations: Readonly<Record<string, Optimization>>;

  /** @param optimizations by network */
  constructor(model: Model, dataset: Dataset, batches: Batches, optimizations: Readonly<Record<string, Optimization>>) {
    this.model = model;
    this.dataset = dataset;
    this.batches = batches;
    this.optimizations = optimizations;
  }

  /** The classes that the model is told, in the data's order; null where it is told none. */
  get classes(): readonly string[] | null {
    return (this.model.classes ?? 0) > 0 ? this.dataset.classes : null;
  }

  epoch({ batches }: Counters): number {
    return batches / this.batches.perEpoch;
  }

  plan({ model }: ResolvedRecipe, update: Update): StepPlan {
    return this.model.plan(model.params, update);
  }

  /** The counters after a step. */
  counted(plan: StepPlan, { step, batches, updates }: Counters): Counters {
    const after = { ...updates };
    for (const [network, count] of Object.entries(plan.updates)) after[network]! += count;
    return { step: step + 1, batches: batches + plan.batches, updates: after };
  }

  /** What the call is fed that makes the next step. */
  feeds({ regularizers, model, optimizers }: ResolvedRecipe, plan: StepPlan, counters: Counters): Record<string, Feed> {
    const epoch = Math.floor(this.epoch(counters));
    const now = { updates: counters.step, epoch };
    const feeds: Record<string, Feed> = { ...regularizerFeeds(regularizers, now), ...modelFeeds(model) };
    for (let i = 0; i < plan.batches; i++) {
      const indices = this.batches.indices(counters.batches + i);
      feeds[batchFeed(i)] = indices;
      if (this.classes) feeds[labelFeed(i)] = indices;
    }
    for (const [network, optimization] of Object.entries(this.optimizations)) {
      const moment = { updates: counters.updates[network]!, epoch };
      Object.assign(feeds, optimization.feeds(optimizers[network]!.params, moment, updatesFed(plan, network)));
    }
    return feeds;
  }

  /** Begins to read so many batches of data on the disk. */
  prefetch(from: number, count: number): void {
    const { examples } = this.dataset;
    if (examples.kind !== "file" || count === 0) return;
    const numbers = Array.from({ length: count }, (_, i) => from + i);
    examples.rows.prefetch(numbers.flatMap((number) => [...this.batches.indices(number)]));
  }

  function(resolved: ResolvedRecipe, update: Update): EngineFunction {
    const plan = this.plan(resolved, update);
    const { regularizers, model, recipe } = resolved;
    const { batchSize } = recipe.training;
    const feeds: Record<string, FeedSpec> = { ...regularizerSpecs(regularizers), ...modelSpecs(model) };
    for (let i = 0; i < plan.batches; i++) {
      feeds[batchFeed(i)] = { kind: "examples", count: batchSize };
      if (this.classes) feeds[labelFeed(i)] = { kind: "labels", count: batchSize };
    }
    for (const [network, optimization] of Object.entries(this.optimizations)) {
      Object.assign(feeds, optimization.specs(updatesFed(plan, network)));
    }
    return {
      feeds,
      ...(update === "both" ? { series: true } : {}),
      run: (context): StepMetrics => {
        const applied: Record<string, number> = {};
        return this.model.step(
          {
            batches: Array.from({ length: plan.batches }, (_, index) => {
              const batch = context.feeds[batchFeed(index)] as Tensor;
              const { flips, shape } = this.dataset;
              return flips === true ? flippedAtRandom(batch, shape, context.noise, `data/flip.${index}`) : batch;
            }),
            labels: Array.from({ length: this.classes ? plan.batches : 0 }, (_, index) => {
              return context.feeds[labelFeed(index)] as Tensor;
            }),
            noise: context.noise,
            regularizers: regularizerScalars(regularizers, context),
            scalars: modelScalars(model, context),
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
