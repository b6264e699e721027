import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FrameSender, type MetricColumns } from "../../src/main/trainer/frames";
import { FakeWindow, TrainerClient } from "./client";
import { writeDigits } from "./digits";
import { tinyRecipe } from "./support";

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const stepsOf = (window: FakeWindow): number[] => window.of("metrics").flatMap(({ step }) => [...step]);

describe("the sender of frames", () => {
  const row = (step: number, values: Record<string, number> = { "d.loss": step }): MetricColumns => ({
    step: Float64Array.of(step),
    seconds: Float64Array.of(step / 10),
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Float32Array.of(value)])),
  });
  const pace = (step: number) =>
    ({ kind: "pace", state: "running", step, stepsPerSecond: 1, epoch: 0, secondsLeft: null }) as const;
  let window: FakeWindow;
  let sender: FrameSender;
  beforeEach(() => {
    window = new FakeWindow();
    sender = new FrameSender(window.port);
    sender.begin("a", 1);
  });

  it("has one frame of each kind under way; metrics that wait are merged, of others the latest waits", () => {
    for (const step of upTo(9)) {
      sender.sendMetrics(row(step));
      sender.send(pace(step));
    }
    expect(window.frames.map(({ kind }) => kind)).toEqual(["metrics", "pace"]);
    window.acknowledge(window.frames.at(-1)!.sequence);
    expect(window.frames.map(({ kind }) => kind)).toEqual(["metrics", "pace", "metrics", "pace"]);
    expect(stepsOf(window)).toEqual(upTo(9));
    expect([...window.of("metrics")[1]!.values["d.loss"]!]).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(window.of("pace").map(({ step }) => step)).toEqual([1, 9]);
  });

  it("sends nothing twice, however often it is acknowledged", () => {
    sender.sendMetrics(row(1));
    for (const sequence of [1, 1, 0, 99]) window.acknowledge(sequence);
    expect(window.frames).toHaveLength(1);
  });

  it("is not freed by the acknowledgement of an earlier frame", () => {
    sender.sendMetrics(row(1));
    window.acknowledge(1);
    sender.sendMetrics(row(2));
    sender.sendMetrics(row(3));
    window.acknowledge(1);
    expect(stepsOf(window)).toEqual([1, 2]);
    window.acknowledge(2);
    expect(stepsOf(window)).toEqual([1, 2, 3]);
  });

  it("numbers frames without a gap, and stamps them with their run", () => {
    sender.sendMetrics(row(1));
    sender.send(pace(1));
    sender.begin("b", 7);
    sender.sendMetrics(row(5));
    expect(window.frames.map(({ run, generation, sequence }) => [run, generation, sequence])).toEqual([
      ["a", 1, 1],
      ["a", 1, 2],
      ["b", 7, 3],
    ]);
  });

  it("forgets what waited for the run before", () => {
    for (const step of [1, 2, 3]) sender.sendMetrics(row(step));
    sender.begin("b", 2);
    sender.sendMetrics(row(10));
    window.acknowledge(99);
    expect(stepsOf(window)).toEqual([1, 10]);
  });

  it("fills a metric that comes late, or stays away, with NaN", () => {
    for (const columns of [row(1), row(2), row(3, { "d.loss": 3, extra: 7 }), row(4, { extra: 8 })]) {
      sender.sendMetrics(columns);
    }
    window.acknowledge(1);
    expect([...window.of("metrics")[1]!.values.extra!]).toEqual([Number.NaN, 7, 8]);
    expect([...window.of("metrics")[1]!.values["d.loss"]!]).toEqual([2, 3, Number.NaN]);
  });

  it("keeps at most 20,000 steps for a window that is away, the latest ones", () => {
    sender.sendMetrics(row(0));
    const count = 25_000;
    const steps = Float64Array.from(upTo(count));
    sender.sendMetrics({ step: steps, seconds: steps, values: { "d.loss": Float32Array.from(steps) } });
    window.acknowledge(1);
    const { step, values } = window.of("metrics")[1]!;
    expect([step.length, step[0], step.at(-1)]).toEqual([20_000, 5_001, 25_000]);
    expect([values["d.loss"]!.length, values["d.loss"]![0]]).toEqual([20_000, 5_001]);
  });
});

describe("a window at a running trainer", () => {
  let folder: string;
  let trainer: TrainerClient;
  let window: FakeWindow;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saddle-frames-"));
    writeDigits(folder, { training: 60, test: 20 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    trainer = new TrainerClient();
    window = new FakeWindow();
    await trainer.request("hello", { cacheDirectory: folder, backend: null });
  });
  afterEach(() => trainer.request("run.close", {}));

  const open = (generation = 1) => {
    const training = { ...tinyRecipe().training, sampleEvery: 20 };
    const recipe = tinyRecipe({ dataset: { id: "mnist", source: folder }, training });
    const input = { run: "a", generation, recipe, checkpoint: null, edits: [], seconds: 0, record: true };
    return trainer.request("run.open", input);
  };

  it("that never acknowledges gets one frame of each kind, and costs the history nothing", async () => {
    trainer.show(window);
    await open();
    await trainer.request("run.play", { until: 60 });
    await trainer.untilState("finished");
    expect(trainer.recordedSteps).toEqual(upTo(60));
    for (const kind of ["metrics", "samples", "pace", "task"] as const) {
      expect(window.of(kind).length, kind).toBeLessThanOrEqual(1);
    }
    // Once it wakes up it gets all metrics, and of pictures and pace where things stand now.
    window.acknowledge(window.frames.at(-1)!.sequence);
    expect(stepsOf(window)).toEqual(upTo(60));
    expect(window.of("samples").map(({ step }) => step)).toEqual([0, 60]);
    expect(window.of("pace").at(-1)).toMatchObject({ state: "finished", step: 60, stepsPerSecond: 0 });
    expect(window.of("pace").at(-1)!.epoch).toBeCloseTo(60 / 15, 9);
  });

  it("that keeps up sees each step once, and the atlas of every recorded picture", async () => {
    trainer.show(window);
    const { post } = window.port;
    window.port.post = (frame) => {
      post(frame);
      setImmediate(() => window.acknowledge(frame.sequence));
    };
    await open();
    await trainer.request("run.play", { until: 60 });
    await trainer.untilState("finished");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stepsOf(window)).toEqual(upTo(60));
    // The last one is sent once the one before it is acknowledged.
    await vi.waitFor(() => expect(window.of("samples").at(-1)).toMatchObject({ step: 60 }));
    const last = window.of("samples").at(-1)!;
    expect(last).toMatchObject({ run: "a", generation: 1, step: 60 });
    expect(last.atlas.rgba).toHaveLength(64 * 64 * 4);
  });

  it("that opens in the middle is shown where the run stands", async () => {
    await open();
    await trainer.request("run.play", { until: 7 });
    await trainer.untilState("finished");
    trainer.show(window);
    // Whatever comes next waits until the window was told how things stand.
    await trainer.request("run.pause", {});
    expect(window.of("pace")).toMatchObject([{ state: "finished", step: 7 }]);
    expect(window.of("samples")).toMatchObject([{ run: "a", step: 7 }]);
  });

  it("gets frames of the new generation once a run is opened again", async () => {
    trainer.show(window);
    await open(1);
    await trainer.request("run.play", { until: 5 });
    await trainer.untilState("finished");
    const before = window.frames.length;
    await open(2);
    expect(window.frames.slice(before).every(({ generation }) => generation === 2)).toBe(true);
    expect(window.frames.slice(before).map(({ kind }) => kind)).toContain("samples");
  });
});
