import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { tf } from "../../src/main/trainer/tensorflow";
import { TrainerClient } from "./client";
import { writeDigits } from "./digits";
import { openRun, tinyRecipe } from "./support";

/** The device under TensorFlow.js, to be broken. */
const device = () =>
  (tf.backend() as unknown as { device: { destroy(): void; createShaderModule(given: { code: string }): void } })
    .device;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-webgpu-"));
  writeDigits(folder, { training: 60, test: 20 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  expect((await openBackend("webgpu")).id).toBe("webgpu");
});

describe("WebGPU", () => {
  it("names its adapter, and tells how where it computes on the processor", async () => {
    const { title, findings } = await openBackend("webgpu");
    expect(title.en).toMatch(/^WebGPU · \S/);
    expect(findings.find(({ id }) => id === "webgpu")).toMatchObject({ state: "used" });
    expect(findings.filter(({ state }) => state === "passed-over")).toHaveLength(3);
  });

  it("gives the same bits for the same seed, and goes on from a checkpoint with them", async () => {
    const straight = openRun(tinyRecipe());
    for (let step = 0; step < 4; step++) await straight.step("both");
    const stopped = openRun(tinyRecipe());
    for (let step = 0; step < 2; step++) await stopped.step("both");
    const resumed = openRun(tinyRecipe());
    await resumed.restore((await stopped.checkpoint("kept")).bytes);
    for (let step = 0; step < 2; step++) await resumed.step("both");
    expect(await resumed.weightsSha256()).toBe(await straight.weightsSha256());
    for (const run of [straight, stopped, resumed]) run.dispose();
  });

  it("reads the metrics of several steps at once, which are those of single steps to the bit", async () => {
    const [together, single] = [openRun(tinyRecipe()), openRun(tinyRecipe())];
    expect(together.series).toBeGreaterThan(1);
    const before = tf.memory().numTensors;
    const made = [...(await together.steps()), ...(await together.steps())];
    expect(tf.memory().numTensors).toBe(before);
    for (const { metrics } of made) expect((await single.step("both")).metrics).toEqual(metrics);
    expect(await together.weightsSha256()).toBe(await single.weightsSha256());
    for (const run of [together, single]) run.dispose();
  });

  it("fails where its device is lost, instead of training on with zeros; another device serves the next run", async () => {
    const run = openRun(tinyRecipe());
    await run.step("both");
    device().destroy();
    await expect(run.step("both")).rejects.toThrow(/device was lost/);
    await openBackend("webgpu");
    const next = openRun(tinyRecipe());
    const { metrics } = await next.step("both");
    expect(Object.values(metrics).every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
    next.dispose();
  });

  it("fails where the driver refuses what it was given, which it tells only on the side", async () => {
    const run = openRun(tinyRecipe());
    await run.step("both");
    device().createShaderModule({ code: "this is no shader" });
    await expect(run.step("both")).rejects.toThrow(/WGSL/);
  });
});

describe("a trainer whose backend fails", () => {
  const opened = async () => {
    const trainer = new TrainerClient();
    await trainer.request("hello", { cacheDirectory: folder, backend: "webgpu" });
    const recipe = tinyRecipe({ dataset: { id: "mnist", source: folder } });
    const about = { run: "a", generation: 1, checkpoint: null, edits: [], seconds: 0, record: false };
    await trainer.request("run.open", { ...about, recipe });
    return trainer;
  };
  const failure = {
    code: "backend-failed",
    message: { en: expect.stringMatching(/at step \d+: the device was lost/), ko: expect.stringMatching(/[가-힣]/) },
  };

  it("in the middle of a run says so, by code and step, and stops", async () => {
    const trainer = await opened();
    await trainer.request("run.play", { until: 1_000_000 });
    await trainer.until(() => trainer.recordedSteps.length > 0 || trainer.of("state").at(-1)?.state === "running");
    device().destroy();
    await trainer.untilState("failed");
    expect(trainer.of("state").at(-1)).toMatchObject({ run: "a", error: failure });
    await trainer.request("run.close", {}).catch(() => undefined);
  });

  it("while paused answers with it, and tells it once", async () => {
    const trainer = await opened();
    device().destroy();
    expect(await trainer.refusal("run.stepOnce", { update: "both" })).toMatchObject(failure);
    expect(await trainer.refusal("run.sample", { count: 1, seed: 1 })).toMatchObject({ code: "backend-failed" });
    expect(trainer.of("state").filter(({ state }) => state === "failed")).toHaveLength(1);
    await trainer.request("run.close", {}).catch(() => undefined);
  });
});
