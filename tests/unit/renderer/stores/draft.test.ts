import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { editDraft, flushDraft, useDraft } from "../../../../src/renderer/stores/draft";
import { useProjectStore } from "../../../../src/renderer/stores/project";
import type { ProjectState } from "../../../../src/shared/domain/project";
import { type Recipe, trainingSchema } from "../../../../src/shared/domain/recipe";
import { say } from "../../../../src/shared/domain/text";

const recipe = (seed: number): Recipe => ({
  id: "test",
  dataset: { id: "mnist" },
  model: { id: "gan" },
  regularizers: [],
  optimizers: {},
  training: trainingSchema.parse({}),
  seed,
});
const project = (id: string, seed: number): ProjectState => ({
  id,
  name: id,
  path: null,
  dirty: false,
  recipe: recipe(seed),
  runs: [],
  activeRun: null,
  recovered: false,
  canUndo: false,
  canRedo: false,
});

const sent: number[] = [];
let refuse = false;

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  refuse = false;
  vi.stubGlobal("window", {
    saddle: {
      request: async (name: string, input: { recipe: Recipe }) => {
        expect(name).toBe("project.setRecipe");
        if (refuse) {
          return { ok: false, error: { code: "bad-input", message: say("too large", "너무 큼"), path: "recipe.seed" } };
        }
        sent.push(input.recipe.seed);
        return { ok: true, output: {} };
      },
    },
  });
  useProjectStore.setState({ project: project("a", 0), known: true });
});

afterEach(() => {
  useProjectStore.setState({ project: null });
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the recipe being edited", () => {
  it("shows at once and reaches the project as one change when typing rests", async () => {
    for (const seed of [1, 12, 123]) editDraft(recipe(seed));
    expect(useDraft.getState().recipe?.seed).toBe(123);
    expect(sent).toEqual([]);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([123]);
    expect(useDraft.getState().recipe).toBeNull();
    expect(useProjectStore.getState().project?.recipe.seed).toBe(123);
  });

  it("makes each setting a change of its own", async () => {
    editDraft(recipe(1), "seed");
    editDraft(recipe(2), "seed");
    editDraft(recipe(3), "training.steps");
    await vi.runAllTimersAsync();
    expect(sent).toEqual([2, 3]);
    expect(useDraft.getState().recipe).toBeNull();
  });

  it("reaches the project before whatever uses it", async () => {
    editDraft(recipe(5));
    await flushDraft();
    expect(sent).toEqual([5]);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([5]);
  });

  it("stays in the form with the reason when the project refuses it", async () => {
    refuse = true;
    editDraft(recipe(6));
    await flushDraft();
    expect(useDraft.getState()).toMatchObject({ recipe: { seed: 6 }, refused: { path: "recipe.seed" } });
    refuse = false;
    editDraft(recipe(7));
    await flushDraft();
    expect(useDraft.getState()).toEqual({ recipe: null, refused: null });
  });

  it("is forgotten when another project is opened", async () => {
    editDraft(recipe(8));
    useProjectStore.setState({ project: project("b", 1) });
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
    expect(useDraft.getState().recipe).toBeNull();
  });
});
