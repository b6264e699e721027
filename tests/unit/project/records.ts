/** Small records of a run, each recognisable by its step. */
import { encode } from "fast-png";
import type { SampleLayout, StoredRun } from "../../../src/main/project/manifest";
import type { CheckpointBlob } from "../../../src/shared/contract/trainer";
import type { Recipe } from "../../../src/shared/domain/recipe";
import type { Coverage, HistoryColumns } from "../../../src/shared/domain/run";
import { encodePoints } from "../../../src/shared/formats/points";
import { encodeSafetensors } from "../../../src/shared/formats/safetensors";

export const recipe: Recipe = {
  id: "gan-mnist",
  dataset: { id: "mnist", limit: 1000 },
  model: { id: "mlp-gan", latentSize: 100, generator: [{ units: 256, activation: "leaky-relu" }] },
  objective: { id: "non-saturating" },
  regularizers: [],
  optimizers: { generator: { id: "adam", learningRate: 2e-4 }, discriminator: { id: "adam", learningRate: 2e-4 } },
  training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
  seed: 7,
};

export const newRun = (id: string, parent: StoredRun["parent"] = null): StoredRun => ({
  id,
  parent,
  recipe,
  createdAt: 1_700_000_000_000,
  step: parent?.step ?? 0,
  seconds: 0,
  parameters: { generator: 560_000, discriminator: 530_000 },
  stepsPerEpoch: 937.5,
  checkpoints: [],
  samples: [],
  edits: [],
  singles: [],
  coverage: [],
  coverageReference: null,
  problem: null,
});

/** History of the steps `from` to `to`; the values follow from the step. */
export function columns(from: number, to: number, names: readonly string[] = ["d.loss", "g.loss"]): HistoryColumns {
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return {
    step: Float64Array.from(steps),
    seconds: Float64Array.from(steps, (step) => step / 100),
    values: Object.fromEntries(
      names.map((name, index) => [name, Float32Array.from(steps, (step) => Math.sin(step) + index)]),
    ),
  };
}

export const checkpoint = (step: number, kind: "auto" | "kept" = "auto", size = 16): CheckpointBlob => ({
  step,
  kind,
  weightsSha256: step.toString(16).padStart(64, "0"),
  bytes: encodeSafetensors({
    tensors: [{ name: "weights", type: "F32", shape: [size], data: new Float32Array(size).fill(step) }],
    metadata: { step: String(step) },
  }),
});

export const layout: SampleLayout = { width: 2, height: 3, columns: 2, count: 3 };

/** An atlas of {@link layout} whose pixels say at which step it was made. */
export const picture = (step: number): Uint8Array =>
  encode({ width: 4, height: 6, channels: 4, depth: 8, data: new Uint8Array(4 * 6 * 4).fill(step % 256) });

/** A record of three points of a plane that say at which step it was made. */
export const pointsAt = (step: number): Uint8Array =>
  encodePoints({
    dimensions: 2,
    bounds: [
      [-1, 1],
      [-2, 2],
    ],
    data: Float32Array.of(0, 0, 1, 1),
    generated: Float32Array.of(step, 0, 0, step, 1, 2),
    logits: Float32Array.of(-1, 0, 1, 2),
    density: null,
    descent: Float32Array.of(0.5, 0),
    lattice: { dimensions: 1, latentSize: 1, z: Float32Array.of(-1, 1), x: Float32Array.of(0, 1, 2, 3) },
  });

export const coverage = (step: number): Coverage => ({
  step,
  counts: [5, 5],
  unsure: 1,
  total: 10,
  kl: 0.01,
  covered: 2,
});
