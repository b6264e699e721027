/** The chosen regularisers, put together into what the game of two networks asks for. */
import type { Noise } from "../../engine/random";
import type { MeanFeatures, Rules, StepInputs, StepMetrics } from "../../plugin";
import { type NamedVariables, type Scalar, type Tensor, tf, type Variable } from "../../tensorflow";
import type { Discriminator, Judged, Player } from "./players";

const sum = (first: Scalar, others: readonly Scalar[]): Scalar =>
  others.reduce((total, each) => total.add(each) as Scalar, first);

/** Gradient of D's outputs, summed, with respect to what it saw: `[outputs, values]`. */
function slopesOf(outputs: () => Tensor, x: Tensor): Tensor {
  let count = 0;
  const gradient = tf.grad(() => {
    const made = outputs();
    count = made.shape[0]!;
    return made.sum();
  })(x);
  return gradient.reshape([count, -1]);
}

/**
 * @param scalars what each regulariser is fed at this step
 */
export function regularization(
  { regularizers }: Rules,
  discriminator: Discriminator,
  noise: Noise,
  scalars: StepInputs["regularizers"],
) {
  /** A batch as D sees it in training. */
  const see = (x: Tensor, stream: string): Tensor =>
    regularizers.reduce((seen, { plugin }, i) => plugin.input?.(seen, noise, stream, scalars[i]!) ?? seen, x);
  const termed = regularizers.findIndex(({ plugin }) => plugin.generator);
  const clipped = regularizers.findIndex(({ plugin }) => plugin.clip);
  const averaged = regularizers.findIndex(({ plugin }) => plugin.average);

  return {
    label: regularizers.map(({ plugin, params }) => plugin.label?.(params)).find((label) => label !== undefined),
    /** A real and a generated batch as D sees them in its `index`-th update of the step. */
    seen: (real: Tensor, fake: Tensor, index: number) => ({
      real: see(real, `real/${index}`),
      fake: see(fake, `fake/${index}`),
    }),
    see,
    /** Terms of D's loss as metrics by name. */
    penalties(
      seen: { real: Tensor; fake: Tensor },
      judged: { real: Judged; fake: Judged },
      index: number,
    ): StepMetrics {
      const batches = {
        ...seen,
        noise,
        pack: discriminator.pack,
        stream: `penalty/${index}`,
        slopesAt: (which: "real" | "fake") => slopesOf(() => judged[which].outputs, seen[which]),
        slopes: (x: Tensor, stream: string) =>
          slopesOf(() => discriminator.train(x, noise, `${stream}/dropout`).outputs, x),
      };
      return Object.fromEntries(
        regularizers.flatMap(({ plugin, params }, i) =>
          plugin.penalty ? [[`penalty.${plugin.id}`, plugin.penalty(batches, scalars[i]!, params)]] : [],
        ),
      );
    },
    total: (loss: Scalar, penalties: StepMetrics): Scalar => sum(loss, Object.values(penalties)),
    /** The term of G's loss as a metric by name; none without a regulariser that has one. */
    generatorTerm(fake: Judged, real: Judged | null): StepMetrics {
      const chosen = regularizers[termed];
      if (!chosen?.plugin.generator) return {};
      if (!real) throw new Error(`${chosen.plugin.id} compares with features of data.`);
      const features: MeanFeatures = { real: real.features.mean(0), fake: fake.features.mean(0) };
      return { [`g.${chosen.plugin.id}`]: chosen.plugin.generator.term(features, scalars[termed]!) };
    },
    generatorTotal(loss: Scalar, term: StepMetrics): Scalar {
      const chosen = regularizers[termed];
      const terms = Object.values(term);
      return chosen?.plugin.generator?.replaces(chosen.params) ? terms[0]! : sum(loss, terms);
    },
    clip(variables: NamedVariables): void {
      const bound = regularizers[clipped]?.plugin.clip?.(scalars[clipped]!);
      if (!bound) return;
      for (const variable of Object.values(variables)) {
        tf.tidy(() => variable.assign(tf.minimum(tf.maximum(variable, bound.neg()), bound)));
      }
    },
    averageDecay: regularizers[averaged]?.plugin.average?.decay(scalars[averaged]!),
  };
}

const prefixed = (variables: NamedVariables): Record<string, Variable> =>
  Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`average/${name}`, variable]));

/**
 * A second G whose weights are the moving average of the first one's; null where no regulariser keeps one.
 * @param build makes G with the same initial weights at each call
 */
export function averageOf({ regularizers }: Rules, build: () => Player, latest: Player) {
  if (!regularizers.some(({ plugin }) => plugin.average)) return null;
  const averaged = build();
  return {
    variables: { ...prefixed(averaged.variables), ...prefixed(averaged.buffers) },
    generate: (z: Tensor): Tensor => averaged.evaluate(z),
    /** After an update of G. What is an average already, such as the statistics of batches, is taken over. */
    move(decay: Scalar): void {
      for (const [name, average] of Object.entries(averaged.variables)) {
        const now = latest.variables[name]!;
        tf.tidy(() => average.assign(average.mul(decay).add(now.mul(tf.scalar(1).sub(decay)))));
      }
      for (const [name, buffer] of Object.entries(averaged.buffers)) {
        tf.tidy(() => buffer.assign(latest.buffers[name]!.clone()));
      }
    },
  };
}
