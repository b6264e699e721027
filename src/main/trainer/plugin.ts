/**
 * The six kinds of plug-in of the trainer. Each plug-in is one file that exports one plain value,
 * and one line in `plugins.ts`. Shapes are written `[batch, …]`.
 */
import type { z } from "zod";
import type { ImportUnit } from "../../shared/contract/data";
import type { updateKinds } from "../../shared/contract/trainer";
import type { Chart } from "../../shared/domain/chart";
import type { NetworkFacts } from "../../shared/domain/network";
import type { GalleryPart, SingleUpdate } from "../../shared/domain/plugin";
import type { RecipeIssue } from "../../shared/domain/recipe";
import type { ClassifierReference, ValidationSource } from "../../shared/domain/run";
import type { Localized } from "../../shared/domain/text";
import type { DataPlace, Dataset, Form, ImportWatch, Mode, Sized } from "./dataset";
import type { FusedUpdate } from "./engine/engine";
import type { Noise } from "./engine/random";
import type { NamedVariables, Scalar, Tensor } from "./tensorflow";

interface Plugin<Params extends z.ZodType> {
  readonly id: string;
  readonly title: Localized;
  /** Paper, section, year. */
  readonly reference: string;
  /** Parameters beside the id, with bounds, defaults and form text (`field` of shared/domain/plugin). */
  readonly params: Params;
  /** Charts of the metrics that it brings, for the window. */
  readonly charts?: readonly Chart[];
}

/** Of a dataset that is imported from its source before it can be opened. */
export interface Importing<Params extends z.ZodType> {
  /** What its progress counts. */
  readonly counts: ImportUnit;
  /**
   * Whether `open` would find it.
   * @throws SaddleError `bad-input` or `not-found` at the setting, where it could not be imported either
   */
  isReady(params: z.output<Params>, place: DataPlace): Promise<boolean>;
  /**
   * Imports what is not there yet.
   * @returns the parameters, which now name the content too
   * @throws SaddleError `bad-file`, `not-found`, `disk`, `cancelled`; nothing is left behind then
   */
  import(params: z.output<Params>, place: DataPlace, watch: ImportWatch): Promise<z.output<Params>>;
  /** What the data will be once it is imported. */
  form(params: z.output<Params>): Form;
}

export interface DatasetPlugin<Params extends z.ZodType = z.ZodType> extends Plugin<Params> {
  /** Reads and verifies the source. Throws SaddleError `bad-file` naming file and reason. */
  open(params: z.output<Params>, place?: DataPlace): Promise<Dataset>;
  readonly importing?: Importing<Params>;
}

/** An objective: two scalar losses from D's outputs, in a numerically stable form. */
export interface ObjectivePlugin<Params extends z.ZodType = z.ZodType> extends Plugin<Params> {
  /** Whether G's loss compares with D's output on data, so that updates of G read a batch. */
  readonly paired?: boolean;
  /** Whether D is trained by cross-entropy: its output is the logit of a probability, and its label for data can be smoothed. */
  readonly probabilistic?: boolean;
  /** Whether D's slope has to be bounded, without which D's loss has no least value. */
  readonly needsBound?: boolean;
  /** Settings that make no sense together, at the setting that is wrong; paths from the recipe's root. */
  check?(params: z.output<Params>): RecipeIssue[];
  /**
   * `[batch, 1]` outputs of D for real and generated examples -> scalar to minimise by D.
   * @param label what D should say about data where {@link probabilistic}; 1 where absent
   */
  discriminator(real: Tensor, fake: Tensor, params: z.output<Params>, label?: number): Scalar;
  /**
   * `[batch, 1]` outputs of D for generated examples -> scalar to minimise by G.
   * @param real those for data, of the same shape, where {@link paired}
   */
  generator(fake: Tensor, params: z.output<Params>, real?: Tensor): Scalar;
  /** Metrics of D's outputs beside the losses; {@link Plugin.charts} say how to read them. */
  readings(real: Tensor, fake: Tensor, params: z.output<Params>): StepMetrics;
}

/** Where a run stands, for schedules. */
export interface Moment {
  /** Updates that this optimizer has made so far; for a regulariser, steps that the run has. */
  readonly updates: number;
  /** Whole passes over the training data so far. */
  readonly epoch: number;
}

/** D's pass over a real and a generated batch, as a regulariser sees it. */
export interface JudgedBatches {
  /** Pictures as D saw them, `[batch, height·width·channels]`. */
  readonly real: Tensor;
  readonly fake: Tensor;
  /**
   * Gradient of the sum of D's outputs with respect to these pictures, from the same pass: one row
   * for each output of D, `[outputs, values]`. It can be differentiated again.
   */
  slopesAt(which: "real" | "fake"): Tensor;
  /** The same at other pictures, from a pass of their own. @param stream begins the names of what it draws */
  slopes(x: Tensor, stream: string): Tensor;
  readonly noise: Noise;
  /** Pictures that D judges at once. */
  readonly pack: number;
  /** Begins the names of what is drawn from the noise: no two passes of a step have the same. */
  readonly stream: string;
}

/** What D takes from a batch before its last layer, averaged over the batch: `[features]` each. */
export interface MeanFeatures {
  readonly real: Tensor;
  readonly fake: Tensor;
}

/** Whose weights G's samples come from. */
export type SampledWeights = "average" | "latest";

/** A plug-in with checked parameters. */
export interface Chosen<P> {
  readonly plugin: P;
  readonly params: unknown;
}

/** What a recipe plays by, for a regulariser that does not go with everything. */
export interface Rules {
  readonly objective: Chosen<ObjectivePlugin> | null;
  readonly regularizers: readonly Chosen<RegularizerPlugin>[];
}

/**
 * A regulariser: a change to the game of a generator and a discriminator, on top of any objective
 * that it goes with. It has the parts that it needs, and no others.
 */
export interface RegularizerPlugin<Params extends z.ZodType = z.ZodType> extends Plugin<Params> {
  /** Whether the best D for p_g = p_data is another with it, so that the objective's levels do not hold. */
  readonly movesEquilibrium?: boolean;
  /** The bound that it sets on D's slope: two that want different things do not go together. */
  readonly bounds?: "gradient-0" | "gradient-1" | "weights";
  /** Why an objective does not go with it, or null. */
  refuses?(objective: ObjectivePlugin): { message: Localized; hint: Localized } | null;
  /** Numbers of the next step, from settings and schedules; fed, so that live settings and schedules hold. */
  scalars?(params: z.output<Params>, moment: Moment): Record<string, number>;
  /** What D says about data is to be this, instead of 1. */
  label?(params: z.output<Params>): number;
  /** Changes what D sees in training, real and generated. @param stream names the noise of one batch */
  input?(x: Tensor, noise: Noise, stream: string, scalars: Readonly<Record<string, Scalar>>): Tensor;
  /** Added to what D minimises; comes as the metric `penalty.<id>`. */
  penalty?(batches: JudgedBatches, scalars: Readonly<Record<string, Scalar>>, params: z.output<Params>): Scalar;
  /** Bound of each of D's weights after every update. */
  clip?(scalars: Readonly<Record<string, Scalar>>): Scalar;
  /** Added to what G minimises, or taken in place of it; comes as the metric `g.<id>`. */
  readonly generator?: {
    /** Whether G still minimises its objective. */
    replaces(params: z.output<Params>): boolean;
    term(features: MeanFeatures, scalars: Readonly<Record<string, Scalar>>): Scalar;
  };
  /** Keeps a moving average of G's weights. */
  readonly average?: {
    /** Share of the old average that stays in each update. */
    decay(scalars: Readonly<Record<string, Scalar>>): Scalar;
    samples(params: z.output<Params>): SampledWeights;
  };
}

/** An optimizer: slots beside each variable, and an update that is a pure function of tensors. */
export interface OptimizerPlugin<Params extends z.ZodType = z.ZodType> extends Plugin<Params> {
  /** Names of the slots kept beside each variable (`m`, `v`); all start at zero. */
  readonly slots: readonly string[];
  /**
   * Scalars of the next update (learning rate, momentum, bias correction) from schedules: plain
   * numbers in JavaScript, fed to the step as tensors so that a captured graph stays valid.
   */
  scalars(params: z.output<Params>, moment: Moment): Record<string, number>;
  /**
   * New value and new slots of one variable.
   * @param gradient same shape as `value`
   * @param scalars what {@link scalars} returned, as rank-0 tensors
   */
  update(
    value: Tensor,
    gradient: Tensor,
    slots: Readonly<Record<string, Tensor>>,
    scalars: Readonly<Record<string, Scalar>>,
    params: z.output<Params>,
  ): { value: Tensor; slots: Record<string, Tensor> };
  /** The same update as one op of TensorFlow, where it has one; a captured graph takes it. */
  fused?(gradient: Tensor, scalars: Readonly<Record<string, Scalar>>, params: z.output<Params>): FusedUpdate;
}

/** What a model is built from. */
export interface ModelContext {
  /** Shape, range and count of the data. */
  readonly data: Form & Pick<Dataset, "count">;
  /** Mean of each value over the training data in the data's range, `[height·width·channels]`; for output biases. */
  dataMean(): Float32Array;
  readonly batchSize: number;
  readonly objective: Chosen<ObjectivePlugin> | null;
  readonly regularizers: readonly Chosen<RegularizerPlugin>[];
  /** Noise for initial weights; `stream` names the variable, so that adding a layer moves no other. */
  readonly initialNoise: Noise;
}

/** Weights and optimizer slots of a network as tensors, beside what its variables hold. */
export interface NetworkState {
  /** By variable name. */
  readonly values: Readonly<Record<string, Tensor>>;
  /** By variable name and slot. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, Tensor>>>>;
}

/** What one update reads; a pure function of these and the variables. */
export interface StepInputs {
  /** `[batch, height·width·channels]` in the data's range; one entry a discriminator update. */
  readonly batches: readonly Tensor[];
  /** Their labels for a model that is told classes, `[batch, classes]` with a 1 at the class; else none. */
  readonly labels: readonly Tensor[];
  /** Noise of this step: same (seed, step) gives the same numbers. */
  readonly noise: Noise;
  /**
   * Moves a network's variables along their gradients with its optimizer.
   * @param network a key of {@link Model.networks}
   * @param gradients by variable name, each of its variable's shape
   */
  apply(network: string, gradients: Readonly<Record<string, Tensor>>): void;
  /**
   * What an update by the network's optimizer would make of it. Nothing moves, and everything can be
   * differentiated: state and gradients.
   * @param state null for the network as it is
   * @param ahead how many updates lie between those applied so far and this one; see {@link StepPlan.ahead}
   */
  foresee(
    network: string,
    state: NetworkState | null,
    gradients: Readonly<Record<string, Tensor>>,
    ahead: number,
  ): NetworkState;
  /** What each of the recipe's regularisers is fed at this step, in their order. */
  readonly regularizers: readonly Readonly<Record<string, Scalar>>[];
  /** What {@link ModelPlugin.scalars} says of this step. */
  readonly scalars: Readonly<Record<string, Scalar>>;
}

/**
 * Metrics of one update as scalars by name. Every game has d.loss and g.loss (what the objective says, without
 * the terms of regularisers), d.real and d.fake; the objective and the regularisers add their own. Models without
 * an objective have loss, reconstruction, kl, elbo (of a picture, averaged over the batch).
 */
export type StepMetrics = Record<string, Scalar>;

/** Which networks one step moves. */
export type Update = (typeof updateKinds)[number];

export interface StepPlan {
  readonly batches: number;
  /** Updates of each network. */
  readonly updates: Readonly<Record<string, number>>;
  /** Updates of each network beyond those that {@link StepInputs.foresee} may be asked for; none where absent. */
  readonly ahead?: Readonly<Record<string, number>>;
}

export interface Model {
  /** Trainable variables of each network, by name unique within the model (`generator/0/weights`). */
  readonly networks: Readonly<Record<string, NamedVariables>>;
  /**
   * Variables that steps move and gradients do not (moving averages), by name unique within the
   * model. They have no optimizer slots, and otherwise belong to the weights: in checkpoints and hashes.
   */
  readonly buffers: NamedVariables;
  /**
   * How often each network's optimizer is applied in one step, and how many batches are read.
   * @param params the model's parameters as they are now: live ones (k) may have changed since `build`
   */
  plan(params: unknown, update: Update): StepPlan;
  /** One step. `update` says which networks move; the metrics are complete in every case. */
  step(inputs: StepInputs, update: Update): StepMetrics;
  readonly latentSize: number;
  /** Classes that it is told beside z (the data's, in their order); 0 or absent for none. */
  readonly classes?: number;
  /** Draws z `[count, latentSize]` from the model's prior; absent where nothing says which z are likely. */
  prior?(noise: Noise, stream: string, count: number): Tensor;
  /**
   * `[count, latentSize + classes]`, z and beside it the weight of each class (1 at the class), ->
   * `[count, height·width·channels]` in the data's range; no dropout, moving averages.
   */
  generate(z: Tensor): Tensor;
  /** The same from the moving average of G's weights, where a regulariser keeps one. */
  generateAveraged?(z: Tensor): Tensor;
  /** `[count, height·width·channels]` -> `[count, 1]` logits; no dropout, moving averages. */
  discriminate?(x: Tensor): Tensor;
  /** Generated examples `[count, height·width·channels]` -> same shape: the direction in which G's loss of each falls. */
  descend?(x: Tensor): Tensor;
  /**
   * `[count, height·width·channels]` in the data's range -> codes `[count, latentSize]`, from which `generate`
   * makes reconstructions; means, where the encoder gives distributions.
   */
  encode?(x: Tensor): Tensor;
  /** What training shows the encoder in place of `x`, of the same shape; absent where it is `x` itself. */
  corrupt?(x: Tensor, noise: Noise, stream: string): Tensor;
  /** How well each of these examples `[count, height·width·channels]` is made again, by one z ~ q(z | x). */
  assess?(x: Tensor, noise: Noise): Assessment;
}

/** Of each example; the last two where the model has a p(x) to bound. */
export interface Assessment {
  /** −log p(x | z) in nats, or the loss that stands for it, `[count]`. */
  readonly reconstruction: Tensor;
  /** KL(q(z | x) ‖ p(z)) in closed form, of each value of the code, nats, `[count, latentSize]`. */
  readonly units?: Tensor;
  /** log p(x, z) − log q(z | x), `[count]`: what an average over several z weighs them by. */
  readonly weight?: Tensor;
}

export interface DiscriminatorTraits {
  /** The setting by which D sees its batch as a whole, so that no example has a gradient of its own; else null. */
  readonly joinsExamples: { readonly what: Localized; readonly hint: Localized } | null;
  /** Whether its layers bound its slope. */
  readonly bounded: boolean;
  /** Whether G looks ahead to further updates of it, which nothing but the optimizer makes. */
  readonly unrolled: boolean;
}

export interface ModelPlugin<Params extends z.ZodType = z.ZodType> extends Plugin<Params> {
  /** Networks that each take an optimizer, in display order. */
  readonly networks: readonly string[];
  readonly takesObjective: boolean;
  /** Updates of one network alone that a person may ask for; those of both players where absent. */
  readonly singles?: readonly SingleUpdate[];
  /** What its pictures show, in this order; samples alone where absent. */
  readonly gallery?: readonly GalleryPart[];
  /** Fewest examples in a batch that it can be trained on; 1 where absent. */
  smallestBatch?(params: z.output<Params>): number;
  /** Batches that a whole step reads (k), for steps per epoch. */
  batchesPerStep(params: z.output<Params>, rules: Rules): number;
  /** Numbers of the next step, from settings that may change while it trains; fed, so that the step need not be captured anew. */
  scalars?(params: z.output<Params>): Record<string, number>;
  /** What keeps regularisers from its discriminator; absent for a model that has none. */
  discriminator?(params: z.output<Params>): DiscriminatorTraits;
  /** Pictures that its discriminator judges at once, of which a batch holds a multiple; 1 where absent. */
  pack?(params: z.output<Params>): number;
  /** What does not fit the data, at the setting that is wrong; paths from the recipe's root. */
  check(params: z.output<Params>, data: Form): RecipeIssue[];
  /**
   * Its networks layer by layer, without building them, in the order of an example's way through them: what the
   * window draws. Of what does not fit, as far as it does.
   */
  layers?(params: z.output<Params>, data: Form): NetworkFacts[];
  /**
   * Operations of a whole step, two a multiplication with its addition: products of matrices and convolutions
   * of the plain step, without what penalties and unrolled updates add.
   * @param networks what {@link layers} says
   */
  operations?(params: z.output<Params>, networks: readonly NetworkFacts[], batchSize: number): number;
  /** Trainable numbers a network, without building it. */
  parameters(params: z.output<Params>, data: Sized): Record<string, number>;
  /** What to make smaller first where memory is short, before layers and batch; null or absent for nothing. */
  memoryHint?(params: z.output<Params>): Localized | null;
  /** Activations of one step in numbers (not bytes), for the memory estimate. */
  activations(params: z.output<Params>, data: Sized, batchSize: number): number;
  build(params: z.output<Params>, context: ModelContext): Model;
}

/** A judge of images that learned a dataset's own labels. */
export interface Classifier {
  /** What it is, how good it is, and the shares of the classes in the data. */
  reference(): ClassifierReference;
  /**
   * @param images `[count, height·width·channels]` in [0, 1]
   * @returns for each image the likeliest class, and its probability in [0, 1]
   */
  classify(images: Tensor): Promise<{ labels: Uint8Array; confidences: Float32Array }>;
  /** How many held-out images there are, and of how many of them the likeliest class has at least this probability. */
  examine(confidence: number): Promise<{ images: number; sure: number }>;
}

/** Pictures in [0, 1] that are read as they are needed. */
export interface HeldOutRows {
  readonly count: number;
  /** `[count, height·width·channels]` */
  read(first: number, count: number): Float32Array;
}

/** Pictures that no step trains on. */
export interface HeldOutPictures {
  /** What settings of a metric are chosen by; none of them is in `test`. */
  readonly validation: HeldOutRows;
  readonly validationSource: ValidationSource;
  readonly test: HeldOutRows;
}

/** What a metric may ask beside what was generated. */
export interface MetricContext {
  /** Step of the weights that generated it. */
  readonly step: number;
  /** Of data with labels, once it has learned. */
  readonly classifier: Classifier | null;
  /** Of data that is a mixture; see {@link Region.modes}. */
  readonly modes: readonly Mode[] | null;
  /** Of pictures, where the data has some; absent where a metric is not measured against any. */
  readonly heldOut?: HeldOutPictures | null;
}

/** A metric: generated images or points -> figures, with what they were measured by beside them. */
export interface MetricPlugin<Params extends z.ZodType = z.ZodType, Figures = unknown> extends Plugin<Params> {
  /** How many generated images or points one evaluation takes. */
  samples(params: z.output<Params>): number;
  /**
   * @param generated `[samples, height·width·channels]`: images in [0, 1] (see {@link Dataset.range} for what to undo), points as they are
   * @throws SaddleError `unsupported` where the data lacks what the metric needs
   */
  evaluate(generated: Tensor, context: MetricContext, params: z.output<Params>): Promise<Figures>;
}
