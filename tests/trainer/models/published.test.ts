import { beforeAll, describe, expect, it } from "vitest";
import { recipeById, recipes } from "../../../src/main/lab/recipes";
import { openBackend } from "../../../src/main/trainer/backends";
import type { Dataset } from "../../../src/main/trainer/dataset";
import { datasetMean } from "../../../src/main/trainer/engine/batches";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import type { Model } from "../../../src/main/trainer/plugin";
import { tf, type Variable } from "../../../src/main/trainer/tensorflow";
import { resolved, someNumbers } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const digits = [..."0123456789"];
/** Two pictures of 28 × 28 pixels: the first pixel is black in both, the second white in both. */
const pixels = Uint8Array.from(someNumbers(2 * 784, 0, 256, 5));
for (const picture of [0, 784]) pixels.set([0, 255], picture);
const data: Dataset = {
  title: "Two",
  space: "images",
  count: 2,
  shape: [28, 28, 1],
  range: [0, 1],
  hash: "two",
  classes: digits,
  examples: { kind: "bytes", data: pixels },
  region: null,
  labels: Uint8Array.of(3, 7),
  test: null,
};

/** Dimensions of the data of recipes on points. */
const points: Readonly<Record<string, number>> = {
  "gan-1d": 1,
  "gan-ring": 2,
  "unrolled-ring": 2,
  "gan-grid": 2,
  "swiss-roll": 2,
  "drawn-1d": 1,
  "drawn-2d": 2,
};
/** A picture of 64 × 64 pixels in colour. */
const photograph: Dataset = {
  ...data,
  count: 1,
  shape: [64, 64, 3],
  classes: null,
  labels: null,
  examples: { kind: "bytes", data: new Uint8Array(64 * 64 * 3) },
};
const dataOf = (id: string): Dataset => {
  if (id === "dcgan-64") return photograph;
  const dimensions = points[id];
  if (dimensions === undefined) return data;
  const examples = { kind: "floats" as const, data: new Float32Array(2 * dimensions) };
  return { ...data, space: "points", shape: [1, 1, dimensions], examples, classes: null, labels: null };
};

/** What can be seen of the recipe's networks, which are freed afterwards. */
function built<T>(id: string, look: (model: Model, variables: Readonly<Record<string, Variable>>) => T): T {
  const { recipe, model, objective, regularizers } = resolved(recipeById(id).recipe);
  const made = model.plugin.build(model.params, {
    data: dataOf(id),
    dataMean: () => datasetMean(dataOf(id)),
    batchSize: recipe.training.batchSize,
    objective,
    regularizers,
    initialNoise: noiseAt(recipe.seed, 0),
  });
  const variables: Record<string, Variable> = Object.assign({}, ...Object.values(made.networks));
  try {
    return look(made, variables);
  } finally {
    tf.dispose([variables, made.buffers]);
  }
}

const shapes = (variables: Readonly<Record<string, Variable>>) =>
  Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape]));

describe("GAN on MNIST as published in 2014", () => {
  it("has the released networks: G 100–1200–1200–784, D two maxout layers of 240 × 5", () => {
    const expected = {
      "generator/0/weights": [100, 1200],
      "generator/0/bias": [1200],
      "generator/1/weights": [1200, 1200],
      "generator/1/bias": [1200],
      "generator/2/weights": [1200, 784],
      "generator/2/bias": [784],
      "discriminator/0/weights": [784, 1200],
      "discriminator/0/bias": [1200],
      "discriminator/1/weights": [240, 1200],
      "discriminator/1/bias": [1200],
      "discriminator/2/weights": [240, 1],
      "discriminator/2/bias": [1],
    };
    expect(built("gan-2014-mnist", (_, variables) => shapes(variables))).toEqual(expected);
  });

  it("draws G's weights from U(−0.05, 0.05) and D's from U(−0.005, 0.005)", () => {
    built("gan-2014-mnist", (_, variables) => {
      for (const [name, variable] of Object.entries(variables)) {
        if (!name.endsWith("weights")) continue;
        const bound = name.startsWith("generator") ? 0.05 : 0.005;
        const most = tf.tidy(() => variable.abs().max().dataSync()[0]!);
        expect(most, name).toBeLessThanOrEqual(Math.fround(bound));
        // The smallest, 240 weights, stay below 95 % of the bound once in 200,000 draws.
        expect(most, name).toBeGreaterThan(0.95 * bound);
      }
    });
  });

  it("starts G's output at the logits of the pixels' means, clipped to [1e-7, 1 − 1e-7]; other biases at 0", () => {
    built("gan-2014-mnist", (_, variables) => {
      const bias = variables["generator/2/bias"]!.dataSync();
      expect(bias[0]).toBeCloseTo(Math.log(1e-7), 3);
      expect(bias[1]).toBeCloseTo(-Math.log(1e-7), 3);
      for (let i = 2; i < 784; i++) {
        const p = Math.min(1 - 1e-7, Math.max(1e-7, (pixels[i]! + pixels[784 + i]!) / 2 / 255));
        expect(bias[i]).toBeCloseTo(Math.log(p / (1 - p)), 4);
      }
      for (const [name, variable] of Object.entries(variables)) {
        if (!name.endsWith("bias") || name === "generator/2/bias") continue;
        expect(new Set(variable.dataSync()), name).toEqual(new Set([0]));
      }
    });
  });

  it("makes the mean picture where G's other weights are zero", () => {
    built("gan-2014-mnist", (model, variables) => {
      tf.tidy(() => {
        const weights = variables["generator/2/weights"]!;
        weights.assign(tf.zerosLike(weights));
        const picture = model.generate(tf.ones([1, 100])).dataSync();
        for (let i = 0; i < 784; i++) expect(picture[i]).toBeCloseTo((pixels[i]! + pixels[784 + i]!) / 2 / 255, 5);
      });
    });
  });
});

describe("GAN on MNIST", () => {
  it("has the networks of its card: G 100–256–512–784, D 784–512–256–1", () => {
    const expected = {
      "generator/0/weights": [100, 256],
      "generator/0/bias": [256],
      "generator/1/weights": [256, 512],
      "generator/1/bias": [512],
      "generator/2/weights": [512, 784],
      "generator/2/bias": [784],
      "discriminator/0/weights": [784, 512],
      "discriminator/0/bias": [512],
      "discriminator/1/weights": [512, 256],
      "discriminator/1/bias": [256],
      "discriminator/2/weights": [256, 1],
      "discriminator/2/bias": [1],
    };
    expect(built("gan-mnist", (_, variables) => shapes(variables))).toEqual(expected);
  });
});

describe("DCGAN on MNIST", () => {
  it("has the networks of its card: G 100–256–7·7·128–14·14·64–28·28, D back again", () => {
    const expected = {
      "generator/hidden/weights": [100, 256],
      "generator/hidden/scale": [256],
      "generator/hidden/offset": [256],
      "generator/0/weights": [256, 6272],
      "generator/0/scale": [6272],
      "generator/0/offset": [6272],
      "generator/1/weights": [4, 4, 64, 128],
      "generator/1/scale": [64],
      "generator/1/offset": [64],
      "generator/2/weights": [4, 4, 1, 64],
      "generator/2/bias": [1],
      "discriminator/0/weights": [4, 4, 1, 64],
      "discriminator/0/bias": [64],
      "discriminator/1/weights": [4, 4, 64, 128],
      "discriminator/1/scale": [128],
      "discriminator/1/offset": [128],
      "discriminator/hidden/weights": [6272, 256],
      "discriminator/hidden/scale": [256],
      "discriminator/hidden/offset": [256],
      "discriminator/2/weights": [256, 1],
      "discriminator/2/bias": [1],
    };
    expect(built("dcgan-mnist", (_, variables) => shapes(variables))).toEqual(expected);
  });

  it("draws all weights from N(0, 0.02²), with biases and offsets at 0 and scales at 1", () => {
    built("dcgan-mnist", (_, variables) => {
      for (const [name, variable] of Object.entries(variables)) {
        if (name.endsWith("weights")) {
          const { mean, variance } = tf.moments(variable);
          const [average, deviation] = [mean.dataSync()[0]!, Math.sqrt(variance.dataSync()[0]!)];
          // Four standard errors of so many draws.
          expect(Math.abs(average), name).toBeLessThan((4 * 0.02) / Math.sqrt(variable.size));
          expect(Math.abs(deviation / 0.02 - 1), name).toBeLessThan(4 / Math.sqrt(2 * variable.size));
          tf.dispose([mean, variance]);
        } else {
          expect(new Set(variable.dataSync()), name).toEqual(new Set([name.endsWith("scale") ? 1 : 0]));
        }
      }
    });
  });
});

describe("every built-in recipe", () => {
  // (inputs + 1) × columns, layer after layer, by hand.
  const small = {
    generator: 101 * 256 + 257 * 512 + 513 * 784,
    discriminator: 785 * 512 + 513 * 256 + 257,
  };
  const ring = { generator: 257 * 128 + 129 * 128 + 129 * 2, discriminator: 3 * 128 + 129 * 128 + 129 };
  const plane = { generator: 3 * 128 + 2 * 129 * 128 + 129 * 2, discriminator: 3 * 128 + 2 * 129 * 128 + 129 };
  const game2014 = {
    generator: 101 * 1200 + 1201 * 1200 + 1201 * 784,
    discriminator: 785 * 1200 + 241 * 1200 + 241,
  };
  const counts: Record<string, Record<string, number>> = {
    "gan-mnist": small,
    "lsgan-mnist": small,
    "wgan-gp-mnist": small,
    "r3gan-mnist": small,
    "cgan-mnist": {
      generator: 111 * 256 + 257 * 512 + 513 * 784,
      discriminator: 795 * 512 + 513 * 256 + 257,
    },
    "cdcgan-mnist": {
      generator: (110 + 6272) * 256 + 16 * (128 * 64 + 64 * 1) + 1 + 2 * (256 + 6272 + 64),
      discriminator: 16 * (11 * 64 + 64 * 128) + 64 + 6272 * 256 + 257 + 2 * (128 + 256),
    },
    "custom-mnist": {
      generator: 64 * 1568 + 2 * 1568 + 16 * (32 * 16 + 16 * 1) + 2 * 16 + 1,
      discriminator: 16 * (1 * 16 + 16 * 32) + 16 + 32 + 2 * 32 + 49 * 32 + 1,
    },
    "gan-1d": { generator: 2 * 32 + 33 * 32 + 33, discriminator: 2 * 32 + 33 * 32 + 33 },
    "gan-ring": ring,
    "unrolled-ring": ring,
    "gan-grid": plane,
    "swiss-roll": plane,
    "drawn-1d": { generator: 2 * 32 + 33 * 32 + 33, discriminator: 2 * 32 + 33 * 32 + 33 },
    "drawn-2d": plane,
    "ae-mnist": {
      autoencoder: 785 * 1000 + 1001 * 500 + 501 * 250 + 251 * 30 + (31 * 250 + 251 * 500 + 501 * 1000 + 1001 * 784),
    },
    "dae-mnist": { autoencoder: 785 * 512 + 513 * 64 + (65 * 512 + 513 * 784) },
    // The encoder tells a mean and a variance of each value of the code.
    "vae-mnist": { autoencoder: 785 * 400 + 401 * 40 + (21 * 400 + 401 * 784) },
    "vae-2d-mnist": { autoencoder: 785 * 500 + 501 * 4 + (3 * 500 + 501 * 784) },
    "aae-mnist": {
      autoencoder: 785 * 512 + 513 * 8 + (9 * 512 + 513 * 784),
      discriminator: 9 * 256 + 257 * 256 + 257,
    },
    "gan-2014-mnist": game2014,
    "gan-2014-mnist-averaged": game2014,
    "dcgan-64": {
      generator: 100 * 8192 + 16 * (512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) + 3 + 2 * (8192 + 256 + 128 + 64),
      discriminator: 16 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512) + 64 + 8193 + 2 * (128 + 256 + 512),
    },
    // Dense layer and projection, transposed filters and output bias, then scales and offsets; filters, biases and logit alike.
    "dcgan-mnist": {
      generator: (100 + 6272) * 256 + 16 * (128 * 64 + 64 * 1) + 1 + 2 * (256 + 6272 + 64),
      discriminator: 16 * (1 * 64 + 64 * 128) + 64 + 6272 * 256 + 257 + 2 * (128 + 256),
    },
  };

  it.each(recipes.map(({ id }) => id))("%s has as many weights as counted by hand, told without building it", (id) => {
    const { model } = resolved(recipeById(id).recipe);
    expect(model.plugin.parameters(model.params, dataOf(id))).toEqual(counts[id]);
    const sizes = built(id, ({ networks }) =>
      Object.fromEntries(
        Object.entries(networks).map(([network, variables]) => [
          network,
          Object.values(variables).reduce((sum, { size }) => sum + size, 0),
        ]),
      ),
    );
    expect(sizes).toEqual(counts[id]);
  });

  it.each(recipes.map(({ id }) => id))("%s leaves no setting to a default", (id) => {
    const { recipe } = recipeById(id);
    expect(resolved(recipe).recipe).toEqual(recipe);
  });
});
