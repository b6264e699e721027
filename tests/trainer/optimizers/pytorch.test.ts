import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { eager } from "../../../src/main/trainer/engine/eager";
import type { Engine } from "../../../src/main/trainer/engine/engine";
import { graph } from "../../../src/main/trainer/engine/graph";
import { Optimization } from "../../../src/main/trainer/engine/optimization";
import { plugins } from "../../../src/main/trainer/plugins";
import { tf } from "../../../src/main/trainer/tensorflow";
import { farthest } from "../support";

/** What PyTorch made of the same gradients (see `origin` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/optimizers.json", import.meta.url), "utf8")) as {
  start: number[];
  gradients: number[][];
  paths: { settings: { id: string }; values: number[][] }[];
};

beforeAll(async () => {
  await openBackend(null);
});

/** The optimizer's walk along gradients that are fed, `updatesPerCall` in each call. */
async function walk(
  engine: Engine,
  { id, ...settings }: { id: string },
  gradients: readonly number[][],
  updatesPerCall: number,
): Promise<number[][]> {
  const plugin = plugins.optimizer.find((optimizer) => optimizer.id === id)!;
  const params = plugin.params.parse(settings);
  const weights = tf.variable(tf.tensor1d(fixture.start));
  const optimization = new Optimization("net", { weights }, plugin, params);
  const gradient = (index: number) => `gradient.${index}`;
  const indices = Array.from({ length: updatesPerCall }, (_, index) => index);
  const shape = [fixture.start.length];
  const program = engine.compile({
    functions: {
      step: {
        feeds: {
          ...optimization.specs(updatesPerCall),
          ...Object.fromEntries(indices.map((index) => [gradient(index), { kind: "numbers", shape } as const])),
        },
        run: (context) => {
          for (const index of indices) optimization.apply(index, { weights: context.feeds[gradient(index)]! }, context);
          return {};
        },
      },
    },
    variables: { weights, ...optimization.slots },
    examples: { count: 1, width: 1, values: { kind: "bytes", data: Uint8Array.of(0) }, range: [0, 1] },
    seed: 1,
  });
  const found: number[][] = [];
  for (let updates = 0; updates < gradients.length; updates += updatesPerCall) {
    const feeds = {
      ...optimization.feeds(params, { updates, epoch: 0 }, updatesPerCall),
      ...Object.fromEntries(indices.map((index) => [gradient(index), Float32Array.from(gradients[updates + index]!)])),
    };
    await program.run("step", { feeds, step: updates });
    found.push([...(await program.read()).weights!]);
  }
  program.dispose();
  optimization.dispose();
  weights.dispose();
  return found;
}

describe.each([eager, graph])("in the engine $id", (engine) => {
  test.each(fixture.paths)("$settings walks the path of PyTorch's", async ({ settings, values }) => {
    const found = await walk(engine, settings, fixture.gradients, 1);
    expect(farthest(found.flat(), values.flat())).toBeLessThan(2e-6);
  });

  test("several updates of one call have each their own correction of the bias", async () => {
    const { settings, values } = fixture.paths.find((path) => path.settings.id === "adam")!;
    const found = await walk(engine, settings, fixture.gradients.slice(0, 3), 3);
    expect(farthest(found[0]!, values[2]!)).toBeLessThan(2e-6);
  });
});
