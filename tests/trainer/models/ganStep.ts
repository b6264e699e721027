/** One model with its optimizers, stepped with noise that the test hands out: the engine without its randomness. */

import type { Dataset, Labelled } from "../../../src/main/trainer/dataset";
import { moveByTensors } from "../../../src/main/trainer/engine/eager";
import { modelFeeds, modelScalars } from "../../../src/main/trainer/engine/modelScalars";
import { Optimization } from "../../../src/main/trainer/engine/optimization";
import type { Noise } from "../../../src/main/trainer/engine/random";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { regularizerFeeds, regularizerScalars } from "../../../src/main/trainer/engine/regularization";
import type { Model, Update } from "../../../src/main/trainer/plugin";
import { type Tensor, tf, type Variable } from "../../../src/main/trainer/tensorflow";
import type { Recipe } from "../../../src/shared/domain/recipe";
import { resolved } from "../support";

export interface SteppedModel {
  readonly model: Model;
  /** With the buffers. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** One step on batches of `[batch, height·width·channels]`; the metrics as numbers. */
  step(
    batches: readonly ArrayLike<number>[],
    noise: Noise,
    update?: Update,
    labels?: readonly (readonly number[])[],
  ): Record<string, number>;
  dispose(): void;
}

/** Builds the recipe's model for pictures of 2 × 3 pixels in [0, 1], or of another shape and range. */
export function buildModel(
  recipe: Recipe,
  { shape, range, classes }: Pick<Dataset, "shape" | "range"> & Labelled = { shape: [2, 3, 1], range: [0, 1] },
): SteppedModel {
  const width = shape[0] * shape[1] * shape[2];
  const { model: chosen, objective, regularizers, optimizers } = resolved(recipe);
  const { batchSize } = recipe.training;
  const model = chosen.plugin.build(chosen.params, {
    data: { space: "images", shape, range, count: batchSize, ...(classes ? { classes } : {}) },
    dataMean: () => new Float32Array(width).fill(0.5),
    batchSize,
    objective,
    regularizers,
    initialNoise: noiseAt(recipe.seed, 0),
  });
  let steps = 0;
  const optimizations = Object.entries(model.networks).map(([network, variables]) => {
    const { plugin, params } = optimizers[network]!;
    return { network, params, updates: 0, optimization: new Optimization(network, variables, plugin, params) };
  });
  const variables: Record<string, Variable> = Object.assign({}, ...Object.values(model.networks), model.buffers);
  return {
    model,
    variables,
    step(batches, noise, update = "both", labels = []) {
      const plan = model.plan(chosen.params, update);
      const metrics = tf.tidy(() => {
        const feeds: Record<string, Tensor> = {};
        const moment = { updates: steps, epoch: 0 };
        const fed = { ...regularizerFeeds(regularizers, moment), ...modelFeeds(chosen) };
        for (const [name, [value]] of Object.entries(fed)) {
          feeds[name] = tf.scalar(value!);
        }
        for (const { optimization, params, updates, network } of optimizations) {
          const fed = (plan.updates[network] ?? 0) + (plan.ahead?.[network] ?? 0);
          const scalars = optimization.feeds(params, { updates, epoch: 0 }, fed);
          for (const [name, [value]] of Object.entries(scalars)) feeds[name] = tf.scalar(value!);
        }
        const applied: Record<string, number> = {};
        return model.step(
          {
            batches: batches.map((batch) => tf.tensor2d(Float32Array.from(batch), [batchSize, width])),
            labels: labels.map((each) => tf.oneHot(tf.tensor1d([...each], "int32"), model.classes ?? 0).toFloat()),
            noise,
            regularizers: regularizerScalars(regularizers, { feeds }),
            scalars: modelScalars(chosen, { feeds }),
            apply(network, gradients) {
              const index = applied[network] ?? 0;
              applied[network] = index + 1;
              const { optimization } = optimizations.find((each) => each.network === network)!;
              optimization.apply(index, gradients, { feeds, noise, update: moveByTensors });
            },
            foresee(network, state, gradients, ahead) {
              const { optimization } = optimizations.find((each) => each.network === network)!;
              return optimization.foresee((applied[network] ?? 0) + ahead, state, gradients, feeds);
            },
          },
          update,
        );
      });
      steps++;
      for (const each of optimizations) each.updates += plan.updates[each.network] ?? 0;
      const numbers = Object.entries(metrics).map(([name, scalar]) => [name, scalar.dataSync()[0]!] as const);
      tf.dispose(metrics);
      return Object.fromEntries(numbers);
    },
    dispose() {
      for (const { optimization } of optimizations) optimization.dispose();
      tf.dispose(variables);
    },
  };
}

/** Noise that hands out stored z in their order, one to each stream that is asked for. */
export function storedLatents(latents: readonly (readonly number[])[]): Noise {
  const given = new Map<string, readonly number[]>();
  const refuse = () => {
    throw new Error("Only z is random here.");
  };
  return {
    normal(stream, shape) {
      const values = given.get(stream) ?? latents[given.size];
      if (!values) throw new Error(`${latents.length} batches of z were drawn in this step, and no ${stream}.`);
      given.set(stream, values);
      return tf.tensor([...values], [...shape]);
    },
    uniform: refuse,
    bernoulli: refuse,
    after: refuse,
  };
}

/** Noise that counts what is drawn from it. Drawing a stream again gives the same numbers, and counts once. */
export function countingNoise(draw: Noise): { noise: Noise; drawn: { latents: string[]; masks: string[] } } {
  const drawn = { latents: [] as string[], masks: [] as string[] };
  const note = (list: string[], stream: string) => {
    if (!list.includes(stream)) list.push(stream);
  };
  const noise: Noise = {
    normal(stream, shape) {
      note(drawn.latents, stream);
      return draw.normal(stream, shape);
    },
    uniform(stream, shape, low, high) {
      note(drawn.latents, stream);
      return draw.uniform(stream, shape, low, high);
    },
    bernoulli(stream, shape, keep) {
      note(drawn.masks, stream);
      return draw.bernoulli(stream, shape, keep);
    },
    after: (numbers) => countingNoise(draw.after(numbers)).noise,
  };
  return { noise, drawn };
}
