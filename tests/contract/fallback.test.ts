import { describe, expect, it } from "vitest";
import type { EventPayload } from "../../src/shared/contract/events";
import type { BackendId, TrainerHello } from "../../src/shared/contract/trainer";
import { expectBothLanguages } from "../bilingual";
import { activeRun, type LabUnderTest, openLab, smallRecipe, temporaryFolder, untilState, untilStep } from "./support";

const long = { "training.steps": 1_000_000 };
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** A lab, and what it told of itself. */
async function watched(options?: LabUnderTest) {
  const lab = await openLab(await temporaryFolder(), options);
  const notices: EventPayload<"notice">[] = [];
  lab.on("notice", (notice) => notices.push(notice));
  return { lab, notices };
}

const told = (notices: readonly EventPayload<"notice">[]): string[] => {
  for (const { level, error } of notices) {
    expect(level).toBe("warning");
    expect(error.code).toBe("backend-failed");
    expectBothLanguages(error);
  }
  return notices.map(({ error }) => error.message.en);
};

const stateOf = ({ findings }: TrainerHello, id: BackendId) => findings.find((finding) => finding.id === id)?.state;

describe("a backend that takes the trainer with it in the middle of a run", () => {
  it("is left: the run goes on by itself from its last checkpoint on the next one", async () => {
    const { lab, notices } = await watched();
    const first = await lab.hello();
    const states: string[] = [];
    lab.on("project.changed", ({ project }) => {
      const state = project?.runs[0]?.state;
      if (state !== undefined && states.at(-1) !== state) states.push(state);
    });
    await lab.create("gan-mnist", { recipe: smallRecipe(long) });
    await lab.play();
    await untilStep(lab, 15);
    process.kill(lab.trainers[0]!.pid!, "SIGSEGV");
    await untilState(lab, "loading");
    await untilState(lab, "running");
    const second = await lab.hello();
    const reached = activeRun(lab).step;
    await untilStep(lab, reached + 10);
    const { step } = await lab.pause();
    await lab.settled();
    const run = activeRun(lab);
    expect(run).toMatchObject({ step, problem: null });
    expect([...(await lab.history(run.id)).step]).toEqual(upTo(step));
    // Changes are told together, a little later.
    await expect.poll(() => states.at(-1)).toBe("paused");
    // Whoever waits for the run (the command line) never sees it stand still in between.
    expect(states.slice(states.indexOf("running"))).toEqual(["running", "loading", "running", "paused"]);

    expect(lab.trainers).toHaveLength(2);
    expect(second.backend).not.toBe(first.backend);
    expect(stateOf(second, first.backend)).toBe("failed");
    const [instead, from] = told(notices);
    expect(instead).toMatch(/^TensorFlow .* failed; .* is used instead\. .*SIGSEGV/);
    expect(instead).toContain(second.backendTitle.en);
    expect(from).toMatch(/^Training goes on from step \d+, the last checkpoint, on /);
    expect(notices).toHaveLength(2);
  });

  it("does not set a run going that was paused; it waits at its checkpoint for whoever plays it", async () => {
    const { lab, notices } = await watched();
    await lab.create("gan-mnist", { recipe: smallRecipe(long) });
    await lab.play();
    await untilStep(lab, 15);
    const { step } = await lab.pause();
    await lab.settled();
    process.kill(lab.trainers[0]!.pid!, "SIGSEGV");
    await new Promise<void>((ready) => {
      lab.on("trainer.changed", ({ status }) => status === "ready" && ready());
    });
    expect(activeRun(lab)).toMatchObject({ state: "idle", step, problem: null });
    expect(told(notices)).toHaveLength(1);
    await lab.play(5);
    const run = await untilState(lab, "finished");
    expect([...(await lab.history(run.id)).step]).toEqual(upTo(step + 5));
  });

  it("is tried again once a person chooses it", async () => {
    const { lab } = await watched();
    const { backend } = await lab.hello();
    process.kill(lab.trainers[0]!.pid!, "SIGSEGV");
    await new Promise<void>((ready) => {
      lab.on("trainer.changed", ({ status }) => status === "ready" && ready());
    });
    expect((await lab.hello()).backend).not.toBe(backend);
    await lab.changeSettings({ backend });
    expect((await lab.hello()).backend).toBe(backend);
  });
});

describe("a backend that ends the trainer while it is loaded", () => {
  it("is passed over with the reason, and what was asked for is done on the next one", async () => {
    const { lab, notices } = await watched({
      between: (trainer, number) => {
        // Its native code breaks: right when the trainer is about to load it.
        trainer.onMessage((message) => {
          if (number === 1 && "event" in message && message.event === "trying") process.kill(trainer.pid!, "SIGILL");
        });
        return trainer;
      },
    });
    expect((await lab.check(smallRecipe())).issues).toEqual([]);
    const hello = await lab.hello();
    expect(lab.trainers).toHaveLength(2);
    expect(hello.findings.find(({ state }) => state === "failed")?.reason.en).toContain("SIGILL");
    expect(told(notices)).toEqual([expect.stringMatching(/ failed; .* is used instead\. .*SIGILL/)]);
    await lab.create("gan-mnist", { recipe: smallRecipe() });
    await lab.play();
    expect((await untilState(lab, "finished")).step).toBe(40);
  });
});

describe("a backend that says that it failed", () => {
  /** The first trainers say at their first word of step 15 or later that the backend gave out, for this reason. */
  const giveOut = (trainers: number, reason: (number: number) => string): LabUnderTest => ({
    between: (trainer, number) => ({
      ...trainer,
      onMessage: (listener) => {
        let failed = false;
        trainer.onMessage((message) => {
          // One whose backend gave out tells nothing more of the run.
          if (failed && "event" in message && "run" in message) return;
          if (number > trainers || !("event" in message) || message.event !== "history" || message.step.at(-1)! < 15) {
            listener(message);
            return;
          }
          failed = true;
          const { run, generation } = message;
          const text = reason(number);
          const error = { code: "backend-failed" as const, message: { en: text, ko: "백엔드에 문제가 생겼습니다." } };
          listener({ event: "state", run, generation, state: "failed", step: message.step.at(-1)!, error });
        });
      },
    }),
  });

  it("is left as well, and its trainer is ended", async () => {
    const { lab, notices } = await watched(giveOut(1, () => "The device was lost."));
    await lab.create("gan-mnist", { recipe: smallRecipe({ "training.steps": 100 }) });
    await lab.play();
    const run = await untilState(lab, "finished");
    expect(run).toMatchObject({ step: 100, problem: null });
    expect(told(notices)[0]).toContain("The device was lost.");
    expect(() => process.kill(lab.trainers[0]!.pid!, 0)).toThrow();
  });

  it("is acquitted where the very same goes wrong on the next one: then the run fails, and waits", async () => {
    const { lab, notices } = await watched(giveOut(2, () => "A matrix is missing."));
    const { backend } = await lab.hello();
    await lab.create("gan-mnist", { recipe: smallRecipe(long) });
    await lab.play();
    const run = await untilState(lab, "failed");
    expect(run.problem?.en).toBe("A matrix is missing.");
    expect(told(notices)).toHaveLength(2);
    // It is back, in a trainer of its own, for whoever plays the run again.
    await expect.poll(() => lab.trainers.length).toBe(3);
    expect((await lab.hello()).backend).toBe(backend);
    expect(activeRun(lab)).toMatchObject({ state: "failed", problem: run.problem });
    await lab.play(5);
    expect((await untilState(lab, "finished")).problem).toBeNull();
  });
});

describe("WebGPU that is asked for", () => {
  it("trains where the only adapter is software, and where it breaks another backend goes on", async () => {
    const { lab, notices } = await watched({ backend: "webgpu" });
    const { backend, backendTitle } = await lab.hello();
    expect(backend).toBe("webgpu");
    expect(backendTitle.en).toMatch(/^WebGPU · /);
    await lab.create("gan-mnist", { recipe: smallRecipe({ "training.checkpointEvery": 2, "training.steps": 40 }) });
    await lab.play();
    await untilStep(lab, 3);
    process.kill(lab.trainers[0]!.pid!, "SIGSEGV");
    const run = await untilState(lab, "finished");
    expect([...(await lab.history(run.id)).step]).toEqual(upTo(40));
    expect((await lab.hello()).backend).toMatch(/^tensorflow-/);
    expect(told(notices)[0]).toMatch(/^WebGPU failed; TensorFlow .* is used instead/);
    // In software the first steps take most of a minute on a busy machine.
  }, 180_000);
});
