/**
 * Every model, objective and optimizer on the backends without native TensorFlow. WebGPU runs on
 * whatever adapter there is: on Linux SwiftShader, which `vitest.config.ts` names, so that the test
 * needs no GPU. Where there is no adapter it fails, and says so.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { tf } from "../../src/main/trainer/tensorflow";
import type { BackendId } from "../../src/shared/contract/trainer";
import type { Recipe } from "../../src/shared/domain/recipe";
import { decodeSafetensors } from "../../src/shared/formats/safetensors";
import { everyPlugin } from "./everyPlugin";
import { farthest, openRun } from "./support";

/** A software GPU needs a second for a step of convolutions. */
const stepsOf = (recipe: Recipe): number => (recipe.model.id === "gan" ? 20 : 5);
/** Of 1, or of the number itself. */
const tolerance = 1e-5;
/**
 * A ReLU or maxout whose input is 0 but for rounding goes one way here and the other way there, and
 * with it a gradient: in so many of the steps, and by no more than this.
 */
const atKinks = { steps: 2, tolerance: 0.1 };

/** One step of a run: where it began, and what came of it. */
interface Step {
  readonly before: Uint8Array;
  /** Metrics, weights and slots; of the last step also what G makes. */
  readonly after: readonly number[];
}

/**
 * Steps of a recipe on the backend in use. Each begins where that of `others` began, if given, so
 * that differences cannot add up.
 */
async function stepsHere(recipe: Recipe, count: number, others: readonly Step[] = []): Promise<Step[]> {
  const run = openRun(recipe);
  const steps: Step[] = [];
  for (let step = 0; step < count; step++) {
    const begin = others[step]?.before;
    if (begin) await run.restore(begin);
    const { bytes: before } = await run.checkpoint("kept");
    const { metrics } = await run.step("both");
    const { tensors } = decodeSafetensors((await run.checkpoint("kept")).bytes, "test");
    const state = tensors.flatMap(({ data }) => Array.from(data, Number));
    const pictures = step === count - 1 ? await run.preview() : [];
    steps.push({ before, after: [...Object.values(metrics), ...state, ...pictures] });
  }
  run.dispose();
  return steps;
}

const native = new Map<string, Step[]>();
beforeAll(async () => {
  await openBackend(null);
  expect(tf.getBackend(), "what the others are compared with").toBe("tensorflow");
  for (const [name, recipe] of Object.entries(everyPlugin)) native.set(name, await stepsHere(recipe, stepsOf(recipe)));
});

const distances = (found: readonly Step[], expected: readonly Step[]): number[] =>
  found.map(({ after }, step) => farthest(after, expected[step]!.after)).sort((a, b) => a - b);

describe.each<BackendId>(["wasm", "webgpu"])("each step on %s gives what native TensorFlow gives", (backend) => {
  beforeAll(async () => {
    expect((await openBackend(backend)).id).toBe(backend);
  });

  test.each(Object.entries(everyPlugin))("%s", async (name, recipe) => {
    const before = tf.memory().numTensors;
    const expected = native.get(name)!;
    const found = distances(await stepsHere(recipe, stepsOf(recipe), expected), expected);
    expect(found.at(-1 - atKinks.steps)).toBeLessThan(tolerance);
    expect(found.at(-1)).toBeLessThan(atKinks.tolerance);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("WebGPU with the programs that a GPU is given for small matrices", () => {
  const flag = "WEBGPU_MATMUL_PROGRAM_TYPE";
  let chosen: ReturnType<ReturnType<typeof tf.env>["get"]>;
  beforeAll(async () => {
    await openBackend("webgpu");
    // The backend registers it when it is loaded.
    chosen = tf.env().get(flag);
    tf.env().set(flag, -1);
  });
  afterAll(() => tf.env().set(flag, chosen));

  test.each(["activations relu and leaky-relu", "simultaneous, dropout, uniform z, bias from the data"])(
    "%s",
    async (name) => {
      // In software they take many times as long.
      const expected = native.get(name)!.slice(-3);
      const found = distances(await stepsHere(everyPlugin[name]!, expected.length, expected), expected);
      expect(found.at(-1)).toBeLessThan(tolerance);
    },
  );
});
