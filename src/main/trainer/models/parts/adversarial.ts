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
import type { Model, ModelContext, Rules, StepInputs, StepMetrics } from "../../plugin";
import { type Scalar, type Tensor, tf } from "../../tensorflow";
import { beside } from "./conditional";
import { gradientsOf, kept } from "./gradients";
import type { Discriminator, Judged, Players } from "./players";
import { drawPrior, priorSchema } from "./prior";
import { averageOf, regularization } from "./regularization";
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

/** Whether updates of G look at data, too. */
const generatorReadsData = ({ objective, regularizers }: Rules): boolean =>
  objective?.plugin.paired === true || regularizers.some(({ plugin }) => plugin.generator);

/** Batches that a whole step reads: one for each update of D, and one for that of G where it looks at data. */
export const batchesPerStep = (
  { order, discriminatorSteps }: Pick<Turns, "order" | "discriminatorSteps">,
  rules: Rules,
): number => (order === "alternating" ? discriminatorSteps + Number(generatorReadsData(rules)) : 1);

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

/** D as it judges examples of these classes, or several batches of them one after another. */
function toldClasses(discriminator: Discriminator, labels: Tensor | undefined): Discriminator {
  if (!labels) return discriminator;
  const [batch] = labels.shape;
  return {
    ...discriminator,
    train: (x, noise, stream) => discriminator.train(beside(x, labels.tile([x.shape[0]! / batch!, 1])), noise, stream),
  };
}

/** @param classes that both networks are told; 0 for none */
export function adversarialModel(
  settings: Game,
  { batchSize, objective, regularizers }: Pick<ModelContext, "batchSize" | "objective" | "regularizers">,
  classes: number,
  players: Players,
): Model {
  if (!objective) throw new Error("Adversaries are trained by an objective.");
  const rules: Rules = { objective, regularizers };
  const generator = players.generator();
  const { discriminator } = players;
  const average = averageOf(rules, players.generator, generator);
  const prior = (noise: Noise, stream: string, count: number) =>
    drawPrior(settings.prior, noise, stream, [count, settings.latentSize]);
  /** `[batch, height·width·channels]` from fresh z, of these classes. */
  const draw = (noise: Noise, stream: string, labels: Tensor | undefined): Tensor =>
    generator.train(beside(prior(noise, stream, batchSize), labels), noise, `generator/${stream}`);
  const { plugin, params } = objective;

  const readsData = generatorReadsData(rules);

  /** What the losses and metrics of one step are made by, against a D that is told these classes. */
  const referee = ({ noise, foresee, regularizers: scalars }: StepInputs, labels: Tensor | undefined) => {
    const told = toldClasses(discriminator, labels);
    const regular = regularization(rules, told, noise, scalars);
    const judge = (x: Tensor, stream: string): Judged => told.train(x, noise, stream);
    /** Both batches; in one pass where that changes nothing but its speed. */
    const judgeBoth = (real: Tensor, fake: Tensor, index: number): { real: Judged; fake: Judged } => {
      if (!discriminator.independent) {
        return { real: judge(real, `dropout/real/${index}`), fake: judge(fake, `dropout/fake/${index}`) };
      }
      const both = judge(tf.concat([real, fake]), `dropout/both/${index}`);
      const [outputs, features] = [tf.split(both.outputs, 2), tf.split(both.features, 2)];
      return {
        real: { outputs: outputs[0]!, features: features[0]! },
        fake: { outputs: outputs[1]!, features: features[1]! },
      };
    };
    /** What D minimises on two batches that it has judged, and what is measured there. */
    const forD = (seen: { real: Tensor; fake: Tensor }, judged: { real: Judged; fake: Judged }, index: number) => {
      const [real, fake] = [judged.real.outputs, judged.fake.outputs];
      const loss = plugin.discriminator(real, fake, params, regular.label);
      const penalties = regular.penalties(seen, judged, index);
      return {
        minimised: regular.total(loss, penalties),
        metrics: { "d.loss": loss, ...plugin.readings(real, fake, params), ...penalties },
      };
    };
    /** What G minimises: its objective and what is added to it, or what is taken in its place. */
    const forG = (fake: Judged, real: Judged | null) => {
      const loss = plugin.generator(fake.outputs, params, real?.outputs);
      const term = regular.generatorTerm(fake, real);
      return { minimised: regular.generatorTotal(loss, term), metrics: { "g.loss": loss, ...term } };
    };
    /** Runs `play` against D as it will be K updates later, where this is what it minimises. */
    const later = <T>(
      images: Tensor,
      loss: (images: Tensor) => Scalar,
      play: () => T,
      first?: Record<string, Tensor>,
    ): T => {
      const { variables, buffers } = discriminator;
      return againstUnrolled(
        { settings, variables, buffers, foresee, loss, ...(first ? { first } : {}) },
        images,
        play,
      );
    };
    return { ...regular, judge, judgeBoth, forD, forG, later };
  };

  /** One update of D on a batch and fresh samples; `index` counts them within the step. */
  const updateD = (inputs: StepInputs, index: number): StepMetrics => {
    const { batches, labels, noise, apply } = inputs;
    const game = referee(inputs, labels[index]);
    const seen = game.seen(batches[index]!, draw(noise, `z/d/${index}`, labels[index]), index);
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const judged = game.judgeBoth(seen.real, seen.fake, index);
      const { minimised, metrics: own } = game.forD(seen, judged, index);
      metrics = kept({ ...own, ...game.forG(judged.fake, judged.real).metrics });
      return minimised;
    }, discriminator.variables);
    apply("discriminator", gradients);
    game.clip(discriminator.variables);
    return metrics;
  };

  /** One update of G on fresh samples; the metrics of D come with `batches[0]` where it did not move. */
  const updateG = (inputs: StepInputs, alone: boolean): StepMetrics => {
    const { batches, labels, noise, apply } = inputs;
    const last = alone ? 0 : batches.length - 1 - Number(readsData);
    // Where G looks at data, its pictures are of that batch's classes.
    const classesOfG = labels[batches.length - 1];
    const game = referee(inputs, classesOfG);
    const data = alone || readsData ? batches[batches.length - 1]! : null;
    let metrics: StepMetrics = {};
    const gradients = gradientsOf(() => {
      const images = draw(noise, "z/g", classesOfG);
      const onLast = (made: Tensor) => {
        const seen = game.seen(batches[last]!, made, last);
        return game.forD(seen, game.judgeBoth(seen.real, seen.fake, last), last).minimised;
      };
      const fake = game.see(images, "fake/g");
      const real = data && game.see(data, "real/g");
      const opinion = () => game.judge(fake, "dropout/g");
      const onReal = () => real && game.judge(real, "dropout/real/0");
      const judged = game.later(images, onLast, () => ({ fake: opinion(), real: readsData ? onReal() : null }));
      const { minimised, metrics: own } = game.forG(judged.fake, judged.real);
      metrics = kept(own);
      if (alone && real) {
        const ahead = settings.unrolledSteps > 0;
        const present = { fake: ahead ? opinion() : judged.fake, real: (ahead ? null : judged.real) ?? onReal()! };
        Object.assign(metrics, kept(game.forD({ real, fake }, present, 0).metrics));
      }
      return minimised;
    }, generator.variables);
    apply("generator", gradients);
    average?.move(game.averageDecay!);
    return metrics;
  };

  /**
   * Both gradients from one pass at one point: the same fake batch and the same dropout masks. D's
   * gradients are taken inside G's tape, which both losses share.
   */
  const updateBothAtOnce = (inputs: StepInputs): StepMetrics => {
    const { batches, labels, noise, apply } = inputs;
    const game = referee(inputs, labels[0]);
    let metrics: StepMetrics = {};
    let gradientsD: Record<string, Tensor> = {};
    const gradientsG = gradientsOf(() => {
      const images = draw(noise, "z/d/0", labels[0]);
      const opinions = (made: Tensor) => {
        const seen = game.seen(batches[0]!, made, 0);
        const fake = game.judge(seen.fake, "dropout/fake/0");
        return { seen, judged: { fake, real: game.judge(seen.real, "dropout/real/0") } };
      };
      const now = opinions(images);
      const d = game.forD(now.seen, now.judged, 0);
      gradientsD = kept(gradientsOf(() => d.minimised, discriminator.variables));
      const unrolled = (made: Tensor) => {
        const { seen, judged } = opinions(made);
        return game.forD(seen, judged, 0).minimised;
      };
      const answered =
        settings.unrolledSteps === 0
          ? now.judged
          : game.later(images, unrolled, () => opinions(images).judged, gradientsD);
      const { minimised, metrics: own } = game.forG(answered.fake, answered.real);
      metrics = kept({ ...d.metrics, ...own });
      return minimised;
    }, generator.variables);
    apply("discriminator", gradientsD);
    game.clip(discriminator.variables);
    apply("generator", gradientsG);
    average?.move(game.averageDecay!);
    tf.dispose(gradientsD);
    return metrics;
  };

  /** z and the weights of the classes as G takes them in training. */
  const scaled = (inputs: Tensor): Tensor => {
    if (classes === 0) return inputs;
    const [latent, labels] = tf.split(inputs, [settings.latentSize, classes], 1) as [Tensor, Tensor];
    return beside(latent, labels);
  };
  /** What D says outside of training, where it needs to be told no class. */
  const outside: Pick<Model, "discriminate" | "descend"> = {
    discriminate: (x) => discriminator.evaluate(x),
    descend: (x) =>
      tf
        .grad((each) => {
          const outputs = discriminator.evaluate(each);
          // Of pairs only the scale depends on the real one: as if D said 0 about it.
          const loss = plugin.generator(outputs, params, plugin.paired ? tf.zerosLike(outputs) : undefined);
          // The loss is a mean over examples, so that of one is as many times larger.
          return loss.mul(each.shape[0]!);
        })(x)
        .neg(),
  };

  return {
    networks: { discriminator: discriminator.variables, generator: generator.variables },
    buffers: { ...discriminator.buffers, ...generator.buffers, ...average?.variables },
    plan(current, update) {
      const { order, discriminatorSteps } = current as Turns;
      const k = update === "both" && order === "alternating" ? discriminatorSteps : 1;
      // Where both move at once, the first of the further updates is the one that D makes.
      const shared = update === "both" && settings.order === "simultaneous" ? 1 : 0;
      const ahead = update === "discriminator" ? 0 : Math.max(0, settings.unrolledSteps - shared);
      return {
        batches: update === "both" ? batchesPerStep(current as Turns, rules) : 1,
        updates: { discriminator: update === "generator" ? 0 : k, generator: update === "discriminator" ? 0 : 1 },
        ...(ahead > 0 ? { ahead: { discriminator: ahead } } : {}),
      };
    },
    step(inputs, update) {
      if (update === "generator") return updateG(inputs, true);
      if (update === "discriminator") return updateD(inputs, 0);
      if (settings.order === "simultaneous") return updateBothAtOnce(inputs);
      let metrics: StepMetrics = {};
      for (let index = 0; index < inputs.batches.length - Number(readsData); index++) {
        tf.dispose(metrics);
        metrics = updateD(inputs, index);
      }
      const ofG = updateG(inputs, false);
      for (const name of Object.keys(ofG)) metrics[name]?.dispose();
      return { ...metrics, ...ofG };
    },
    latentSize: settings.latentSize,
    classes,
    prior,
    generate: (inputs) => generator.evaluate(scaled(inputs)),
    ...(average ? { generateAveraged: (inputs: Tensor) => average.generate(scaled(inputs)) } : {}),
    ...(classes === 0 ? outside : {}),
  };
}
