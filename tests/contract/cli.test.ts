import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { recipes } from "../../src/main/lab/recipes";
import { backendIds } from "../../src/shared/contract/trainer";
import { writeDigits } from "../trainer/digits";
import { built, temporaryFolder } from "./support";

interface Answer {
  code: number | null;
  lines: Record<string, unknown>[];
  errors: string;
}

const settings = [
  "dataset.examples=640",
  "model.latentSize=8",
  "model.generator.layers.0.units=16",
  "model.generator.layers.1.units=16",
  "model.discriminator.layers.0.units=16",
  "model.discriminator.layers.1.units=16",
  "training.batchSize=32",
  "training.sampleEvery=1000",
].flatMap((assignment) => ["--set", assignment]);
const train = (path: string, ...more: string[]) => ["train", path, "--recipe", "gan-mnist", ...settings, ...more];

/** @param onLine called with each line of standard output as it comes */
function start(
  home: string,
  words: readonly string[],
  onLine: (line: Record<string, unknown>, child: ChildProcess) => void = () => undefined,
): Promise<Answer> {
  const child = spawn(process.execPath, [built("cli.js"), ...words], {
    env: { ...process.env, SADDLE_HOME: home },
    cwd: home,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: Record<string, unknown>[] = [];
  let rest = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line = words.includes("--json") ? (JSON.parse(part) as Record<string, unknown>) : { text: part };
      lines.push(line);
      onLine(line, child);
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, lines, errors }));
  });
}

describe("the command line", () => {
  it("trains, resumes, inspects and samples one project, in JSON", async () => {
    const home = await temporaryFolder();
    const project = join(home, "digits.saddle");
    const trained = await start(home, [...train("digits.saddle", "--steps", "30", "--seed", "5"), "--json"]);
    expect(trained.code).toBe(0);
    const metrics = trained.lines.filter(({ event }) => event === "metrics");
    expect(metrics.at(-1)).toMatchObject({
      step: 30,
      values: {
        "d.loss": expect.any(Number),
        "g.loss": expect.any(Number),
        "d.real": expect.any(Number),
        "d.fake": expect.any(Number),
      },
      stepsPerSecond: expect.any(Number),
    });
    expect(trained.lines.at(-1)).toMatchObject({ event: "done", step: 30, seconds: expect.any(Number) });

    const resumed = await start(home, ["resume", "digits.saddle", "--steps", "12", "--json"]);
    expect(resumed.code).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ event: "done", step: 42 });

    const inspected = await start(home, ["inspect", "digits.saddle", "--json"]);
    expect(inspected.lines).toHaveLength(1);
    expect(inspected.lines[0]).toMatchObject({
      recipe: "gan-mnist",
      seed: 5,
      runs: [
        {
          id: "run-1",
          parent: null,
          step: 42,
          checkpoints: [{ step: 30 }, { step: 42 }],
          parameters: { discriminator: 784 * 16 + 16 + 16 * 16 + 16 + 16 + 1 },
          weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });

    const before = createHash("sha256")
      .update(await readFile(project))
      .digest("hex");
    const arrays = [];
    for (const step of ["30", "42", "42"]) {
      const sampled = await start(home, [
        ...[
          "sample",
          "digits.saddle",
          "--count",
          "6",
          "--seed",
          "3",
          "--step",
          step,
          "--out",
          `s${step}.npy`,
          "--json",
        ],
      ]);
      expect(sampled.code).toBe(0);
      expect(sampled.lines.at(-1)).toMatchObject({ step: Number(step), shape: [6, 28, 28, 1] });
      arrays.push((await readFile(join(home, `s${step}.npy`))).toString("base64"));
    }
    expect(arrays[1]).toBe(arrays[2]);
    expect(arrays[0]).not.toBe(arrays[1]);
    const told = await start(home, ["sample", "digits.saddle", "--count", "1", "--class", "3", "--out", "three.png"]);
    expect(told).toMatchObject({ code: 2, errors: expect.stringContaining("not told classes") });
    const grid = await start(home, ["sample", "digits.saddle", "--count", "6", "--out", "grid.png"]);
    expect(grid.code).toBe(0);
    expect(decode(await readFile(join(home, "grid.png")))).toMatchObject({
      width: 3 * 28,
      height: 2 * 28,
      channels: 1,
    });
    const few = ["--samples", "50", "--validation", "20", "--images", "40"];
    const likelihood = await start(home, ["parzen", "digits.saddle", ...few, "--step", "30", "--json"]);
    expect(likelihood.code).toBe(0);
    expect(likelihood.lines.at(-1)).toMatchObject({
      ...{ event: "done", step: 30, samples: 50, testImages: 40, validationImages: 20, validationSource: "left-out" },
      ...{ logLikelihood: expect.any(Number), sigma: expect.any(Number) },
    });
    expect(
      createHash("sha256")
        .update(await readFile(project))
        .digest("hex"),
    ).toBe(before);

    const again = await start(home, train("digits.saddle", "--steps", "1"));
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining("exists already") });

    const cut = join(home, "cut.saddle");
    await copyFile(project, cut);
    await truncate(cut, (await stat(cut)).size - 100);
    for (const words of [
      ["inspect", "cut.saddle"],
      ["resume", "cut.saddle", "--steps", "1"],
    ]) {
      const refused = await start(home, words);
      expect(refused).toMatchObject({ code: 3, errors: expect.stringContaining(cut) });
    }
  }, 180_000);

  it("learns the classes of the data, and tells how many generated images it recognises", async () => {
    const home = await temporaryFolder();
    writeDigits(home, { training: 200, test: 20 });
    const words = ["train", "small.saddle", "--recipe", "gan-mnist", ...settings.slice(2)];
    const trained = await start(home, [...words, "--data", "train-images-idx3-ubyte", "--steps", "2", "--json"]);
    expect(trained).toMatchObject({ code: 0 });
    const measured = await start(home, ["recognition", "small.saddle", "--samples", "50", "--json"]);
    expect(measured).toMatchObject({ code: 0 });
    const figures = measured.lines.at(-1) as { counts: number[]; recognised: number };
    expect(figures).toMatchObject({
      ...{ event: "done", step: 2, samples: 50, confidence: 0.9, classes: [..."0123456789"] },
      heldOut: { images: 20, accuracy: 1, recognised: 1 },
    });
    expect(figures.counts.reduce((sum, each) => sum + each, 0)).toBe(50);
    // The second time it is known: the figures are the same, to the digit.
    const all = ["recognition", "small.saddle", "--samples", "50", "--confidence", "0", "--json"];
    expect((await start(home, all)).lines.at(-1)).toMatchObject({ counts: figures.counts, recognised: 1 });

    await start(home, ["train", "ring.saddle", "--recipe", "gan-ring", "--steps", "1"]);
    expect(await start(home, ["recognition", "ring.saddle"])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("Only generated pictures"),
    });
  }, 180_000);

  it("finishes the step, checkpoints, saves and says so when it is interrupted", async () => {
    const home = await temporaryFolder();
    let asked = false;
    // However fast it trains, no other checkpoint comes first.
    const words = [...train("long.saddle", "--steps", "1000000", "--checkpoint-every", "0"), "--json"];
    const answer = await start(home, words, (line, child) => {
      if (line.event !== "metrics" || asked) return;
      asked = true;
      // As a terminal does under npm, which passes on what the terminal has sent already.
      child.kill("SIGINT");
      child.kill("SIGINT");
    });
    expect(answer.code).toBe(130);
    const last = answer.lines.at(-1);
    expect(last).toMatchObject({ event: "interrupted", step: expect.any(Number) });
    const inspected = await start(home, ["inspect", "long.saddle", "--json"]);
    expect(inspected.lines[0]).toMatchObject({ runs: [{ step: last?.step, checkpoints: [{ step: last?.step }] }] });
  });

  it("goes on from the last checkpoint after it was killed", async () => {
    const home = await temporaryFolder();
    const words = [...train("killed.saddle", "--steps", "1000000", "--checkpoint-every", "20"), "--json"];
    let safe = 0;
    const killed = await start(home, words, (line, child) => {
      if (line.event !== "checkpoint") return;
      safe = line.step as number;
      child.kill("SIGKILL");
    });
    expect(killed.code).toBeNull();
    const refused = await start(home, train("killed.saddle", "--steps", "1"));
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining("left behind") });
    const resumed = await start(home, ["resume", "killed.saddle", "--steps", "3", "--json"]);
    expect(resumed.errors).toContain("recovered");
    expect(resumed.lines.at(-1)).toMatchObject({ event: "done", step: expect.any(Number) });
    expect((resumed.lines.at(-1)?.step as number) - 3).toBeGreaterThanOrEqual(safe);
  });

  it.each([
    ["an unknown recipe", ["train", "x.saddle", "--recipe", "gan-mnst"], 2, "Did you mean gan-mnist?"],
    ["an unknown setting", train("x.saddle", "--set", "model.latentSiz=3"), 2, "Did you mean model.latentSize?"],
    ["a value out of range", train("x.saddle", "--set", "model.latentSize=0"), 2, "The least is 1."],
    ["a value that is no choice", train("x.saddle", "--set", "model.order=alternatin"), 2, "Did you mean alternating?"],
    ["a batch larger than the data", train("x.saddle", "--set", "training.batchSize=4096"), 2, "The most is 640."],
    ["own pictures that are not named", ["train", "x.saddle", "--recipe", "dcgan-64"], 2, "--data photos/"],
    ["no steps", train("x.saddle", "--steps", "0"), 2, "from 1 to"],
    ["an unknown backend", train("x.saddle", "--backend", "webgp"), 2, "Did you mean webgpu?"],
    ["an unknown command", ["trian"], 2, "Did you mean train?"],
    ["a project that is not there", ["inspect", "nowhere.saddle"], 3, "does not exist"],
    ["data that is not there", train("x.saddle", "--data", "nowhere"), 3, "nowhere does not exist"],
    ["an output of no format", ["sample", "x.saddle", "--count", "1", "--out", "x.gif"], 2, ".png or .npy"],
  ])("refuses %s by name, and writes nothing", async (_what, words, code, hint) => {
    const home = await temporaryFolder();
    const answer = await start(home, words);
    expect(answer).toMatchObject({ code, errors: expect.stringContaining(hint) });
    await expect(stat(join(home, "x.saddle"))).rejects.toThrow();
  });

  it("doctors, trains, goes on and samples on the backend that is asked for, and keeps it for no other command", async () => {
    const home = await temporaryFolder();
    const on = ["--backend", "wasm"];
    const doctor = await start(home, ["doctor", ...on, "--json"]);
    const findings = doctor.lines[0]?.findings as { id: string; label?: { en: string } }[];
    expect(findings.filter(({ label }) => label?.en === "In use").map(({ id }) => id)).toEqual(["backend.wasm"]);
    const words = train("chosen.saddle", "--steps", "2", ...on);
    expect(await start(home, words)).toMatchObject({ code: 0 });
    const resumed = await start(home, ["resume", "chosen.saddle", "--steps", "2", ...on, "--json"]);
    expect(resumed.lines.at(-1)).toMatchObject({ event: "done", step: 4 });
    // Another backend rounds otherwise; the same one gives the same bits.
    expect(await start(home, ["verify", "chosen.saddle", "--from", "0", ...on])).toMatchObject({ code: 0 });
    const sampled = await start(home, ["sample", "chosen.saddle", "--count", "4", "--out", "four.png", ...on]);
    expect(sampled).toMatchObject({ code: 0 });
    await expect(stat(join(home, "settings.json"))).rejects.toThrow();
  });

  it("names the adapter where WebGPU is asked for", async () => {
    const doctor = await start(await temporaryFolder(), ["doctor", "--backend", "webgpu", "--json"]);
    const findings = doctor.lines[0]?.findings as { id: string; detail: { en: string } }[];
    expect(findings.find(({ id }) => id === "backend.used")?.detail.en).toMatch(/^WebGPU · \S/);
  });

  it("ends in order when nobody reads its answer to the end", async () => {
    const home = await temporaryFolder();
    const answer = await start(home, [...train("unread.saddle", "--steps", "30"), "--json"], (_line, child) => {
      child.stdout?.destroy();
    });
    expect(answer).toMatchObject({ code: 0, errors: expect.not.stringContaining("EPIPE") });
    const inspected = await start(home, ["inspect", "unread.saddle", "--json"]);
    expect(inspected.lines[0]).toMatchObject({ runs: [{ step: 30 }] });
  });

  it("lists recipes and tells what runs where", async () => {
    const home = await temporaryFolder();
    const { lines } = await start(home, ["recipes", "--json"]);
    expect(lines.map(({ id }) => id)).toEqual(recipes.map(({ id }) => id));
    expect(lines.length).toBeGreaterThan(7);
    const doctor = await start(home, ["doctor", "--json"]);
    expect(doctor.code).toBe(0);
    const findings = doctor.lines[0]?.findings as { id: string; status: string; detail: { en: string } }[];
    const backends = findings.filter(({ id }) => id.startsWith("backend.") && id !== "backend.used");
    expect(backends.map(({ id }) => id)).toEqual(backendIds.map((id) => `backend.${id}`));
    for (const { detail } of backends) expect(detail.en).toMatch(/\.$/);
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["backend.used", "data.mnist", "disk.home", "memory", "node"]),
    );
  });
});
