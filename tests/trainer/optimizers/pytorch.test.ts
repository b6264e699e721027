import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { Optimization } from "../../../src/main/trainer/engine/optimization";
import { plugins } from "../../../src/main/trainer/plugins";
import { openBackend, type Tensor, tf } from "../../../src/main/trainer/tensorflow";
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

test.each(fixture.paths)("$settings walks the path of PyTorch's", ({ settings: { id, ...settings }, values }) => {
  const plugin = plugins.optimizer.find((optimizer) => optimizer.id === id)!;
  const params = plugin.params.parse(settings);
  const weights = tf.variable(tf.tensor1d(fixture.start));
  const optimization = new Optimization("net", { weights }, plugin, params);
  const found = fixture.gradients.map((gradient, updates) => {
    tf.tidy(() => {
      const feeds: Record<string, Tensor> = {};
      for (const [name, feed] of Object.entries(optimization.feeds(params, { updates, epoch: 0 }, 1))) {
        feeds[name] = tf.tensor(feed.data, [...feed.shape]);
      }
      optimization.apply(0, { weights: tf.tensor1d(gradient) }, feeds);
    });
    return Array.from(weights.dataSync());
  });
  expect(farthest(found.flat(), values.flat())).toBeLessThan(2e-6);
  optimization.dispose();
  weights.dispose();
});

test("several updates of one step have each their own correction of the bias", () => {
  const adam = plugins.optimizer.find((optimizer) => optimizer.id === "adam")!;
  const params = adam.params.parse({ learningRate: 0.01 });
  const weights = tf.variable(tf.tensor1d(fixture.start));
  const optimization = new Optimization("net", { weights }, adam, params);
  const gradients = [0, 1, 2].map((i) => ({ weights: tf.tensor1d(fixture.gradients[i]!) }));
  const feeds = Object.fromEntries(
    Object.entries(optimization.feeds(params, { updates: 0, epoch: 0 }, 3)).map(([name, { data }]) => [
      name,
      tf.scalar(data[0]!),
    ]),
  );
  tf.tidy(() => {
    for (const [index, gradient] of gradients.entries()) optimization.apply(index, gradient, feeds);
  });
  expect(farthest(weights.dataSync(), fixture.paths[0]!.values[2]!)).toBeLessThan(2e-6);
});
