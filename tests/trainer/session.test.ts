import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import type { Recipe } from "../../src/shared/domain/recipe";
import { decodeSafetensors, encodeSafetensors } from "../../src/shared/formats/safetensors";
import { TrainerClient } from "./client";
import { writeDigits } from "./digits";
import { tinyRecipe } from "./support";

let folder: string;
let trainer: TrainerClient;
const metricNames = ["d.fake", "d.loss", "d.real", "g.loss", "value"];
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-session-"));
  writeDigits(folder, { training: 60, test: 20 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  trainer = new TrainerClient();
  await trainer.request("hello", { cacheDirectory: folder, backend: null });
});
afterEach(() => trainer.request("run.close", {}));

const recipe = (parts: Parameters<typeof tinyRecipe>[0] = {}): Recipe =>
  tinyRecipe({ dataset: { id: "mnist", source: folder }, ...parts });
const training = (parts: object) => ({ ...tinyRecipe().training, ...parts });
const opening = (given: Recipe = recipe()) => ({
  run: "a",
  generation: 1,
  recipe: given,
  checkpoint: null,
  edits: [],
  seconds: 0,
  // Without a judge of digits, which would learn beside every run.
  record: false,
});
/** Recorded in full. */
const recorded = (given: Recipe = recipe()) => ({ ...opening(given), record: true });

// First, since the judge that learns here (some seconds) is found in the cache by every test below.
test("mode coverage is measured once the judge has learned, also while paused; the next time at once", async () => {
  await trainer.request("run.open", recorded());
  expect(trainer.of("samples").map(({ step, coverage }) => [step, coverage])).toEqual([[0, null]]);
  await trainer.until(() => trainer.of("coverageReference").length > 0 && trainer.of("samples").length > 1);
  const { reference } = trainer.of("coverageReference")[0]!;
  expect(reference.shares).toEqual(new Array(10).fill(0.1));
  expect(reference).toMatchObject({ accuracy: 1 });
  const { step, coverage } = trainer.of("samples").at(-1)!;
  expect(coverage).toMatchObject({ step, total: 1_000 });
  expect(coverage!.counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);

  const later = new TrainerClient();
  await later.request("hello", { cacheDirectory: folder, backend: null });
  await later.request("run.open", recorded());
  expect(later.of("coverageReference").map((event) => event.reference)).toEqual([reference]);
  expect(later.of("samples").map((event) => event.coverage)).toEqual([coverage]);
  await later.request("run.close", {});
});

describe("a trainer that was not greeted", () => {
  it("refuses to open a run, but checks recipes", async () => {
    const other = new TrainerClient();
    expect(await other.refusal("run.open", opening())).toMatchObject({ code: "conflict" });
    expect((await other.request("recipe.check", { recipe: recipe() })).issues).toEqual([]);
  });
});

describe("a greeted trainer", () => {
  it("says what it runs on, why, and which plug-ins it has", async () => {
    const hello = await trainer.request("hello", { cacheDirectory: folder, backend: null });
    expect(hello.pid).toBe(process.pid);
    expect(hello.findings.filter(({ state }) => state === "used").map(({ id }) => id)).toEqual([hello.backend]);
    expect(hello.catalog.plugins.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      "dataset mnist",
      "dataset images",
      "dataset mixture-1d",
      "dataset ring",
      "dataset grid",
      "dataset swiss-roll",
      "dataset two-moons",
      "dataset spiral",
      "dataset checkerboard",
      "dataset drawn-1d",
      "dataset drawn-2d",
      "model gan",
      "model dcgan",
      "model layered",
      "model autoencoder",
      "model vae",
      "model aae",
      "objective non-saturating",
      "objective saturating",
      "objective least-squares",
      "objective hinge",
      "objective wasserstein",
      "objective relativistic",
      "regularizer r1",
      "regularizer r2",
      "regularizer wgan-gp",
      "regularizer zero-gp",
      "regularizer weight-clipping",
      "regularizer label-smoothing",
      "regularizer instance-noise",
      "regularizer feature-matching",
      "regularizer weight-average",
      "optimizer adam",
      "optimizer sgd",
      "metric mode-coverage",
      "metric mixture-modes",
      "metric parzen",
      "metric recognition",
    ]);
  });

  it.each([
    ["run.fly", {}, "run.fly"],
    ["run.play", { until: "soon" }, "until"],
    ["run.play", null, "input"],
    ["run.stepOnce", { update: "critic" }, "update"],
  ])("refuses %s with %j by name", async (route, input, named) => {
    expect(await trainer.refusal(route, input)).toMatchObject({
      code: "bad-input",
      message: { en: expect.stringContaining(named) },
    });
  });

  it.each([
    ["run.play", { until: 5 }],
    ["run.pause", {}],
    ["run.stepOnce", { update: "both" }],
    ["run.checkpoint", { kind: "kept" }],
    ["run.sample", { count: 1, seed: 1 }],
  ])("refuses %s while no run is open", async (route, input) => {
    expect(await trainer.refusal(route, input)).toMatchObject({ code: "conflict", message: { en: "No run is open." } });
  });
});

describe("opening a run", () => {
  it("tells its size, its data and where it stands, and records the first picture", async () => {
    const opened = await trainer.request("run.open", recorded());
    expect(opened).toMatchObject({
      step: 0,
      parameters: { generator: 404, discriminator: 397 },
      stepsPerEpoch: 15,
      dataset: { count: 60, shape: [8, 8, 1], classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] },
    });
    expect(trainer.of("state")).toMatchObject([{ run: "a", generation: 1, state: "paused", step: 0, error: null }]);
    const [samples] = trainer.of("samples");
    expect(samples).toMatchObject({
      run: "a",
      generation: 1,
      step: 0,
      layout: { width: 8, height: 8, columns: 8, count: 64 },
    });
    expect(decode(samples!.png)).toMatchObject({ width: 64, height: 64 });
  });

  it("refuses a wrong recipe at its setting, and leaves the run that is open alone", async () => {
    await trainer.request("run.open", opening());
    const wrong = recipe({ training: training({ batchSize: 61 }) });
    expect(await trainer.refusal("run.open", opening(wrong))).toMatchObject({
      code: "bad-input",
      path: "training.batchSize",
      hint: { en: "The most is 60." },
    });
    expect(await trainer.request("run.stepOnce", { update: "both" })).toEqual({ step: 1 });
  });

  it("that fails leaves no tensors behind", async () => {
    const { tensors } = await trainer.request("memory", {});
    const checkpoint = Uint8Array.of(1, 2, 3);
    expect(await trainer.refusal("run.open", { ...opening(), checkpoint })).toMatchObject({ code: "bad-file" });
    const edits = [{ step: 0, path: "seed", value: 3 }];
    expect(await trainer.refusal("run.open", { ...opening(), edits })).toMatchObject({ code: "bad-input" });
    expect((await trainer.request("memory", {})).tensors).toBe(tensors);
  });

  it("again closes what was open, tensors and all", async () => {
    await trainer.request("run.open", opening());
    const { tensors } = await trainer.request("memory", {});
    await trainer.request("run.open", { ...opening(), generation: 2 });
    expect((await trainer.request("memory", {})).tensors).toBe(tensors);
  });
});

describe("playing", () => {
  it("records every step once, in order, and finishes at the length asked for", async () => {
    await trainer.request("run.open", recorded());
    await trainer.request("run.play", { until: 60 });
    await trainer.untilState("finished");
    expect(trainer.of("state").map(({ state, step }) => [state, step])).toEqual([
      ["paused", 0],
      ["running", 0],
      ["finished", 60],
    ]);
    expect(trainer.recordedSteps).toEqual(upTo(60));
    for (const { seconds, values } of trainer.of("history")) {
      expect(Object.keys(values).sort()).toEqual(metricNames);
      for (const column of Object.values(values)) expect(column.every(Number.isFinite)).toBe(true);
      for (let i = 1; i < seconds.length; i++) expect(seconds[i]).toBeGreaterThan(seconds[i - 1]!);
    }
  });

  it("goes on after the end, and not backwards", async () => {
    await trainer.request("run.open", recorded());
    await trainer.request("run.play", { until: 3 });
    await trainer.untilState("finished");
    expect(await trainer.refusal("run.play", { until: 3 })).toMatchObject({ code: "conflict" });
    await trainer.request("run.play", { until: 5 });
    await trainer.until(() => trainer.of("state").at(-1)?.step === 5);
    expect(trainer.recordedSteps).toEqual(upTo(5));
  });

  it("pauses after the step in hand, with that step and none after it recorded", async () => {
    await trainer.request("run.open", recorded());
    await trainer.request("run.play", { until: 1_000_000 });
    await trainer.until(() => trainer.of("samples").some(({ step }) => step === 10));
    const { step } = await trainer.request("run.pause", {});
    expect(trainer.of("state").at(-1)).toMatchObject({ state: "paused", step });
    const { bytes: _, ...first } = await trainer.request("run.checkpoint", { kind: "kept" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { bytes: __, ...second } = await trainer.request("run.checkpoint", { kind: "kept" });
    expect(second).toEqual(first);
    expect(first.step).toBe(step);
    expect(trainer.recordedSteps).toEqual(upTo(step));
  });

  it("keeps checkpoints by the step, after the history that leads to them", async () => {
    await trainer.request("run.open", recorded(recipe({ training: training({ checkpointEvery: 4 }) })));
    await trainer.request("run.play", { until: 9 });
    await trainer.untilState("finished");
    const kept = trainer.of("checkpoint");
    expect(kept.map(({ checkpoint }) => [checkpoint.step, checkpoint.kind])).toEqual([
      [4, "auto"],
      [8, "auto"],
    ]);
    for (const event of kept) {
      const before = trainer.events.slice(0, trainer.events.indexOf(event));
      const steps = before.flatMap((each) => (each.event === "history" ? [...each.step] : []));
      expect(steps).toEqual(upTo(event.checkpoint.step));
    }
  });

  it("records one picture a due step: early on often, then by the interval", async () => {
    await trainer.request("run.open", recorded(recipe({ training: training({ sampleEvery: 8 }) })));
    await trainer.request("run.play", { until: 25 });
    await trainer.untilState("finished");
    expect(trainer.of("samples").map(({ step }) => step)).toEqual([0, 1, 2, 5, 8, 10, 16, 20, 24]);
  });

  it("goes on from a checkpoint with the bits and the clock of the run before", async () => {
    await trainer.request("run.open", recorded());
    await trainer.request("run.play", { until: 4 });
    await trainer.untilState("finished");
    const { bytes, weightsSha256 } = await trainer.request("run.checkpoint", { kind: "kept" });
    await trainer.request("run.play", { until: 8 });
    await trainer.until(() => trainer.of("state").at(-1)?.step === 8);
    const straight = await trainer.request("run.checkpoint", { kind: "kept" });
    trainer.forget();
    const input = { ...recorded(), generation: 2, checkpoint: bytes, seconds: 100 };
    expect(await trainer.request("run.open", input)).toMatchObject({ step: 4, weightsSha256 });
    await trainer.request("run.play", { until: 8 });
    await trainer.untilState("finished");
    const resumed = await trainer.request("run.checkpoint", { kind: "kept" });
    expect(resumed.weightsSha256).toBe(straight.weightsSha256);
    expect(trainer.recordedSteps).toEqual([5, 6, 7, 8]);
    expect(trainer.of("history")[0]!.seconds[0]).toBeGreaterThan(100);
    expect(trainer.of("history").every(({ generation }) => generation === 2)).toBe(true);
  });
});

describe("single steps", () => {
  it("record one step and one picture each, and leave the run paused", async () => {
    await trainer.request("run.open", recorded());
    trainer.forget();
    expect(await trainer.request("run.stepOnce", { update: "discriminator" })).toEqual({ step: 1 });
    expect(await trainer.request("run.stepOnce", { update: "generator" })).toEqual({ step: 2 });
    expect(await trainer.request("run.stepOnce", { update: "both" })).toEqual({ step: 3 });
    expect(trainer.recordedSteps).toEqual([1, 2, 3]);
    expect(trainer.of("samples").map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(trainer.of("state").map(({ state, step }) => [state, step])).toEqual([
      ["paused", 1],
      ["paused", 2],
      ["paused", 3],
    ]);
  });
});

describe("live edits", () => {
  it("are refused while the run goes, and hold once it is paused", async () => {
    await trainer.request("run.open", opening());
    await trainer.request("run.play", { until: 1_000_000 });
    const edit = { path: "optimizers.generator.learningRate", value: 0 };
    expect(await trainer.refusal("run.edit", edit)).toMatchObject({
      code: "conflict",
      hint: { en: "Pause it first." },
    });
    expect(await trainer.refusal("run.stepOnce", { update: "both" })).toMatchObject({ code: "conflict" });
    await trainer.request("run.pause", {});
    await trainer.request("run.edit", edit);
    await trainer.request("run.edit", { ...edit, path: "optimizers.discriminator.learningRate" });
    const before = await trainer.request("run.checkpoint", { kind: "kept" });
    await trainer.request("run.stepOnce", { update: "both" });
    const after = await trainer.request("run.checkpoint", { kind: "kept" });
    expect(after.weightsSha256).toBe(before.weightsSha256);
    expect(after.step).toBe(before.step + 1);
  });
});

describe("a run that diverges", () => {
  it("stops at the step, names the tensor and the way back, and does not go on", async () => {
    const sgd = { id: "sgd", learningRate: 10, momentumStart: 0.9, momentumEnd: 0.9 };
    const unbounded = {
      id: "gan",
      latentSize: 3,
      generator: { layers: [], output: "linear" },
      discriminator: { layers: [{ units: 6, activation: "linear" }] },
    };
    const absurd = recipe({ model: unbounded, optimizers: { discriminator: sgd, generator: sgd } });
    await trainer.request("run.open", recorded(absurd));
    await trainer.request("run.play", { until: 10_000 });
    await trainer.untilState("diverged");
    const { step, error } = trainer.of("state").at(-1)!;
    expect(error).toMatchObject({
      code: "diverged",
      message: {
        en: expect.stringMatching(new RegExp(`^At step ${step}, (generator|discriminator)/.* became NaN or infinite`)),
        ko: expect.stringMatching(new RegExp(`^스텝 ${step}에서 (generator|discriminator)/.* NaN이나 무한대`)),
      },
      hint: { en: expect.stringContaining("checkpoint") },
    });
    expect(trainer.recordedSteps).toEqual(upTo(step));
    for (const [route, input] of [
      ["run.play", { until: 20_000 }],
      ["run.stepOnce", { update: "both" }],
      ["run.edit", { path: "optimizers.generator.learningRate", value: 0.1 }],
      ["run.checkpoint", { kind: "kept" }],
    ] as const) {
      expect(await trainer.refusal(route, input), route).toMatchObject({ code: "diverged" });
    }
  });
});

describe("a run whose weights are lost while its metrics are still finite", () => {
  /** A checkpoint in which a bias is so large that its numbers add up to infinity; the sigmoid hides it. */
  const lost = async (): Promise<Uint8Array> => {
    await trainer.request("run.open", opening());
    const { tensors, metadata } = decodeSafetensors(
      (await trainer.request("run.checkpoint", { kind: "kept" })).bytes,
      "test",
    );
    const swollen = tensors.map((tensor) =>
      tensor.name === "generator/1/bias" ? { ...tensor, data: new Float32Array(64).fill(3e38) } : tensor,
    );
    return encodeSafetensors({ tensors: swollen, metadata });
  };

  it("is told to have diverged as soon as a checkpoint of it is asked for", async () => {
    await trainer.request("run.open", { ...recorded(), checkpoint: await lost() });
    expect(await trainer.refusal("run.checkpoint", { kind: "kept" })).toMatchObject({ code: "diverged" });
    expect(trainer.of("state").at(-1)).toMatchObject({
      state: "diverged",
      step: 0,
      error: { code: "diverged", message: { en: expect.stringContaining("generator/1/bias") } },
    });
    expect(await trainer.refusal("run.play", { until: 5 })).toMatchObject({ code: "diverged" });
  });

  it("stops where the next checkpoint is due, and is told so once", async () => {
    const often = recipe({ training: training({ checkpointEvery: 3 }) });
    await trainer.request("run.open", { ...recorded(often), checkpoint: await lost() });
    trainer.forget();
    await trainer.request("run.play", { until: 100 });
    await trainer.untilState("diverged");
    expect(trainer.of("checkpoint")).toEqual([]);
    expect(trainer.of("state").map(({ state, step }) => [state, step])).toEqual([
      ["running", 0],
      ["diverged", 3],
    ]);
  });
});

describe("pictures of a run", () => {
  it("of a path begin and end at its ends, and are the same each time", async () => {
    await trainer.request("run.open", opening());
    await trainer.request("run.stepOnce", { update: "both" });
    const a = { from: "preview", index: 3 } as const;
    const b = { from: "seed", seed: 8 } as const;
    const ends = await trainer.request("run.generate", { points: [a, b] });
    for (const mode of ["linear", "spherical"] as const) {
      const path = await trainer.request("run.interpolate", { a, b, mode, positions: [0, 1] });
      expect(path).toEqual(ends);
    }
  });

  it("of a seed are raw numbers in the data's own range", async () => {
    const tanh = { ...tinyRecipe().model, generator: { layers: [{ units: 5 }], output: "tanh" } };
    const dataset = { id: "mnist", source: folder, range: "[-1,1]" };
    await trainer.request("run.open", opening(recipe({ model: tanh, dataset })));
    const sample = await trainer.request("run.sample", { count: 20, seed: 4 });
    expect(sample).toMatchObject({ step: 0, shape: [20, 8, 8, 1], range: [-1, 1] });
    expect(sample.values).toHaveLength(20 * 64);
    expect(Math.min(...sample.values)).toBeLessThan(-0.1);
    expect(await trainer.request("run.sample", { count: 20, seed: 4 })).toEqual(sample);
    const file = join(folder, "drawn.npy");
    writeFileSync(file, "");
    const written = await trainer.request("run.sampleTo", { count: 20, seed: 4, file });
    expect(written).toEqual({ step: 0, shape: [20, 8, 8, 1] });
    const bytes = readFileSync(file);
    const values = bytes.buffer.slice(bytes.byteOffset + bytes.length - 20 * 64 * 4, bytes.byteOffset + bytes.length);
    expect(new Float32Array(values)).toEqual(sample.values);
  });
});
