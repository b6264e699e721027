/**
 * A small classifier that learns a dataset's own labels once, in slices between other work, and is kept
 * by the hash of the data and by what it is for.
 */
import { SaddleError } from "../../../shared/contract/errors";
import type { ClassifierReference } from "../../../shared/domain/run";
import { say } from "../../../shared/domain/text";
import type { Dataset } from "../dataset";
import { readValues, takeValues } from "../engine/values";
import type { Classifier } from "../plugin";
import { type Tensor, type Tensor2D, tf } from "../tensorflow";
import { type Batch, createBatches, type LabelledImages } from "./classifier/batches";
import { createNetwork, type Network } from "./classifier/network";
import { createRandom } from "./classifier/random";
import { type ClassifierKey, readClassifier, writeClassifier } from "./classifier/store";
import { type Purpose, studies } from "./classifier/studies";
import { coverageConfidence, coverageThreshold } from "./coverage";

/** Gradient descent with Nesterov's momentum; the rate falls along half a cosine to 0. */
const learningRate = 0.05;
const momentum = 0.9;
/** Images classified at a time: keeps the patches of one chunk under 20 MB. */
const chunk = 500;

export interface ClassifierTraining extends Classifier {
  /** True once the classifier is trained and its accuracy is known. */
  readonly ready: boolean;
  /** How much of the way to `ready` is done, 0 to 1. */
  readonly fraction: number;
  /** Why the classifier could not be kept for the next time; null where it was, or is not ready yet. */
  readonly cacheProblem: string | null;
  /** Trains for about so many milliseconds, at least one batch; does nothing once ready. */
  work(milliseconds: number): Promise<void>;
  /** Frees all tensors. Nothing else may be called afterwards. */
  dispose(): void;
}

export interface ClassifierOptions {
  /** Where trained classifiers are kept, for example `<cache>/classifiers`; null keeps none. */
  cacheDirectory: string | null;
  /** Mode coverage if not given. */
  purpose?: Purpose;
  /** Decides first weights and order. Leave it out, so that one judge serves all runs on the same data. */
  seed?: number;
}

/** What tells one classifier's data from another's: shares depend on how many examples are used, too. */
export const learnedFrom = ({ hash, count }: Pick<Dataset, "hash" | "count">): string => `${hash} ${count}`;

/**
 * A classifier for a dataset: from the cache if it is there and sound, else to be trained by
 * {@link ClassifierTraining.work}.
 * @throws SaddleError `unsupported` where the data has no classes or labels
 */
export function createClassifierTraining(dataset: Dataset, options: ClassifierOptions): ClassifierTraining {
  const { classes, labels } = dataset;
  if (classes === null || labels === null) {
    throw new SaddleError(
      "unsupported",
      say(
        `Mode coverage counts classes, and ${dataset.title} has no labels.`,
        `모드 분포 Mode coverage는 클래스를 세는데, ${dataset.title} 데이터에는 레이블이 없습니다.`,
      ),
      {
        hint: say(
          "Choose a dataset with labels; samples and losses are recorded without them.",
          "레이블이 있는 데이터셋을 고르세요. 샘플과 손실은 레이블이 없어도 기록합니다.",
        ),
      },
    );
  }
  const seed = options.seed ?? 0;
  const { version, widths, batch, updates: updatesOf } = studies[options.purpose ?? "modes"];
  const { learned, held } = split(dataset);
  const updates = updatesOf(learned.count);
  const network = createNetwork(dataset.shape, classes.length, widths);
  const key: ClassifierKey = { hash: dataset.hash, seed, version, network };
  const shares = sharesOf(labels, dataset.count, classes.length);

  const cached = options.cacheDirectory === null ? null : readClassifier(options.cacheDirectory, key);
  const random = createRandom(seed);
  const batches = createBatches(learned, dataset.shape, { ...batch, classes: classes.length }, random);
  let weights = (cached?.weights ?? network.initialize(random)).map((values, index) =>
    tf.keep(tf.tensor(values, [...network.weights[index]!.shape])),
  );
  let velocities = cached === null ? weights.map((weight) => tf.keep(tf.zerosLike(weight))) : [];
  let update = cached === null ? 0 : updates;
  let tested = cached === null ? 0 : held.count;
  let right = 0;
  let accuracy = cached?.accuracy ?? null;
  const heldImages = (start: number, count: number): Tensor2D =>
    tf.tensor2d(
      Float32Array.from(held.pixels.subarray(start * network.inputs, (start + count) * network.inputs), (v) => v / 255),
      [count, network.inputs],
    );
  let cacheProblem: string | null = null;

  const train = async (): Promise<void> => {
    const rate = (learningRate / 2) * (1 + Math.cos((Math.PI * update) / updates));
    const moved = tf.tidy(() => descend(network, batches.next(), weights, velocities, rate));
    replace([...weights, ...velocities], moved);
    weights = moved.slice(0, weights.length);
    velocities = moved.slice(weights.length);
    update += 1;
    // A backend that works by itself must not be given more than it gets done, or the time is not kept.
    await readValues(weights.at(-1)!);
  };

  const test = async (): Promise<void> => {
    const count = Math.min(chunk, held.count - tested);
    const images = heldImages(tested, count);
    const judged = await judge(network, images, weights);
    images.dispose();
    for (let index = 0; index < count; index++) {
      if (judged.labels[index] === held.labels[tested + index]) right += 1;
    }
    tested += count;
  };

  const finish = async (): Promise<void> => {
    accuracy = right / held.count;
    for (const velocity of velocities) velocity.dispose();
    velocities = [];
    if (options.cacheDirectory === null) return;
    const values = await Promise.all(weights.map((weight) => weight.data<"float32">()));
    cacheProblem = writeClassifier(options.cacheDirectory, key, { weights: values, accuracy });
  };

  return {
    get ready() {
      return accuracy !== null;
    },
    get fraction() {
      return accuracy !== null ? 1 : (update + tested / chunk) / (updates + held.count / chunk);
    },
    get cacheProblem() {
      return cacheProblem;
    },
    async work(milliseconds) {
      const end = performance.now() + milliseconds;
      while (accuracy === null) {
        if (update < updates) await train();
        else if (tested < held.count) await test();
        if (update === updates && tested === held.count) await finish();
        if (performance.now() >= end) return;
      }
    },
    reference(): ClassifierReference {
      const layers = `${widths.patch}-${widths.block}-${widths.hidden}`;
      const labelled = learned.count.toLocaleString("en");
      return {
        classes: [...classes],
        shares,
        accuracy: trained(accuracy),
        threshold: coverageThreshold,
        confidence: coverageConfidence,
        classifier: say(
          `patch network ${layers}, learned from ${labelled} labels of ${dataset.title}`,
          `패치 네트워크 ${layers}, ${dataset.title} 레이블 ${labelled}개로 학습`,
        ),
      };
    },
    async classify(images) {
      trained(accuracy);
      if (images.shape.length !== 2 || images.shape[1] !== network.inputs) {
        const shape = images.shape.join(", ");
        throw new SaddleError(
          "internal",
          say(
            `Images of shape [${shape}] are not [count, ${network.inputs}].`,
            `이미지의 형상이 다릅니다: [${shape}] (필요한 형상: [count, ${network.inputs}]).`,
          ),
        );
      }
      return judge(network, images, weights);
    },
    async examine(confidence) {
      trained(accuracy);
      let sure = 0;
      for (let start = 0; start < held.count; start += chunk) {
        const images = heldImages(start, Math.min(chunk, held.count - start));
        const { confidences } = await judge(network, images, weights);
        images.dispose();
        sure += confidences.filter((each) => each >= confidence).length;
      }
      return { images: held.count, sure };
    },
    dispose() {
      for (const tensor of [...weights, ...velocities]) tensor.dispose();
      weights = [];
      velocities = [];
    },
  };
}

/** One update: new weights, then new velocities. */
function descend(
  network: Network,
  { images: pixels, targets: wanted }: Batch,
  weights: readonly Tensor[],
  velocities: readonly Tensor[],
  rate: number,
): Tensor[] {
  const images = tf.tensor2d(pixels, [pixels.length / network.inputs, network.inputs]);
  const targets = tf.tensor2d(wanted, [wanted.length / network.classes, network.classes]);
  /** Mean cross-entropy in nats. */
  const loss = (...values: Tensor[]): Tensor =>
    tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(network.logits(images, values))), 1)));
  const gradients = tf.grads(loss)([...weights]);
  const faster = velocities.map((velocity, index) => tf.add(tf.mul(velocity, momentum), gradients[index]!));
  const moved = weights.map((weight, index) =>
    tf.sub(weight, tf.mul(tf.add(gradients[index]!, tf.mul(faster[index]!, momentum)), rate)),
  );
  return [...moved, ...faster];
}

function replace(old: readonly Tensor[], fresh: readonly Tensor[]): void {
  for (const tensor of fresh) tf.keep(tensor);
  for (const tensor of old) tensor.dispose();
}

/** First choices and their probabilities; `images` stay the caller's. */
async function judge(
  network: Network,
  images: Tensor,
  weights: readonly Tensor[],
): Promise<{ labels: Uint8Array; confidences: Float32Array }> {
  const count = images.shape[0]!;
  const labels = new Uint8Array(count);
  const confidences = new Float32Array(count);
  for (let start = 0; start < count; start += chunk) {
    const [first, probability] = tf.tidy(() => {
      const part = tf.slice(images as Tensor2D, [start, 0], [Math.min(chunk, count - start), network.inputs]);
      const probabilities = tf.softmax(network.logits(part, weights)); // [part, classes]
      return [tf.argMax(probabilities, 1), tf.max(probabilities, 1)] as const;
    });
    labels.set(await takeValues(first), start);
    confidences.set(await takeValues(probability), start);
  }
  return { labels, confidences };
}

/** What to learn from and what to be examined on: without held-out labels, the last tenth is kept back. */
function split(dataset: Dataset): { learned: LabelledImages; held: LabelledImages } {
  const all = dataset.labelled ?? { count: dataset.count, pixels: bytesOf(dataset), labels: dataset.labels! };
  const test = dataset.test;
  if (test !== null && test.labels !== null) {
    return { learned: all, held: { count: test.count, pixels: test.pixels, labels: test.labels } };
  }
  const size = dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
  const kept = all.count - Math.max(1, Math.floor(all.count / 10));
  if (kept < 1) {
    throw new SaddleError(
      "unsupported",
      say(
        `${dataset.title} has too few labelled examples to learn classes from.`,
        `${dataset.title} 데이터에는 클래스를 배울 만큼 레이블이 있는 예제가 없습니다.`,
      ),
      {
        hint: say(
          "Use at least two examples; hundreds a class are needed for a judge worth reading.",
          "예제를 둘 이상 쓰세요. 믿을 만한 분류기에는 클래스마다 수백 개가 필요합니다.",
        ),
      },
    );
  }
  return {
    learned: { count: kept, pixels: all.pixels.subarray(0, kept * size), labels: all.labels.subarray(0, kept) },
    held: { count: all.count - kept, pixels: all.pixels.subarray(kept * size), labels: all.labels.subarray(kept) },
  };
}

function bytesOf({ title, examples }: Dataset): Uint8Array {
  if (examples.kind === "bytes") return examples.data;
  throw new SaddleError(
    "unsupported",
    say(
      `${title} holds no pictures of bytes to learn classes from.`,
      `${title} 데이터에는 클래스를 배울 바이트 이미지가 없습니다.`,
    ),
  );
}

function sharesOf(labels: Uint8Array, count: number, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let index = 0; index < count; index++) counts[labels[index]!]! += 1;
  return counts.map((each) => each / count);
}

function trained(accuracy: number | null): number {
  if (accuracy === null) {
    throw new SaddleError(
      "conflict",
      say("The classifier is still being trained.", "분류기를 아직 학습하고 있습니다."),
    );
  }
  return accuracy;
}
