/**
 * The game of a generator and a discriminator, whatever networks play it: Algorithm 1 of Goodfellow
 * et al. 2014 ("Generative adversarial nets", NIPS 2014) or, as the authors' released code does, one
 * simultaneous update of both from one shared pass.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { say } from "../../../../shared/domain/text";
import type { Noise } from "../../engine/random";
import { fakeLoss, realLoss } from "../../objectives/logits";
import type { Model, ModelContext, StepInputs, StepMetrics } from "../../plugin";
import { type NamedVariables, type Scalar, type Tensor, tf } from "../../tensorflow";
import { gradientsOf, kept } from "./gradients";
import { drawPrior, priorSchema } from "./prior";
import { againstUnrolled, unrollFields } from "./unrolled";

/** Where G's pictures come from; first among a model's settings. */
export const latentFields = {
  latentSize: field(z.int().min(1).max(4096).default(100), {
    title: { en: "Size of z", ko: "z의 차원 Latent size" },
    unit: "dimensions",
  }),
  prior: priorSchema,
};

/** How the two networks take turns; last among a model's settings. */
export const turnFields = {
  order: field(z.enum(["alternating", "simultaneous"]).default("alternating"), {
    title: { en: "Update order", ko: "갱신 순서 Update order" },
    help: {
      en: "Alternating is Algorithm 1; simultaneous moves both from one shared pass, as the 2014 code does",
      ko: "교대는 알고리즘 1, 동시는 2014년 코드처럼 한 번의 계산으로 둘 다 갱신합니다",
    },
    choices: {
      alternating: { en: "Alternating", ko: "교대 Alternating" },
      simultaneous: { en: "Simultaneous", ko: "동시 Simultaneous" },
    },
  }),
  discriminatorSteps: field(z.int().min(1).max(64).default(1), {
    title: { en: "k: D updates a step", ko: "k: D 갱신 횟수" },
    help: {
      en: "Discriminator updates before each generator update",
      ko: "생성자를 한 번 갱신하기 전에 판별자를 갱신하는 횟수",
    },
    live: true,
  }),
  ...unrollFields,
};
export type Turns = z.output<z.ZodObject<typeof turnFields>>;
type Game = z.output<z.ZodObject<typeof latentFields & typeof turnFields>>;

/** Networks of such a model, in display order. */
export const players = ["discriminator", "generator"] as const;

/** Batches that a whole step reads. */
export const batchesPerStep = ({ order, discriminatorSteps }: Pick<Turns, "order" | "discriminatorSteps">): number =>
  order === "alternating" ? discriminatorSteps : 1;

/** What is wrong with the turns, at the setting that is. */
export function checkTurns({ order, discriminatorSteps }: Pick<Turns, "order" | "discriminatorSteps">): RecipeIssue[] {
  if (order === "alternating" || discriminatorSteps === 1) return [];
  return [
    {
      path: "model.discriminatorSteps",
      message: say(
        "A simultaneous update moves both networks once, so k is 1.",
        "동시 갱신은 두 네트워크를 한 번씩 갱신하므로 k는 1입니다.",
      ),
      hint: say("Set k to 1, or choose the alternating order.", "k를 1로 하거나 교대 순서를 고르세요."),
    },
  ];
}

/** A network as the game sees it. */
export interface Player {
  readonly variables: NamedVariables;
  /** See {@link Model.buffers}. Every pass of training moves them, also one that is there for the other network. */
  readonly buffers: NamedVariables;
  /**
   * A pass of training.
   * @param x `[batch, inputs]`
   * @param stream begins the names of the streams that this pass draws from
   */
  train(x: Tensor, noise: Noise, stream: string): Tensor;
  /** Whether a pass of training treats each example by itself, so that several batches can share one. */
  readonly independent: boolean;
  /** A pass outside of training, in which nothing is random. */
  evaluate(x: Tensor): Tensor;
}

/** Averages of D's output and the value of the game, from logits. */
function readings(real: Tensor, fake: Tensor): StepMetrics {
  return {
    "d.real": tf.sigmoid(real).mean(),
    "d.fake": tf.sigmoid(fake).mean(),
    value: realLoss(real).add(fakeLoss(fake)).neg() as Scalar,
  };
}

/**
 * @param generator z `[batch, latentSize]` -> `[batch, height·width·channels]` in the data's range
 * @param discriminator `[batch, height·width·channels]` -> `[batch, 1]` logits
 */
export function adversarialModel(
  settings: Game,
  { batchSize, objective }: Pick<ModelContext, "batchSize" | "objective">,
  { generator, discriminator }: Readonly<Record<(typeof players)[number], Player>>,
): Model {
  if (!objective) throw new Error("Adversaries are trained by an objective.");
  const prior = (noise: Noise, stream: string, count: number) =>
    drawPrior(settings.prior, noise, stream, [count, settings.latentSize]);
  /** `[batch, height·width·channels]` from fresh z. */
  const draw = (noise: Noise, stream: string): Tensor =>
    generator.train(prior(noise, stream, batchSize), noise, `generator/${stream}`);
  /** `[batch, 1]` */
  const judge = (x: Tensor, noise: Noise, stream: string): Tensor => discriminator.train(x, noise, stream);
  /**
   * Logits of a real and a generated batch; in one pass where that changes nothing but its speed.
   * @returns two of `[batch, 1]`
   */
  const judgeBoth = (real: Tensor, fake: Tensor, noise: Noise, index: number): [Tensor, Tensor] =>
    discriminator.independent
      ? (tf.split(judge(tf.concat([real, fake]), noise, `dropout/both/${index}`), 2) as [Tensor, Tensor])
      : [judge(real, noise, `dropout/real/${index}`), judge(fake, noise, `dropout/fake/${index}`)];
  const lossD = (real: Tensor, fake: Tensor) => objective.plugin.discriminator(real, fake, objective.params);
  const lossG = (fake: Tensor) => objective.plugin.generator(fake, objective.params);

  /** One update of D on a batch and fresh samples; `index` counts them within the step. */
  const updateD = ({ batches, noise, apply }: StepInputs, index: number): StepMetrics => {
    const fakeImages = draw(noise, `z/d/${index}`);
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const [real, fake] = judgeBoth(batches[index]!, fakeImages, noise, index);
      const loss = lossD(real, fake);
      metrics = kept({ "d.loss": loss, "g.loss": lossG(fake), ...readings(real, fake) });
      return loss;
    }, discriminator.variables);
    apply("discriminator", gradients);
    return metrics;
  };

  /** Runs `play` against D as it will be K updates later, where its loss is this one. */
  const later = <T>(
    { foresee }: StepInputs,
    images: Tensor,
    loss: (images: Tensor) => Scalar,
    play: () => T,
    first?: Record<string, Tensor>,
  ): T =>
    againstUnrolled(
      {
        settings,
        variables: discriminator.variables,
        buffers: discriminator.buffers,
        foresee,
        loss,
        ...(first ? { first } : {}),
      },
      images,
      play,
    );

  /** One update of G on fresh samples; the metrics of D come with `batches[0]` where it did not move. */
  const updateG = (inputs: StepInputs, alone: boolean): StepMetrics => {
    const { batches, noise, apply } = inputs;
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const images = draw(noise, "z/g");
      const opinion = () => judge(images, noise, "dropout/g");
      const last = batches.length - 1;
      const onLast = (made: Tensor) => lossD(...judgeBoth(batches[last]!, made, noise, last));
      const fake = later(inputs, images, onLast, opinion);
      const loss = lossG(fake);
      metrics = kept({ "g.loss": loss });
      if (alone) {
        const present = settings.unrolledSteps === 0 ? fake : opinion();
        const real = judge(batches[0]!, noise, "dropout/real/0");
        Object.assign(metrics, kept({ "d.loss": lossD(real, present), ...readings(real, present) }));
      }
      return loss;
    }, generator.variables);
    apply("generator", gradients);
    return metrics;
  };

  /**
   * Both gradients from one pass at one point: the same fake batch and the same dropout masks. D's
   * gradients are taken inside G's tape, which both losses share.
   */
  const updateBothAtOnce = (inputs: StepInputs): StepMetrics => {
    const { batches, noise, apply } = inputs;
    let metrics: StepMetrics = {};
    let gradientsD: Record<string, Tensor> = {};
    const gradientsG = gradientsOf(() => {
      const images = draw(noise, "z/d/0");
      const opinion = (made: Tensor) => judge(made, noise, "dropout/fake/0");
      const judgeReal = () => judge(batches[0]!, noise, "dropout/real/0");
      const fake = opinion(images);
      const real = judgeReal();
      const discriminatorLoss = lossD(real, fake);
      gradientsD = kept(gradientsOf(() => discriminatorLoss, discriminator.variables));
      const unrolled = (made: Tensor) => lossD(judgeReal(), opinion(made));
      const answered =
        settings.unrolledSteps === 0 ? fake : later(inputs, images, unrolled, () => opinion(images), gradientsD);
      const loss = lossG(answered);
      metrics = kept({ "d.loss": discriminatorLoss, "g.loss": loss, ...readings(real, fake) });
      return loss;
    }, generator.variables);
    apply("discriminator", gradientsD);
    apply("generator", gradientsG);
    tf.dispose(gradientsD);
    return metrics;
  };

  return {
    networks: { discriminator: discriminator.variables, generator: generator.variables },
    buffers: { ...discriminator.buffers, ...generator.buffers },
    plan(current, update) {
      const k = update === "both" ? batchesPerStep(current as Turns) : 1;
      // Where both move at once, the first of the further updates is the one that D makes.
      const shared = update === "both" && settings.order === "simultaneous" ? 1 : 0;
      const ahead = update === "discriminator" ? 0 : Math.max(0, settings.unrolledSteps - shared);
      return {
        batches: k,
        updates: { discriminator: update === "generator" ? 0 : k, generator: update === "discriminator" ? 0 : 1 },
        ...(ahead > 0 ? { ahead: { discriminator: ahead } } : {}),
      };
    },
    step(inputs, update) {
      if (update === "generator") return updateG(inputs, true);
      if (update === "discriminator") return updateD(inputs, 0);
      if (settings.order === "simultaneous") return updateBothAtOnce(inputs);
      let metrics: StepMetrics = {};
      inputs.batches.forEach((_, index) => {
        tf.dispose(metrics);
        metrics = updateD(inputs, index);
      });
      metrics["g.loss"]?.dispose();
      return { ...metrics, ...updateG(inputs, false) };
    },
    latentSize: settings.latentSize,
    prior,
    generate: (latent) => generator.evaluate(latent),
    discriminate: (x) => discriminator.evaluate(x),
    // The loss is a mean over examples, so that of one is as many times larger.
    descend: (x) =>
      tf
        .grad((each) => lossG(discriminator.evaluate(each)).mul(each.shape[0]!))(x)
        .neg(),
  };
}
