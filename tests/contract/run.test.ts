import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { activeRun, openLab, refusalOf, smallRecipe, temporaryFolder, untilState } from "./support";

const latest = (checkpoints: readonly { step: number; weightsSha256: string }[]) => checkpoints.at(-1);

describe("a run", () => {
  it("records every step, the samples and the checkpoints that its recipe asks for", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe() });
    expect(lab.project()).toMatchObject({ dirty: false, activeRun: null, runs: [] });
    await lab.play();
    const run = await untilState(lab, "finished");
    expect(run).toMatchObject({ step: 40, problem: null, parent: null });
    // 8 -> 16 -> 784 and 784 -> 16 -> 1, with biases.
    expect(run.parameters).toEqual({ generator: 8 * 16 + 16 + 16 * 784 + 784, discriminator: 784 * 16 + 16 + 16 + 1 });
    expect(run.checkpoints.map(({ step, kind }) => `${kind} ${step}`)).toEqual([
      "auto 10",
      "auto 20",
      "auto 30",
      "kept 40",
    ]);
    expect(run.sampleSteps).toEqual([0, 1, 2, 5, 10, 20, 40]);
    const history = await lab.history(run.id);
    expect([...history.step]).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(Object.keys(history.values).sort()).toEqual(["d.fake", "d.loss", "d.real", "g.loss", "value"]);
    // V(D, G) = −(the two cross-entropies), which is D's loss with the sign turned.
    expect(Array.from(history.values.value!)).toEqual(Array.from(history.values["d.loss"]!, (loss) => -loss));
    const { samples } = await lab.samplesAt(run.id, 19);
    expect(samples).toMatchObject({ step: 10, layout: { width: 28, height: 28, columns: 8, count: 64 } });
  });

  it("goes on after saving, quitting and opening to the very bits of a run that was never interrupted", async () => {
    const folder = await temporaryFolder();
    const whole = await openLab(join(folder, "one"));
    await whole.create("gan-mnist", { recipe: smallRecipe() });
    await whole.play();
    const straight = latest((await untilState(whole, "finished")).checkpoints);

    const path = join(folder, "halves.saddle");
    const first = await openLab(join(folder, "two"));
    await first.create("gan-mnist", { recipe: smallRecipe(), path });
    await first.play(17);
    expect((await untilState(first, "finished")).step).toBe(17);
    await first.save(path);
    await first.shutdown({ keep: true });

    const second = await openLab(join(folder, "two"));
    expect(await second.recoverable()).toEqual([]);
    await second.open(path);
    expect(activeRun(second)).toMatchObject({ step: 17, state: "idle" });
    await second.play(23);
    const run = await untilState(second, "finished");
    expect(latest(run.checkpoints)).toEqual(straight);
    expect([...(await second.history(run.id)).step]).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it("goes beyond its length by as much again, and says so in its history", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe({ "training.steps": 10 }) });
    await lab.play();
    await untilState(lab, "finished");
    await lab.play();
    await untilState(lab, "running", "finished");
    const run = await untilState(lab, "finished");
    expect(run.step).toBe(20);
    expect(run.edits).toEqual([{ step: 10, path: "training.steps", value: 20 }]);
  });

  it("takes single updates while paused, each moving its own network", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe() });
    const hashes: (string | undefined)[] = [];
    for (const update of ["discriminator", "generator", "both"] as const) {
      expect(await lab.stepOnce(update)).toEqual({ step: hashes.length + 1 });
      await lab.checkpoint();
      hashes.push(latest(activeRun(lab).checkpoints)?.weightsSha256);
    }
    expect(new Set(hashes).size).toBe(3);
    expect(activeRun(lab)).toMatchObject({ state: "paused", step: 3 });
  });

  it("takes live settings only while paused, and replays them after a resume", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "edited.saddle");
    const rate = "optimizers.generator.learningRate";
    const lab = await openLab(folder);
    await lab.create("gan-mnist", { recipe: smallRecipe({ "training.steps": 100_000 }), path });
    await lab.play();
    expect(await refusalOf(lab.edit(rate, 1e-3))).toMatchObject({ code: "conflict" });
    const { step } = await lab.pause();
    expect(await refusalOf(lab.edit("optimizers.generator.learningRat", 1))).toMatchObject({
      code: "bad-input",
      hint: { en: expect.stringContaining(rate) },
    });
    expect(await refusalOf(lab.edit(rate, 1e9))).toMatchObject({ code: "bad-input", path: rate });
    await lab.edit(rate, 1e-3);
    await lab.edit(rate, 5e-4);
    expect(activeRun(lab).edits).toEqual([{ step, path: rate, value: 5e-4 }]);
    await lab.play(10);
    const straight = latest((await untilState(lab, "finished")).checkpoints);
    await lab.save(path);
    // Back to before the last ten steps, in a run of its own, and the same way again.
    const before = activeRun(lab).checkpoints.find((checkpoint) => checkpoint.step === step)!;
    await lab.branch(activeRun(lab).id, before.step);
    expect(activeRun(lab)).toMatchObject({ state: "paused", step, parent: { run: "run-1", step } });
    expect(activeRun(lab).recipe.optimizers.generator?.learningRate).toBe(5e-4);
    await lab.play(10);
    expect(latest((await untilState(lab, "finished")).checkpoints)).toMatchObject({
      step: step + 10,
      weightsSha256: straight!.weightsSha256,
    });
  });

  it("leaves the first run where it was when another is chosen, and begins anew from the recipe on demand", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe() });
    await lab.play();
    await untilState(lab, "finished");
    expect(await refusalOf(lab.setRecipe(smallRecipe({ seed: 2 })))).toMatchObject({ code: "conflict" });
    await lab.restart();
    expect(lab.project()).toMatchObject({ activeRun: null });
    await lab.setRecipe(smallRecipe({ seed: 2 }));
    await lab.setRecipe(smallRecipe({ seed: 3 }));
    await lab.undo();
    await lab.play(10);
    const second = await untilState(lab, "finished");
    expect(second).toMatchObject({ id: "run-2", step: 10, recipe: { seed: 2 } });
    await lab.select("run-1");
    expect(activeRun(lab)).toMatchObject({ id: "run-1", step: 40, state: "idle" });
    await lab.play(5);
    await untilState(lab, "finished");
    expect(lab.project()?.runs.map(({ id, step }) => `${id} ${step}`)).toEqual(["run-1 45", "run-2 10"]);
  });

  it("is refused before it begins where a setting is wrong, at that setting", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe({ "training.batchSize": 1000 }) });
    expect(await refusalOf(lab.play())).toMatchObject({ code: "bad-input", path: "training.batchSize" });
    expect(lab.project()).toMatchObject({ runs: [], activeRun: null, dirty: false });
  });

  it("halts where numbers are lost, names the tensor, and goes back to the last good checkpoint", async () => {
    const lab = await openLab(await temporaryFolder());
    // Nothing bounds a linear output.
    const sgd = { id: "sgd", learningRate: 0.01 };
    const recipe = smallRecipe({
      "model.generator.output": "linear",
      "optimizers.generator": sgd,
      "optimizers.discriminator": sgd,
    });
    await lab.create("gan-mnist", { recipe });
    await lab.play(20);
    await untilState(lab, "finished");
    await lab.edit("optimizers.generator.learningRate", 10);
    await lab.edit("optimizers.discriminator.learningRate", 10);
    await lab.play(20_000);
    const run = await untilState(lab, "diverged", "finished");
    expect(run.state).toBe("diverged");
    expect(run.problem?.en).toMatch(
      /^At step \d+, (generator|discriminator|optimizer|d\.|g\.|value)\S* became NaN or infinite\.$/,
    );
    expect(await refusalOf(lab.play())).toMatchObject({ code: "diverged" });
    const good = run.checkpoints.at(-1)!;
    await lab.branch(run.id, good.step);
    expect(activeRun(lab)).toMatchObject({ state: "paused", step: good.step });
    expect(lab.project()?.runs[0]).toMatchObject({ state: "diverged" });
  });
});

describe("latent points", () => {
  it("become pictures of the loaded run, the same for the same point, and its ends on a path", async () => {
    const lab = await openLab(await temporaryFolder());
    const a = { from: "preview", index: 3 } as const;
    const b = { from: "seed", seed: 9 } as const;
    expect(await refusalOf(lab.generate({ points: [a] }))).toMatchObject({ code: "conflict" });
    await lab.create("gan-mnist", { recipe: smallRecipe() });
    await lab.play(5);
    await untilState(lab, "finished");
    const ends = await lab.generate({ points: [a, b] });
    expect(ends).toMatchObject({ step: 5, atlas: { width: 28, height: 28, count: 2, columns: 2 } });
    for (const mode of ["linear", "spherical"] as const) {
      const path = await lab.interpolate({ a, b, mode, positions: [0, 1] });
      expect(Buffer.compare(path.atlas.rgba, ends.atlas.rgba)).toBe(0);
    }
  });
});
