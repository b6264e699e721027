/** Runs functions op by op. */
import { type Tensor, tf } from "../tensorflow";
import type { Engine } from "./engine";
import { noiseAt } from "./random";

/** Reads rank-0 outputs with one transfer, since each transfer waits for the backend. */
function readScalars(
  names: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
): Record<string, Float32Array> {
  if (names.length === 0) return {};
  const values = tf.tidy(() => tf.stack(names.map((name) => outputs[name]!)).dataSync());
  return Object.fromEntries(names.map((name, i) => [name, Float32Array.of(values[i]!)]));
}

export const eager: Engine = {
  id: "eager",
  compile: (functions) => ({
    run(name, { feeds, seed, step }) {
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
        const rest = names.filter((output) => outputs[output]!.rank > 0);
        return {
          ...readScalars(scalars, outputs),
          ...Object.fromEntries(rest.map((output) => [output, Float32Array.from(outputs[output]!.dataSync())])),
        };
      } finally {
        tf.dispose(outputs);
      }
    },
    dispose() {
      // Nothing is kept between calls.
    },
  }),
};
