import { describe, expect, it } from "vitest";
import { codecSketchOf, layerHeight, sketchOf } from "../../../../src/renderer/features/start/sketch";
import { type Recipe, trainingSchema } from "../../../../src/shared/domain/recipe";

const players = ["generator", "discriminator"];
const recipe = (model: Record<string, unknown>, networks = players): Recipe => ({
  id: "test",
  dataset: { id: "mnist" },
  model: { id: "gan", ...model },
  regularizers: [],
  optimizers: Object.fromEntries(networks.map((network) => [network, { id: "adam" }])),
  training: trainingSchema.parse({}),
  seed: 0,
});

describe("the drawing of a recipe", () => {
  it("shows each layer with its width, and maxout with its pieces", () => {
    const sketch = sketchOf(
      recipe({
        latentSize: 100,
        generator: { layers: [{ units: 1200, activation: "relu", pieces: 5 }] },
        discriminator: [{ units: 240, activation: "maxout", pieces: 5 }, 1],
      }),
    );
    expect(sketch).toEqual({
      latentSize: 100,
      generator: [{ units: 1200, label: "1200" }],
      discriminator: [
        { units: 240, label: "240×5" },
        { units: 1, label: "1" },
      ],
    });
  });

  it("has networks without layers where the model does not tell them", () => {
    const bare = { latentSize: 100, generator: [], discriminator: [] };
    expect(sketchOf(recipe({ latentSize: 100, width: 64 }))).toEqual(bare);
    const maps = {
      layers: [
        { kind: "dense", units: 49 },
        { kind: "convolution", channels: 4 },
      ],
    };
    expect(sketchOf(recipe({ latentSize: 100, generator: maps, discriminator: maps }))).toEqual(bare);
    const wrong = recipe({ generator: "deep", discriminator: [{ units: Number.NaN }] });
    expect(sketchOf(wrong)).toEqual({ ...bare, latentSize: null });
  });

  it("is left out for other networks", () => {
    expect(sketchOf(recipe({ latentSize: 3 }, ["flow"]))).toBeNull();
  });

  it("of an autoencoder is its layers on both sides of the code; convolutions tell none", () => {
    const coder = { id: "vae", latentSize: 2, network: "dense", layers: [{ units: 500, activation: "tanh" }] };
    expect(codecSketchOf(recipe(coder))).toEqual({ latentSize: 2, encoder: [{ units: 500, label: "500" }] });
    expect(codecSketchOf(recipe({ ...coder, network: "convolutional" }))).toBeNull();
    expect(codecSketchOf(recipe({ latentSize: 2 }))).toBeNull();
  });

  it("grows with the width of a layer and stays within the picture", () => {
    const heights = [1, 64, 256, 1200, 8192].map((units) => layerHeight(units, 80));
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(Math.max(...heights)).toBeLessThanOrEqual(80);
    expect(Math.min(...heights)).toBeGreaterThan(4);
  });
});
