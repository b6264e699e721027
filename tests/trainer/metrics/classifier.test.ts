import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { mnist } from "../../../src/main/trainer/datasets/mnist";
import { type ClassifierTraining, createClassifierTraining } from "../../../src/main/trainer/metrics/classifier";
import { createBatches } from "../../../src/main/trainer/metrics/classifier/batches";
import { createNetwork } from "../../../src/main/trainer/metrics/classifier/network";
import { createRandom } from "../../../src/main/trainer/metrics/classifier/random";
import { studies } from "../../../src/main/trainer/metrics/classifier/studies";
import { modeCoverage } from "../../../src/main/trainer/metrics/coverage";
import { type Tensor, tf } from "../../../src/main/trainer/tensorflow";
import { classifierReferenceSchema } from "../../../src/shared/domain/run";
import { decodeSafetensors, encodeSafetensors } from "../../../src/shared/formats/safetensors";
import { refusalBy, refusalOf } from "../../refusal";

const toTensor = (data: Dataset, pixels: Uint8Array, count: number): Tensor => {
  const size = data.shape[0] * data.shape[1] * data.shape[2];
  return tf.tensor2d(
    Float32Array.from(pixels.subarray(0, count * size), (byte) => byte / 255),
    [count, size],
  );
};

const bytesOf = ({ examples }: Dataset): Uint8Array => (examples.kind === "bytes" ? examples.data : new Uint8Array());

/** 8 × 8 images of one bright row: the row's number is the class. Learned in an instant. */
function rows(count: number): Dataset {
  const pixels = new Uint8Array(count * 64);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const label = image % 2;
    labels[image] = label;
    pixels.fill(255, image * 64 + (label === 0 ? 16 : 40), image * 64 + (label === 0 ? 24 : 48));
  }
  return {
    title: "Rows",
    space: "images",
    count,
    shape: [8, 8, 1],
    range: [0, 1],
    hash: "0123456789abcdef",
    classes: ["upper", "lower"],
    examples: { kind: "bytes", data: pixels },
    region: null,
    labels,
    test: null,
  };
}

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "saddle-classifier-"));
  await openBackend(null);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the classifier of MNIST", () => {
  let data: Dataset;
  let training: ClassifierTraining;
  let tensorsBefore: number;
  let tensorsWhileTraining: number[];

  beforeAll(async () => {
    data = await mnist.open(mnist.params.parse({ examples: 50_000 }));
    tensorsBefore = tf.memory().numTensors;
    training = createClassifierTraining(data, { cacheDirectory: directory });
    tensorsWhileTraining = [];
    let last = 0;
    while (!training.ready) {
      await training.work(200);
      tensorsWhileTraining.push(tf.memory().numTensors);
      expect(training.fraction).toBeGreaterThan(last);
      last = training.fraction;
    }
  });
  afterAll(() => training.dispose());

  it("tells at least 98 % of the 10,000 held-out digits, measured again outside of it", async () => {
    const { accuracy } = classifierReferenceSchema.parse(training.reference());
    expect(accuracy).toBeGreaterThanOrEqual(0.98);
    const images = toTensor(data, data.test!.pixels, 10_000);
    const { labels } = await training.classify(images);
    images.dispose();
    const right = labels.filter((label, index) => label === data.test!.labels![index]).length;
    expect(right / 10_000).toBe(accuracy);
  });

  it("learns from all 60,000 labels but states the shares of the 50,000 in use", async () => {
    const { shares, classifier, classes } = training.reference();
    expect(classifier.en).toContain("60,000 labels of MNIST");
    expect(classifier.ko).toContain("MNIST 레이블 60,000개");
    expect(classes).toHaveLength(10);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[0]! * 50_000).toBeCloseTo(data.labels!.filter((label) => label === 0).length, 6);
  });

  it("gains no tensors from one slice to the next, nor from classifying", async () => {
    // Weights and velocities while training, weights alone once ready.
    expect(new Set(tensorsWhileTraining.slice(0, -1)).size).toBe(1);
    expect(tf.memory().numTensors - tensorsBefore).toBe(8);
  });

  it("finds real digits to cover all modes, and copies of one digit to cover one", async () => {
    const params = modeCoverage.params.parse({});
    const context = { step: 5, classifier: training, modes: null };
    const images = toTensor(data, bytesOf(data), modeCoverage.samples(params));
    const real = await modeCoverage.evaluate(images, context, params);
    expect(real).toMatchObject({ step: 5, total: 1_000, covered: 10 });
    expect(real.kl).toBeLessThan(0.02);
    const one = tf.tile(tf.slice(images, [0, 0], [1, 784]), [1_000, 1]);
    const collapsed = await modeCoverage.evaluate(one, context, params);
    // The first digit of MNIST's training set is a 5.
    expect(collapsed.counts[5]).toBe(1_000);
    expect(collapsed.covered).toBe(1);
    expect(collapsed.kl).toBeCloseTo(-Math.log(training.reference().shares[5]!), 6);
    tf.dispose([images, one]);
  });

  it("is unsure of noise and of blurs of many digits", async () => {
    const { confidence } = training.reference();
    const pictures = tf.tidy(() => {
      const noise = tf.randomUniform([500, 784], 0, 1, "float32", 1);
      const blur = tf.tile(tf.mean(toTensor(data, bytesOf(data), 500), 0, true), [500, 1]);
      return [noise, tf.mul(noise, 0.3), blur, tf.fill([500, 784], 0.5)];
    });
    for (const images of pictures) {
      const unsure = (await training.classify(images)).confidences.filter((each) => each < confidence).length;
      expect(unsure).toBeGreaterThan(490);
    }
    tf.dispose(pictures);
  });

  it("is taken from the cache the next time, and judges alike", async () => {
    const again = createClassifierTraining(data, { cacheDirectory: directory });
    expect(again.ready).toBe(true);
    expect(again.fraction).toBe(1);
    expect(again.reference()).toEqual(training.reference());
    const images = toTensor(data, data.test!.pixels, 200);
    expect(await again.classify(images)).toEqual(await training.classify(images));
    images.dispose();
    again.dispose();
  });

  it("refuses images of another size", async () => {
    const images = tf.zeros([2, 100]);
    expect((await refusalOf(training.classify(images))).message).toMatch(/\[2, 100\]/);
    images.dispose();
  });
});

describe("the classifier's cache", () => {
  const data = rows(200);
  const finished = async (cacheDirectory: string | null, seed = 0): Promise<ClassifierTraining> => {
    const training = createClassifierTraining(data, { cacheDirectory, seed });
    while (!training.ready) await training.work(1_000);
    return training;
  };
  const folderOf = () => mkdtempSync(join(directory, "cache-"));
  const isReady = (cacheDirectory: string, seed = 0): boolean => {
    const training = createClassifierTraining(data, { cacheDirectory, seed });
    const { ready } = training;
    training.dispose();
    return ready;
  };
  let folder: string;
  let path: string;
  let sound: Uint8Array;

  beforeAll(async () => {
    folder = folderOf();
    (await finished(folder)).dispose();
    path = join(folder, readdirSync(folder)[0]!);
    sound = readFileSync(path);
  });

  it("holds one file, named by hash and architecture, with no temporary file left", async () => {
    expect(readdirSync(folder)).toEqual(["0123456789abcdef-patches-2.safetensors"]);
    expect(isReady(folder)).toBe(true);
  });

  const altered = (change: (file: ReturnType<typeof decodeSafetensors>) => void): Uint8Array => {
    const file = decodeSafetensors(new Uint8Array(sound), path);
    change(file);
    return encodeSafetensors(file);
  };
  const damages: Array<[string, () => Uint8Array]> = [
    ["empty", () => new Uint8Array()],
    ["cut in half", () => sound.subarray(0, sound.length / 2)],
    ["noise", () => Uint8Array.from({ length: 500 }, (_, index) => index * 31)],
    [
      "one bit different in a weight",
      () => Uint8Array.from(sound, (byte, at) => (at === sound.length - 9 ? byte ^ 1 : byte)),
    ],
    ["with a weight that is NaN", () => altered(({ tensors }) => tensors[0]!.data.fill(Number.NaN))],
    ["of other data", () => altered(({ metadata }) => Object.assign(metadata, { dataset: "ffffffffffffffff" }))],
    ["with an accuracy above 1", () => altered(({ metadata }) => Object.assign(metadata, { accuracy: "7" }))],
    ["without a tensor", () => altered(({ tensors }) => (tensors as unknown[]).pop())],
    ["with a tensor of another shape", () => altered(({ tensors }) => Object.assign(tensors[0]!, { shape: [24, 25] }))],
  ];

  it.each(damages)("is passed over when it is %s", async (_, damage) => {
    writeFileSync(path, damage());
    expect(isReady(folder)).toBe(false);
    writeFileSync(path, sound);
    expect(isReady(folder)).toBe(true);
  });

  it("is trained and written again when it is damaged, to the very same bytes", async () => {
    writeFileSync(path, sound.subarray(0, 1_000));
    (await finished(folder)).dispose();
    expect(Buffer.compare(readFileSync(path), sound)).toBe(0);
  });

  it("keeps a classifier for each purpose, side by side", async () => {
    const both = folderOf();
    (await finished(both)).dispose();
    const recognition = createClassifierTraining(data, { cacheDirectory: both, purpose: "recognition" });
    expect(recognition.ready).toBe(false);
    while (!recognition.ready) await recognition.work(1_000);
    recognition.dispose();
    expect(readdirSync(both).sort()).toEqual([
      "0123456789abcdef-patches-2.safetensors",
      "0123456789abcdef-recognition-1.safetensors",
    ]);
    const file = join(both, "0123456789abcdef-recognition-1.safetensors");
    expect(Buffer.compare(readFileSync(join(both, "0123456789abcdef-patches-2.safetensors")), sound)).toBe(0);
    writeFileSync(file, sound);
    const swapped = createClassifierTraining(data, { cacheDirectory: both, purpose: "recognition" });
    expect(swapped.ready).toBe(false);
    swapped.dispose();
  });

  it("counts among the held-out images those that it is sure of, as classifying them does", async () => {
    const training = await finished(null);
    const held = toTensor(data, bytesOf(data).subarray(180 * 64), 20);
    const { confidences } = await training.classify(held);
    held.dispose();
    const ascending = [...confidences].sort((a, b) => a - b);
    for (const rank of [0, 7, 19]) {
      const sure = confidences.filter((each) => each >= ascending[rank]!).length;
      expect(await training.examine(ascending[rank]!)).toEqual({ images: 20, sure });
    }
    expect(await training.examine(1.5)).toEqual({ images: 20, sure: 0 });
    training.dispose();
  });

  it("serves the seed that it was trained with, and no other", async () => {
    expect(isReady(folder, 1)).toBe(false);
  });

  it("says why nothing could be kept, and judges all the same", async () => {
    const file = join(directory, "a-file");
    writeFileSync(file, "");
    const training = await finished(join(file, "below"));
    expect(training.cacheProblem).toMatch(/could not be kept/);
    expect(training.reference().accuracy).toBe(1);
    training.dispose();
  });
});

describe("createClassifierTraining", () => {
  it("refuses data without classes or labels", async () => {
    for (const lacking of [{ classes: null }, { labels: null }]) {
      const error = refusalBy(() => createClassifierTraining({ ...rows(10), ...lacking }, { cacheDirectory: null }));
      expect(error.code).toBe("unsupported");
      expect(error.hint).toBeTruthy();
    }
  });

  it("gives no figures before it is ready, and leaves no tensors behind", async () => {
    const before = tf.memory().numTensors;
    const training = createClassifierTraining(rows(100), { cacheDirectory: null });
    await training.work(0);
    expect(training.fraction).toBeGreaterThan(0);
    expect(training.fraction).toBeLessThan(0.1);
    expect(refusalBy(() => training.reference()).code).toBe("conflict");
    training.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("survives being made inside a tidy", async () => {
    const trainings: ClassifierTraining[] = [];
    tf.tidy(() => {
      trainings.push(createClassifierTraining(rows(100), { cacheDirectory: null }));
    });
    const training = trainings[0]!;
    await training.work(0);
    expect(training.fraction).toBeGreaterThan(0);
    training.dispose();
  });
});

describe("the classifier's network", () => {
  it.each([[[28, 28, 1]], [[8, 8, 1]], [[32, 32, 3]], [[9, 64, 1]]] as Array<[[number, number, number]]>)(
    "turns images of %j into one logit a class",
    (shape) => {
      const network = createNetwork(shape, 7, studies.modes.widths);
      const logits = tf.tidy(() => {
        const weights = network
          .initialize(createRandom(1))
          .map((values, index) => tf.tensor(values, [...network.weights[index]!.shape]));
        return network.logits(tf.randomUniform([3, network.inputs], 0, 1, "float32", 1), weights);
      });
      expect(logits.shape).toEqual([3, 7]);
      expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
      logits.dispose();
    },
  );

  it("sees every pixel of a 28 × 28 image but the last row and column", async () => {
    const network = createNetwork([28, 28, 1], 10, studies.modes.widths);
    const weights = network
      .initialize(createRandom(3))
      .map((values, index) => tf.tensor(values, [...network.weights[index]!.shape]));
    const image = tf.randomUniform([1, 784], 0, 1, "float32", 2);
    const gradient = tf.tidy(() =>
      tf
        .grad((x: Tensor) => tf.sum(tf.square(network.logits(x, weights))))(image)
        .dataSync(),
    );
    for (let pixel = 0; pixel < 784; pixel++) {
      const last = pixel % 28 === 27 || pixel >= 27 * 28;
      expect(gradient[pixel] !== 0, `pixel ${pixel}`).toBe(!last);
    }
    tf.dispose([image, ...weights]);
  });
});

describe("the classifier's batches", () => {
  const size = 9;
  const source = { count: 5, pixels: new Uint8Array(45), labels: Uint8Array.of(0, 1, 2, 3, 4) };
  // One bright pixel in the middle of each 3 × 3 image, as bright as its number.
  for (let image = 0; image < 5; image++) source.pixels[image * size + 4] = 51 * (image + 1);

  it("give every example once in a pass, moved by up to a pixel, in [0, 1]", async () => {
    const sizes = { examples: 5, outliers: 0, classes: 5 };
    const batches = createBatches(source, [3, 3, 1], sizes, createRandom(1));
    const places = new Set<number>();
    for (let pass = 0; pass < 60; pass++) {
      const { images, targets } = batches.next();
      const labels = [0, 1, 2, 3, 4].map((slot) => targets.subarray(slot * 5, slot * 5 + 5).indexOf(1));
      expect([...labels].sort()).toEqual([0, 1, 2, 3, 4]);
      labels.forEach((label, slot) => {
        const image = images.subarray(slot * size, (slot + 1) * size);
        const bright = image.findIndex((value) => value > 0);
        places.add(bright);
        expect(image[bright]).toBeCloseTo((label + 1) / 5, 6);
        expect(image.filter((value) => value > 0)).toHaveLength(1);
      });
    }
    expect(places.size).toBe(9);
  });

  it("hold pictures of nothing, within [0, 1], for which all classes are equally right", async () => {
    const { images, targets } = createBatches(
      source,
      [3, 3, 1],
      { examples: 2, outliers: 40, classes: 5 },
      createRandom(1),
    ).next();
    expect(images).toHaveLength(42 * size);
    expect(images.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(targets.subarray(10)).toEqual(new Float32Array(200).fill(0.2));
  });

  it("are the same for the same seed", async () => {
    const draw = (seed: number) =>
      createBatches(source, [3, 3, 1], { examples: 8, outliers: 4, classes: 5 }, createRandom(seed)).next();
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
  });
});
