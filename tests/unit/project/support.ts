/** Small projects to record, and folders to do it in. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { afterEach } from "vitest";
import { Journal } from "../../../src/main/project/journal";
import type { SampleLayout, StoredRun } from "../../../src/main/project/manifest";
import { SaddleError } from "../../../src/shared/contract/errors";
import type { CheckpointBlob } from "../../../src/shared/contract/trainer";
import type { Recipe } from "../../../src/shared/domain/recipe";
import type { Coverage, HistoryColumns } from "../../../src/shared/domain/run";
import { encodeSafetensors } from "../../../src/shared/formats/safetensors";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "saddle-project-"));
  folders.push(folder);
  return folder;
}

/** Every file below a folder, by its path from there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (!(await stat(path)).isDirectory()) return [name];
      return (await filesBelow(path)).map((inner) => `${name}/${inner}`);
    }),
  );
  return found.flat().sort();
}

export async function refusalOf(action: Promise<unknown>): Promise<SaddleError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof SaddleError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

export const recipe: Recipe = {
  id: "gan-mnist",
  dataset: { id: "mnist", limit: 1000 },
  model: { id: "mlp-gan", latentSize: 100, generator: [{ units: 256, activation: "leaky-relu" }] },
  objective: { id: "non-saturating" },
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

export const coverage = (step: number): Coverage => ({
  step,
  counts: [5, 5],
  unsure: 1,
  total: 10,
  kl: 0.01,
  covered: 2,
});

/** A project with a run `first` (10 steps, one checkpoint, two atlases) and a branch `second` of it. */
export async function recordedProject(root: string): Promise<Journal> {
  const journal = await Journal.create(root, { name: "digits", recipe });
  await journal.update((draft) => {
    draft.runs.push(newRun("first"));
    draft.activeRun = "first";
  });
  await journal.appendHistory("first", columns(1, 10));
  await journal.writeSamples("first", 0, picture(0), layout);
  await journal.writeSamples("first", 10, picture(10), layout, coverage(10));
  await journal.writeCheckpoint("first", checkpoint(10, "kept"));
  await journal.update((draft) => {
    draft.runs.push(newRun("second", { run: "first", step: 10 }));
    draft.activeRun = "second";
    draft.runs[0]!.edits.push({ step: 5, path: "optimizers.generator.learningRate", value: 1e-4 });
  });
  await journal.writeCheckpoint("second", checkpoint(10, "kept"));
  await journal.appendHistory("second", columns(11, 14, ["d.loss", "g.loss", "value"]));
  return journal;
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Everything that a journal holds, to be compared as a whole. */
export async function contentOf(journal: Journal): Promise<unknown> {
  const { runs, recipe, activeRun } = journal.manifest;
  const contents = runs.map(async ({ id, checkpoints, samples, ...rest }) => ({
    ...rest,
    id,
    history: await journal.readHistory(id),
    checkpoints: await Promise.all(
      checkpoints.map(async (record) => ({ ...record, sha256: digest(await journal.readCheckpoint(id, record.step)) })),
    ),
    samples: await Promise.all(samples.map(({ step }) => journal.readSamples(id, step))),
  }));
  return { recipe, activeRun, runs: await Promise.all(contents) };
}
