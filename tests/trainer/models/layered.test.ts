import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { dcgan } from "../../../src/main/trainer/models/dcgan";
import { layered } from "../../../src/main/trainer/models/layered";
import { tf } from "../../../src/main/trainer/tensorflow";
import { expectBothLanguages } from "../../bilingual";
import { farthest, resolved, someNumbers, tinyRecipe, valuesOf } from "../support";
import { buildModel, storedLatents } from "./ganStep";

type Shape = [number, number, number];
const dense = (units: number, others: object = {}) => ({ kind: "dense", units, ...others });
const maxout = (units: number, pieces: number) => ({ kind: "maxout", units, pieces });
const conv = (channels: number, kernel: number, stride: number, others: object = {}) => ({
  kind: "convolution",
  channels,
  kernel,
  stride,
  ...others,
});
const spread = (channels: number, kernel: number, stride: number, others: object = {}) => ({
  ...conv(channels, kernel, stride, others),
  kind: "transposed-convolution",
});
const reshape = (height: number, width = height) => ({ kind: "reshape", height, width });
const activation = (name: string, slope = 0.2) => ({ kind: "activation", activation: name, slope });
const batch = { kind: "batch-norm" };
const layer = { kind: "layer-norm" };
const dropout = { kind: "dropout", keep: 0.5 };
const minibatch = { kind: "minibatch", kernels: 3, dimensions: 2 };
const relu = activation("relu");
const leaky = activation("leaky-relu");
const tanh = activation("tanh");

const model = (generator: object[], discriminator: object[], others: object = {}) => ({
  id: "layered",
  latentSize: 3,
  generator: { layers: generator },
  discriminator: { layers: discriminator },
  ...others,
});
const settingsOf = (given: object) => {
  const { id: _, ...settings } = given as { id: string };
  return layered.params.parse(settings);
};

beforeAll(async () => {
  await openBackend(null);
});
afterAll(async () => {
  await openBackend(null);
});

/** What PyTorch made of the same weights, batches and z (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/layered-steps.json", import.meta.url), "utf8")) as {
  batchSize: number;
  shape: Shape;
  learningRate: number;
  initial: Record<string, number[]>;
  steps: { batch: number[]; latents: number[][]; metrics: Record<string, number> }[];
  trained: Record<string, number[]>;
  evaluation: { z: number[]; pictures: number[]; logits: number[] };
};

describe.each([
  ["the first backend that there is", null],
  ["WebAssembly", "wasm"],
] as const)("listed layers on %s", (_, backend) => {
  it("give PyTorch's losses, gradients, moving averages, pictures and logits", async () => {
    await openBackend(backend);
    const sgd = { id: "sgd", learningRate: fixture.learningRate };
    const recipe = tinyRecipe({
      model: model(
        [
          dense(18),
          batch,
          relu,
          reshape(3),
          spread(3, 5, 2),
          layer,
          leaky,
          conv(2, 3, 1),
          batch,
          activation("sigmoid"),
          spread(1, 2, 1),
        ],
        [conv(3, 4, 3), activation("leaky-relu", 0.1), layer, conv(4, 3, 1), batch, tanh, maxout(5, 2), layer],
      ),
      optimizers: { discriminator: sgd, generator: sgd },
    });
    const stepped = buildModel(
      { ...recipe, training: { ...recipe.training, batchSize: fixture.batchSize } },
      { shape: fixture.shape, range: [-1, 1] },
    );
    const { variables } = stepped;
    expect(Object.keys(variables).sort()).toEqual(Object.keys(fixture.initial).sort());
    for (const [name, values] of Object.entries(fixture.initial)) {
      tf.tidy(() => variables[name]!.assign(tf.tensor(values, variables[name]!.shape)));
    }
    for (const [index, { batch, latents, metrics }] of fixture.steps.entries()) {
      const found = stepped.step([batch], storedLatents(latents));
      for (const [name, value] of Object.entries(metrics)) {
        expect(found[name], `${name} at step ${index + 1}`).toBeCloseTo(value, 5);
      }
    }
    for (const [name, values] of Object.entries(fixture.trained)) {
      expect(farthest(variables[name]!.dataSync(), values), name).toBeLessThan(2e-5);
    }
    const { z, pictures, logits } = fixture.evaluation;
    const made = stepped.model.generate(tf.tensor2d(z, [1, 3]));
    expect(farthest(made.dataSync(), pictures)).toBeLessThan(1e-4);
    expect(farthest(valuesOf(stepped.model.discriminate!(made)), logits)).toBeLessThan(1e-4);
    tf.dispose(made);
    stepped.dispose();
  });
});

describe("what listed layers come to", () => {
  const digits: Shape = [28, 28, 1];
  const convolutional = model(
    [dense(7 * 7 * 8), batch, relu, reshape(7), spread(4, 4, 2), batch, relu, spread(1, 4, 2)],
    [conv(4, 4, 2), leaky, conv(8, 4, 2), batch, leaky],
    { latentSize: 10 },
  );

  it("is told layer by layer: shapes, weights and multiplications by hand", () => {
    const [generator, discriminator] = layered.layers(settingsOf(convolutional), { shape: digits });
    const rows = (network: typeof generator) =>
      network!.layers.map(({ title, path, shape, parameters, products }) => [
        title.en,
        path?.split(".").at(-1) ?? null,
        shape.join(" × "),
        parameters,
        products,
      ]);
    expect(rows(generator)).toEqual([
      ["Dense", "0", "392", 10 * 392, 10 * 392],
      ["Batch normalisation", "1", "392", 2 * 392, 0],
      ["ReLU", "2", "392", 0, 0],
      ["Reshape to maps", "3", "7 × 7 × 8", 0, 0],
      // Every place of the smaller maps meets every kernel once.
      ["Transposed convolution", "4", "14 × 14 × 4", 16 * 8 * 4, 49 * 16 * 8 * 4],
      ["Batch normalisation", "5", "14 × 14 × 4", 8, 0],
      ["ReLU", "6", "14 × 14 × 4", 0, 0],
      ["Transposed convolution", "7", "28 × 28 × 1", 16 * 4 + 1, 196 * 16 * 4],
      ["Output", null, "28 × 28 × 1", 0, 0],
    ]);
    expect(rows(discriminator)).toEqual([
      ["Convolution", "0", "14 × 14 × 4", 16 * 4 + 4, 196 * 16 * 4],
      ["LeakyReLU", "1", "14 × 14 × 4", 0, 0],
      ["Convolution", "2", "7 × 7 × 8", 16 * 4 * 8, 49 * 16 * 4 * 8],
      ["Batch normalisation", "3", "7 × 7 × 8", 16, 0],
      ["LeakyReLU", "4", "7 × 7 × 8", 0, 0],
      ["Flatten", null, "392", 0, 0],
      ["Logit", null, "1", 393, 392],
    ]);
  });

  it("is a DCGAN's weights where its layers are those of a DCGAN", () => {
    const ours = layered.parameters(settingsOf(convolutional), { shape: digits });
    expect(ours).toEqual(dcgan.parameters(dcgan.params.parse({ latentSize: 10, width: 4 }), { shape: digits }));
  });

  it.each<[string, Shape, object]>([
    ["nothing between z and pictures", [5, 4, 3], model([], [])],
    [
      "dense and maxout layers, dropout and minibatch discrimination",
      [5, 4, 3],
      model([dense(6), batch, tanh, maxout(4, 3), dropout], [dropout, maxout(5, 2), layer, minibatch, dense(3), leaky]),
    ],
    [
      "convolutions of odd sizes in colour",
      [9, 5, 3],
      model(
        [dense(30), reshape(3, 5), layer, spread(4, 3, 3), conv(2, 3, 1), conv(3, 1, 1), dense(7)],
        [conv(3, 3, 2), leaky, conv(4, 5, 3), leaky, spread(2, 2, 2), minibatch],
      ),
    ],
    [
      "packs of two before a convolution",
      [6, 6, 1],
      model([dense(9), reshape(3), spread(1, 4, 2)], [conv(3, 4, 2), leaky], {
        discriminator: { layers: [conv(3, 4, 2), leaky], packing: 2 },
      }),
    ],
    [
      "spectral normalisation everywhere",
      [6, 6, 1],
      model([dense(9, { spectral: true }), reshape(3), spread(1, 4, 2)], [], {
        discriminator: { layers: [conv(3, 4, 2, { spectral: true }), leaky], spectralOutput: true },
      }),
    ],
    [
      "classes beside z and as maps",
      [6, 6, 1],
      model([dense(9), reshape(3), spread(1, 4, 2)], [conv(3, 4, 2)], {
        conditional: true,
      }),
    ],
    ["classes beside the values of a picture", [6, 6, 1], model([dense(9)], [dense(4)], { conditional: true })],
    ["points", [1, 1, 2], model([dense(5), relu], [dense(4), leaky])],
  ])("%s: as many weights as are built, pictures of the data's size, and a step that moves", (_, shape, given) => {
    const classes = "conditional" in given ? ["a", "b", "c"] : null;
    const stepped = buildModel(tinyRecipe({ model: given }), { shape, range: [-1, 1], classes });
    const sizes = Object.entries(stepped.model.networks).map(([network, variables]) => [
      network,
      Object.values(variables).reduce((sum, variable) => sum + variable.size, 0),
    ]);
    const settings = settingsOf(given);
    expect(layered.parameters(settings, { shape, classes })).toEqual(Object.fromEntries(sizes));
    expect(layered.activations(settings, { shape, classes }, 4)).toBeGreaterThan(0);
    const size = shape[0] * shape[1] * shape[2];
    const labels = classes
      ? [
          [0, 1, 2, 1],
          [1, 0, 2, 2],
        ]
      : [];
    const before = Object.values(stepped.variables).map((variable) => variable.dataSync().slice());
    const metrics = stepped.step([someNumbers(4 * size, -1, 1)], noiseAt(1, 1), "both", labels);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(Object.values(stepped.variables).some((variable, i) => farthest(variable.dataSync(), before[i]!) > 0)).toBe(
      true,
    );
    const inputs = 3 + (classes?.length ?? 0);
    const z = someNumbers(5 * inputs, -1, 1);
    const many = stepped.model.generate(tf.tensor2d(z, [5, inputs]));
    expect(many.shape).toEqual([5, size]);
    const alone = valuesOf(stepped.model.generate(tf.tensor2d(z.subarray(inputs, 2 * inputs), [1, inputs])));
    expect(farthest(alone, many.dataSync().slice(size, 2 * size))).toBeLessThan(1e-5);
    if (!classes) expect(stepped.model.discriminate!(many).shape).toEqual([5, 1]);
    stepped.dispose();
  });

  it("by its defaults fits any data: its output follows the range", () => {
    const settings = settingsOf({ id: "layered" });
    for (const range of [
      [0, 1],
      [-1, 1],
    ] as const) {
      expect(layered.check(settings, { space: "images", shape: [28, 28, 1], range })).toEqual([]);
    }
    expect(layered.check(settings, { space: "points", shape: [1, 1, 2], range: [-2, 2] })).toEqual([]);
  });
});

describe("what does not fit is told at the layer", () => {
  it.each<[string, object[], object[], { path: string; message: string; hint: string }]>([
    [
      "a convolution of a row of values",
      [dense(8), spread(1, 4, 2)],
      [],
      {
        path: "model.generator.layers.1",
        message: "Transposed convolution: it takes maps, but here are 8 values in a row",
        hint: "Reshape to maps",
      },
    ],
    [
      "a convolution after a dense layer in D",
      [],
      [dense(8), conv(1, 4, 2)],
      {
        path: "model.discriminator.layers.1",
        message: "takes maps, but here are 8 values",
        hint: "Reshape to maps",
      },
    ],
    [
      "values that do not divide into maps",
      [dense(100), reshape(7)],
      [],
      {
        path: "model.generator.layers.1",
        message: "100 values do not divide into maps of 7 × 7",
        hint: "a multiple of 49 before it, such as 98",
      },
    ],
    [
      "a kernel smaller than its stride",
      [],
      [conv(4, 1, 2)],
      {
        path: "model.discriminator.layers.0.kernel",
        message: "leaves pixels out",
        hint: "2 or more",
      },
    ],
    [
      "a stride with nothing left to stride over",
      [],
      [conv(4, 4, 4), conv(4, 4, 4), conv(4, 4, 2), conv(4, 4, 2)],
      {
        path: "model.discriminator.layers.3.stride",
        message: "Maps of 1 × 1 have nothing left for a stride of 2",
        hint: "The most here is 1",
      },
    ],
    [
      "maps that end too small",
      [dense(49), reshape(7), spread(1, 4, 2)],
      [],
      {
        path: "model.generator.layers.2",
        message: "G ends with maps of 14 × 14 × 1, but the data are 28 × 28 × 1",
        hint: "2 times as long",
      },
    ],
    [
      "maps that miss the data's size",
      [dense(64), reshape(8), spread(8, 4, 2), leaky, spread(1, 4, 2), tanh],
      [],
      {
        path: "model.generator.layers.5",
        message: "32 × 32 × 1",
        hint: "Begin with maps of 7 × 7",
      },
    ],
    [
      "maps of too many channels",
      [dense(49), reshape(7), spread(8, 4, 4), tanh],
      [],
      {
        path: "model.generator.layers.2.channels",
        message: "28 × 28 × 8",
        hint: "Set its channels to 1",
      },
    ],
    [
      "maps of too many channels that no convolution made",
      [dense(1568), reshape(28)],
      [],
      {
        path: "model.generator.layers.1",
        message: "28 × 28 × 2",
        hint: "Make 784 values before the layer Reshape",
      },
    ],
    [
      "minibatch discrimination in G",
      [minibatch],
      [],
      {
        path: "model.generator.layers.0",
        message: "G has no use for it",
        hint: "Put it into D",
      },
    ],
    [
      "maps without end",
      [dense(1024), reshape(32), ...Array.from({ length: 20 }, () => spread(64, 4, 4))],
      [],
      {
        path: "model.generator.layers.3",
        message: "the most is 4194304",
        hint: "smaller strides",
      },
    ],
  ])("%s", (_, generator, discriminator, expected) => {
    const settings = settingsOf(model(generator, discriminator));
    const issues = layered.check(settings, { space: "images", shape: [28, 28, 1], range: [-1, 1] });
    expect(issues.map(({ path }) => path)).toEqual([expected.path]);
    expectBothLanguages(issues[0]!);
    expect(issues[0]!.message.en).toContain(expected.message);
    expect(issues[0]!.hint!.en).toContain(expected.hint);
    // The layers before it are still told.
    const networks = layered.layers(settings, { shape: [28, 28, 1] });
    expect(networks.every(({ layers }) => layers.every(({ shape }) => shape.every((side) => side > 0)))).toBe(true);
  });

  it("a range that the output cannot reach", () => {
    const settings = settingsOf(model([], [], { generator: { layers: [], output: "sigmoid" } }));
    const issues = layered.check(settings, { space: "images", shape: [28, 28, 1], range: [-1, 1] });
    expect(issues.map(({ path }) => path)).toEqual(["model.generator.output"]);
  });
});

describe("what D is", () => {
  const traits = (layers: object[], others: object = {}) =>
    layered.discriminator(settingsOf(model([], [], { discriminator: { layers, ...others } })));
  const spectral = { spectral: true };

  it("joins the examples of its batch with batch normalisation or minibatch discrimination alone", () => {
    expect(traits([conv(2, 4, 2), layer, dropout]).joinsExamples).toBeNull();
    expect(traits([dense(2), batch]).joinsExamples?.hint.en).toContain("model.discriminator.layers.1");
    expect(traits([minibatch]).joinsExamples?.what.en).toBe("minibatch discrimination");
  });

  it("has a bounded slope where every layer with weights is normalised spectrally and nothing scales", () => {
    expect(traits([conv(2, 4, 2, spectral), leaky, dense(2, spectral)], { spectralOutput: true }).bounded).toBe(true);
    expect(traits([conv(2, 4, 2, spectral), leaky, dense(2)], { spectralOutput: true }).bounded).toBe(false);
    expect(traits([dense(2, spectral)]).bounded).toBe(false);
    expect(traits([dense(2, spectral), layer], { spectralOutput: true }).bounded).toBe(false);
  });

  it("needs more than one example where units are normalised over the batch", () => {
    const smallest = (given: object) => layered.smallestBatch(settingsOf(given));
    expect(smallest(model([dense(3)], [dense(3)]))).toBe(1);
    expect(smallest(model([dense(3), batch], [dense(3)]))).toBe(2);
    const packed = { discriminator: { layers: [dense(3), batch], packing: 2 } };
    expect(smallest(model([dense(3)], [], packed))).toBe(4);
  });

  it("is built from a recipe as everything is", () => {
    expect(resolved(tinyRecipe({ model: model([dense(3)], [dense(3)]) })).model.plugin.id).toBe("layered");
  });
});
