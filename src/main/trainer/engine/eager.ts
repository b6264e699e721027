/** Runs functions op by op, on every backend. The values are those of the definition's own variables. */
import { readsByWaiting, type Scalar, type Tensor, tf } from "../tensorflow";
import {
  byteScale,
  type Call,
  checkFeeds,
  type Engine,
  type EngineFunction,
  type Examples,
  type ExampleValues,
  type Feed,
  type FeedSpec,
  type StateValues,
  type VariableUpdate,
} from "./engine";
import { noiseAt } from "./random";
import { readValues, takeValues } from "./values";

type Outputs = Readonly<Record<string, Tensor>>;

/** Reads the rank-0 outputs of several calls with one transfer, since each transfer waits for the backend. */
async function readScalars(calls: readonly Outputs[]): Promise<Record<string, Float32Array>[]> {
  const names = Object.keys(calls[0]!).filter((output) => calls[0]![output]!.rank === 0);
  if (names.length === 0) return calls.map(() => ({}));
  const values = await takeValues(tf.stack(calls.flatMap((outputs) => names.map((name) => outputs[name]!))));
  return calls.map((_, call) =>
    Object.fromEntries(names.map((name, at) => [name, Float32Array.of(values[call * names.length + at]!)])),
  );
}

/** Rows of the data that a call reads, by feed; those in memory are found by their indices. */
type Rows = Readonly<Record<string, Uint8Array>>;

async function rowsFromFile({ values }: Examples, specs: EngineFunction["feeds"], feeds: Call["feeds"]): Promise<Rows> {
  const rows: Record<string, Uint8Array> = {};
  if (values.kind !== "file") return rows;
  for (const [feed, spec] of Object.entries(specs)) {
    if (spec.kind === "examples") rows[feed] = await values.rows.read(feeds[feed]!);
  }
  return rows;
}

/**
 * Examples as values in the data's range, `[indices, width]`.
 * @param read the rows themselves, of data on the disk
 */
function examplesTensor(examples: Examples, indices: ArrayLike<number>, read: Uint8Array | undefined): Tensor {
  const { width, values, range } = examples;
  const data = new Float32Array(indices.length * width);
  if (values.kind === "floats") {
    for (let row = 0; row < indices.length; row++) {
      const begin = indices[row]! * width;
      data.set(values.data.subarray(begin, begin + width), row * width);
    }
    return tf.tensor2d(data, [indices.length, width]);
  }
  const { unit, span, low } = byteScale(range);
  const scaled = Float32Array.from({ length: 256 }, (_, byte) =>
    Math.fround(Math.fround(Math.fround(byte * unit) * span) + low),
  );
  const bytes = read ?? (values as Extract<ExampleValues, { kind: "bytes" }>).data;
  let to = 0;
  for (let row = 0; row < indices.length; row++) {
    const begin = (read ? row : indices[row]!) * width;
    for (let from = begin; from < begin + width; from++) data[to++] = scaled[bytes[from]!]!;
  }
  return tf.tensor2d(data, [indices.length, width]);
}

/** Labels as rows with a 1 at the class, `[indices, classes]`. */
function labelsTensor({ labels }: Examples, indices: ArrayLike<number>): Tensor {
  if (!labels) throw new Error("These examples have no labels.");
  const { values, classes } = labels;
  const data = new Float32Array(indices.length * classes);
  for (let row = 0; row < indices.length; row++) data[row * classes + values[indices[row]!]!] = 1;
  return tf.tensor2d(data, [indices.length, classes]);
}

/** An update as tensor operations: new values computed, then assigned. */
export function moveByTensors({ variable, slots, compute }: VariableUpdate): void {
  const next = compute();
  for (const [slot, value] of Object.entries(next.slots)) slots[slot]!.assign(value);
  variable.assign(next.value);
}

/** Calls whose ops a card is given before it is waited for, so that it has something to do meanwhile. */
const callsBetweenReads = 4;

export const eager: Engine = {
  id: "eager",
  compile({ functions, variables, examples, seed }) {
    // A copy, since TensorFlow.js keeps the memory that it is given.
    const tensorOf = (spec: FeedSpec, feed: Feed, rows: Uint8Array | undefined): Tensor =>
      spec.kind === "numbers"
        ? tf.tensor(feed.slice() as Float32Array, [...spec.shape])
        : spec.kind === "labels"
          ? labelsTensor(examples, feed)
          : examplesTensor(examples, feed, rows);
    const begin = async (name: string, { feeds, step, seed: own = seed, block }: Call): Promise<Outputs> => {
      const fn = functions[name];
      if (!fn) throw new Error(`The program has no function ${name}.`);
      checkFeeds(name, fn.feeds, feeds);
      const rows = await rowsFromFile(examples, fn.feeds, feeds);
      return tf.tidy(() => {
        const tensors = Object.fromEntries(
          Object.entries(fn.feeds).map(([feed, spec]) => [feed, tensorOf(spec, feeds[feed]!, rows[feed])]),
        );
        return fn.run({ feeds: tensors, noise: noiseAt(own, step, block), update: moveByTensors });
      });
    };
    return {
      series: (name) => (functions[name]?.series && readsByWaiting() ? callsBetweenReads : 1),
      async runSeries(name, calls) {
        const begun: Outputs[] = [];
        try {
          for (const call of calls) begun.push(await begin(name, call));
          return await readScalars(begun);
        } finally {
          tf.dispose(begun as Record<string, Tensor>[]);
        }
      },
      async run(name, call) {
        const outputs = await begin(name, call);
        try {
          const [read] = await readScalars([outputs]);
          for (const [output, tensor] of Object.entries(outputs)) {
            if (tensor.rank > 0) read![output] = await readValues(tensor);
          }
          return read!;
        } finally {
          tf.dispose(outputs);
        }
      },
      async read() {
        const values: StateValues = {};
        for (const [name, variable] of Object.entries(variables)) {
          values[name] = await readValues(variable);
        }
        return values;
      },
      async write(values) {
        for (const [name, data] of Object.entries(values)) {
          const variable = variables[name]!;
          tf.tidy(() => variable.assign(tf.tensor(data.slice(), variable.shape) as Scalar));
        }
      },
      dispose() {
        // Nothing is kept between calls.
      },
    };
  },
};
