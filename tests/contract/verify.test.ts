import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withSetting } from "../../src/main/lab/recipePath";
import { recipeById } from "../../src/main/lab/recipes";
import { Journal } from "../../src/main/project/journal";
import { activeRun, openLab, refusalOf, smallRecipe, temporaryFolder, untilState } from "./support";

/** A run with everything that a history can hold: checkpoints, live edits, single updates, one that goes on. */
async function trained() {
  const home = await temporaryFolder();
  const lab = await openLab(home);
  await lab.create("gan-mnist", { recipe: smallRecipe() });
  await lab.play(10);
  await untilState(lab, "finished");
  await lab.edit("optimizers.generator.learningRate", 0.001);
  await lab.stepOnce("discriminator");
  await lab.stepOnce("discriminator");
  await lab.stepOnce("generator");
  await lab.edit("model.discriminatorSteps", 2);
  await lab.play(7);
  await untilState(lab, "finished");
  const path = join(home, "run.saddle");
  await lab.save(path);
  return { lab, path };
}

describe("a replay", () => {
  it("reproduces checkpoints, edits, single updates and a resumed run to the bit, and changes nothing", async () => {
    const { lab, path } = await trained();
    const before = activeRun(lab);
    expect(before.step).toBe(20);
    const whole = await lab.verify({ from: 0 });
    expect(whole).toMatchObject({ from: 0, to: 20, steps: 20, difference: null, reproduced: true });
    expect(whole.checkpoints.map(({ step }) => step)).toEqual(before.checkpoints.map(({ step }) => step));
    expect(activeRun(lab)).toEqual({ ...before, state: "idle" });
    await lab.shutdown({ keep: false });

    // The same from the file, in another lab, and after it went on from its last checkpoint.
    const again = await openLab(await temporaryFolder());
    await again.open(path);
    expect(await again.verify()).toMatchObject({ to: 20, reproduced: true });
    await again.play(5);
    await untilState(again, "finished");
    const resumed = await again.verify({ from: 0 });
    expect(resumed).toMatchObject({ to: 25, reproduced: true });
  });

  it("reproduces a VAE whose β was changed on the way", async () => {
    const lab = await openLab(await temporaryFolder());
    const { recipe } = recipeById("vae-2d-mnist");
    const small = {
      "dataset.examples": 640,
      "model.layers.0.units": 16,
      "training.batchSize": 32,
      "training.sampleEvery": 20,
      "training.checkpointEvery": 10,
    };
    await lab.create("vae-2d-mnist", {
      recipe: Object.entries(small).reduce((each, [path, value]) => withSetting(each, path, value), recipe),
    });
    await lab.play(5);
    await untilState(lab, "finished");
    await lab.edit("model.beta", 4);
    await lab.play(10);
    await untilState(lab, "finished");
    expect(activeRun(lab).edits).toContainEqual(expect.objectContaining({ step: 5, path: "model.beta", value: 4 }));
    expect(await lab.verify({ from: 0 })).toMatchObject({ from: 0, to: 15, difference: null, reproduced: true });
  });

  it("of a history that was tampered with names the first figure and the weights that do not come out", async () => {
    const { lab, path } = await trained();
    await lab.shutdown({ keep: false });
    const journal = await Journal.openFile(join(await temporaryFolder(), "journals"), path);
    await journal.update(({ runs }) => {
      runs[0]!.edits.find((edit) => edit.path === "optimizers.generator.learningRate")!.value = 0.002;
    });
    await journal.pack(path);
    await journal.close({ keep: false });

    const home = await temporaryFolder();
    const again = await openLab(home);
    await again.open(path);
    const found = await again.verify({ from: 10 });
    // G moved alone at step 13 with another rate, so the figures differ from the step after it on.
    expect(found).toMatchObject({ reproduced: false, from: 10, to: 20, difference: { step: 14 } });
    expect(found.difference!.recorded).not.toBe(found.difference!.found);
    const last = found.checkpoints.at(-1)!;
    expect([last.step, last.recorded === last.found]).toEqual([20, false]);
  });

  it("is refused where there is no such checkpoint, with those that there are", async () => {
    const { lab } = await trained();
    expect(await refusalOf(lab.verify({ from: 7 }))).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("step 7"),
      hint: { en: "It can be replayed from: 0, 10." },
    });
    const empty = await openLab(await temporaryFolder());
    await empty.create("gan-mnist");
    expect(await refusalOf(empty.verify())).toMatchObject({ code: "not-found", hint: { en: "Train it first." } });
  });
});
