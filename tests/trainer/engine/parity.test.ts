import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { eager } from "../../../src/main/trainer/engine/eager";
import type { Engine } from "../../../src/main/trainer/engine/engine";
import { graph, graphEngine } from "../../../src/main/trainer/engine/graph";
import { plugins } from "../../../src/main/trainer/plugins";
import { OpenRun } from "../../../src/main/trainer/run";
import { singleUpdates } from "../../../src/shared/domain/plugin";
import type { Recipe } from "../../../src/shared/domain/recipe";
import { decodeSafetensors } from "../../../src/shared/formats/safetensors";
import { everyPlugin } from "../everyPlugin";
import { dataFor, farthest, resolved } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const steps = 20;

/** Metrics of every step, weights and slots after the last one, and what G makes then. */
async function trained(recipe: Recipe, engine: Engine): Promise<number[]> {
  const run = new OpenRun(resolved(recipe), dataFor(recipe), [], engine);
  const { singles = singleUpdates } = resolved(recipe).model.plugin;
  const numbers: number[] = [];
  for (let step = 1; step <= steps; step++) {
    // Single updates of either network are captured, too, where the model has them.
    const single = ({ 7: "discriminator", 13: "generator" } as const)[step];
    const update = single && singles.includes(single) ? single : "both";
    numbers.push(...Object.values((await run.step(update)).metrics));
  }
  const { tensors } = decodeSafetensors((await run.checkpoint("kept")).bytes, "test");
  numbers.push(...tensors.flatMap(({ data }) => [...data].map(Number)), ...(await run.gallery()));
  run.dispose();
  return numbers;
}

describe(`over ${steps} steps the captured graph gives what runs op by op`, () => {
  // Fused updates round otherwise than their parts; over these steps that stays below 1e-5 of 1 or of the value.
  test.each(Object.entries(everyPlugin))("%s", async (_, recipe) => {
    const [captured, byOps] = [await trained(recipe, graph), await trained(recipe, eager)];
    expect(captured.some((value) => value !== 0)).toBe(true);
    expect(farthest(captured, byOps)).toBeLessThan(1e-5);
  });

  it("and so it does where convolutions are made in halves", async () => {
    const recipe = everyPlugin["convolutions and batch normalisation, alternating"]!;
    const [halved, whole] = [await trained(recipe, graphEngine({ leastHalved: 0 })), await trained(recipe, graph)];
    expect(farthest(halved, whole)).toBeLessThan(1e-5);
  });

  it.each(["model", "objective", "regularizer", "optimizer"] as const)("and no %s is left out", (kind) => {
    const used = new Set(
      Object.values(everyPlugin).flatMap(({ model, objective, regularizers, optimizers }) => {
        const chosen = {
          model: [model],
          objective: [objective],
          regularizer: regularizers,
          optimizer: Object.values(optimizers),
        };
        return chosen[kind].flatMap((settings) => settings?.id ?? []);
      }),
    );
    expect([...used].sort()).toEqual(plugins[kind].map(({ id }) => id).sort());
  });
});
