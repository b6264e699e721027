import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EventPayload } from "../../src/shared/contract/events";
import { activeRun, openLab, smallRecipe, temporaryFolder, untilState, untilStep } from "./support";

const long = { "training.steps": 1_000_000 };

describe("when the trainer is killed", () => {
  it("the run waits at its last checkpoint, the trainer comes back, and a resume repeats the same bits", async () => {
    const folder = await temporaryFolder();
    const whole = await openLab(join(folder, "whole"));
    await whole.create("gan-mnist", { recipe: smallRecipe() });
    await whole.play();
    const straight = (await untilState(whole, "finished")).checkpoints.at(-1);
    await whole.shutdown({ keep: false });

    const lab = await openLab(join(folder, "killed"));
    const statuses: string[] = [];
    const notices: EventPayload<"notice">[] = [];
    lab.on("trainer.changed", ({ status }) => statuses.push(status));
    lab.on("notice", (notice) => notices.push(notice));
    await lab.create("gan-mnist", { recipe: smallRecipe(long) });
    await lab.play();
    await untilStep(lab, 15);
    process.kill(lab.trainers[0]!.pid!, "SIGKILL");
    const failed = await untilState(lab, "failed");
    expect(failed.problem).toEqual({
      en: expect.stringContaining("SIGKILL"),
      ko: expect.stringMatching(/^학습기가 .*SIGKILL/),
    });
    expect(notices).toMatchObject([{ level: "error", error: { code: "trainer-died" } }]);
    await lab.hello();
    expect(lab.trainers).toHaveLength(2);
    expect(statuses).toEqual(["starting", "ready", "failed", "restarting", "ready"]);

    // Steps since the last checkpoint are trained again, from there to step 40 exactly.
    const from = failed.checkpoints.at(-1)!.step;
    const target = Math.max(40, from + 1);
    await lab.play(target - from);
    const run = await untilState(lab, "finished");
    expect(run).toMatchObject({ step: target, problem: null });
    if (target === 40) expect(run.checkpoints.at(-1)?.weightsSha256).toBe(straight?.weightsSha256);
    expect([...(await lab.history(run.id)).step]).toEqual(Array.from({ length: target }, (_, index) => index + 1));
  });

  it("three times in a row, it is not started again for now", async () => {
    const lab = await openLab(await temporaryFolder());
    for (let death = 1; death <= 3; death++) {
      const { pid } = await lab.hello();
      const failed = new Promise<void>((done) => {
        lab.on("trainer.changed", ({ status }) => status === "failed" && done());
      });
      process.kill(pid, "SIGKILL");
      await failed;
    }
    await expect(lab.hello()).rejects.toMatchObject({
      code: "trainer-died",
      hint: { en: expect.stringMatching(/in \d+ s/) },
    });
    expect(lab.trainers).toHaveLength(3);
  });

  it("or hangs, stopping ends it and keeps what was recorded", async () => {
    const lab = await openLab(await temporaryFolder());
    await lab.create("gan-mnist", { recipe: smallRecipe(long) });
    await lab.play();
    await untilStep(lab, 15);
    process.kill(lab.trainers[0]!.pid!, "SIGSTOP");
    await lab.stop();
    const run = activeRun(lab);
    expect(run.state).toBe("failed");
    expect(run.problem?.en).toContain("did not answer");
    expect(run.checkpoints.at(-1)!.step).toBeGreaterThanOrEqual(10);
    await lab.play(5);
    expect((await untilState(lab, "finished")).step).toBe(run.checkpoints.at(-1)!.step + 5);
  });
});

describe("when the lab itself ends without a word", () => {
  it("what it recorded is offered back with its step, and goes on", async () => {
    const home = await temporaryFolder();
    const path = join(home, "digits.saddle");
    const lab = await openLab(home);
    await lab.create("gan-mnist", { recipe: smallRecipe(), path });
    await lab.play();
    await untilState(lab, "finished");
    // A session that ends (log-out): there is no time to ask or save.
    await lab.shutdown({ keep: true });

    const next = await openLab(home);
    const [leftover] = await next.recoverable();
    expect(leftover).toMatchObject({ name: "gan-mnist", step: 40, path });
    // Opening the file, which was never written, brings back what belongs to it.
    await next.open(path);
    expect(next.project()).toMatchObject({ recovered: true, dirty: true });
    expect(await next.recoverable()).toEqual([]);
    await next.play(5);
    expect((await untilState(next, "finished")).step).toBe(45);
    await next.save(path);
    expect(next.project()).toMatchObject({ dirty: false, name: "digits" });
  });
});
