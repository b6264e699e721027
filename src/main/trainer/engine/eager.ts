/** Runs functions op by op. */
import { type Tensor, tf } from "../tensorflow";
import type { Engine } from "./engine";
import { noiseAt } from "./random";
import { takeValues } from "./values";

/** Reads rank-0 outputs with one transfer, since each transfer waits for the backend. */
async function readScalars(
  names: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Float32Array>> {
  if (names.length === 0) return {};
  const values = await takeValues(tf.stack(names.map((name) => outputs[name]!)));
  return Object.fromEntries(names.map((name, i) => [name, Float32Array.of(values[i]!)]));
}

export const eager: Engine = {
  id: "eager",
  compile: (functions) => ({
    async run(name, { feeds, seed, step }) {
      const run = functions[name];
      if (!run) throw new Error(`The program has no function ${name}.`);
      const outputs = tf.tidy(() => {
        const tensors = Object.fromEntries(
          Object.entries(feeds).map(([feed, { shape, data }]) => [feed, tf.tensor(data, [...shape])]),
        );
        return run(tensors, noiseAt(seed, step));
      });
      try {
        const names = Object.keys(outputs);
        const scalars = names.filter((output) => outputs[output]!.rank === 0);
        const values = await readScalars(scalars, outputs);
        for (const output of names) values[output] ??= Float32Array.from(await outputs[output]!.data());
        return values;
      } finally {
        tf.dispose(outputs);
      }
    },
    dispose() {
      // Nothing is kept between calls.
    },
  }),
};
