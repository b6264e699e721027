import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProjectLine } from "../../../../src/main/shell/projectLine";
import type { EventPayload } from "../../../../src/shared/contract/events";
import type { ProjectState } from "../../../../src/shared/domain/project";
import { trainingSchema } from "../../../../src/shared/domain/recipe";
import type { RunSummary } from "../../../../src/shared/domain/run";

const recipe = {
  id: "r",
  dataset: { id: "mnist" },
  model: { id: "gan" },
  regularizers: [],
  optimizers: {},
  training: trainingSchema.parse({}),
  seed: 1,
};
const run = (step: number, more: Partial<RunSummary> = {}): RunSummary => ({
  id: "run-1",
  parent: null,
  recipe,
  state: "running",
  step,
  createdAt: 0,
  parameters: {},
  stepsPerEpoch: 10,
  checkpoints: [],
  space: "images",
  sampleSteps: Array.from({ length: step }, (_, index) => index),
  edits: [],
  coverage: [],
  coverageReference: null,
  problem: null,
  ...more,
});
const project = (...runs: RunSummary[]): ProjectState => ({
  id: "p",
  name: "a",
  path: null,
  dirty: true,
  recipe,
  runs,
  activeRun: "run-1",
  recovered: false,
  canUndo: false,
  canRedo: false,
});

/** The window's store on a line to a main process whose state is `state`; events go over the wire as copies. */
async function follow(first: ProjectState | null) {
  vi.resetModules();
  const main = { state: first, asked: 0, lost: false };
  let listener: (payload: EventPayload<"project.changed">) => void = () => undefined;
  const page = { hidden: false, wake: (): void => undefined };
  const line = new ProjectLine((payload) => {
    if (!main.lost) listener(structuredClone(payload));
  });
  vi.stubGlobal("document", {
    get hidden() {
      return page.hidden;
    },
    addEventListener: (_name: string, wake: () => void) => {
      page.wake = wake;
    },
  });
  vi.stubGlobal("requestAnimationFrame", (work: () => void) => setTimeout(work, 16));
  vi.stubGlobal("window", {
    saddle: {
      request: async (name: string) => {
        expect(name).toBe("project.state");
        main.asked += 1;
        return { ok: true, output: structuredClone(line.whole(main.state)) };
      },
      on: (_name: string, hear: typeof listener) => {
        listener = hear;
        return () => undefined;
      },
    },
  });
  const { followProject, useProjectStore } = await import("../../../../src/renderer/stores/project");
  await followProject();
  const tell = (state: ProjectState | null): void => {
    main.state = state;
    line.tell(state);
  };
  return { main, page, tell, shown: () => useProjectStore.getState().project };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  };
});

describe("the project in the window", () => {
  it("keeps every part that did not change the same object", async () => {
    const { tell, shown } = await follow(project(run(1)));
    const before = shown()!;
    tell(project(run(1, { state: "paused", checkpoints: [{ step: 1, kind: "auto", bytes: 9, weightsSha256: "" }] })));
    const after = shown()!;
    expect(after).toEqual(project(run(1, { state: "paused", checkpoints: after.runs[0]!.checkpoints })));
    expect(after.recipe).toBe(before.recipe);
    expect(after.runs[0]!.recipe).toBe(before.runs[0]!.recipe);
    expect(after.runs[0]!.sampleSteps).toBe(before.runs[0]!.sampleSteps);
    expect(after.runs[0]!.checkpoints).not.toBe(before.runs[0]!.checkpoints);
  });

  it("moves on the beat while a run only goes on, and at once when anything else happens", async () => {
    const { tell, shown } = await follow(project(run(1)));
    await vi.runAllTimersAsync();
    tell(project(run(2)));
    expect(shown()!.runs[0]!.step).toBe(1);
    await vi.runAllTimersAsync();
    expect(shown()!.runs[0]!.step).toBe(2);
    tell(project(run(3)));
    tell(project(run(3, { state: "paused" })));
    expect(shown()!.runs[0]).toMatchObject({ step: 3, state: "paused" });
    tell(project(run(3, { state: "paused" }), run(0, { id: "run-2" })));
    expect(shown()!.runs.map(({ id }) => id)).toEqual(["run-1", "run-2"]);
    tell(null);
    expect(shown()).toBeNull();
  });

  it("stands still in a hidden window, and is up to date when that is shown again", async () => {
    const { page, tell, shown } = await follow(project(run(1)));
    page.hidden = true;
    for (let step = 2; step <= 50; step += 1) tell(project(run(step)));
    await vi.runAllTimersAsync();
    expect(shown()!.runs[0]!.step).toBe(1);
    page.hidden = false;
    page.wake();
    expect(shown()).toEqual(project(run(50)));
  });

  it("asks for the whole where it missed a change", async () => {
    const { main, tell, shown } = await follow(project(run(1)));
    main.lost = true;
    tell(project(run(2)));
    main.lost = false;
    tell(project(run(3)));
    await vi.runAllTimersAsync();
    expect(shown()).toEqual(project(run(3)));
    expect(main.asked).toBe(2);
  });
});
