/**
 * Runs functions as TensorFlow graphs: each is recorded once, all become one graph over shared
 * resource variables, and a call is one run of its session. The values live in the session from
 * `compile` on; only what is asked for comes back.
 */
import { type NativeBackend, type NativeBinding, nativeBackend } from "../../tensorflow";
import { splitsOps } from "../../threads";
import { type Call, checkFeeds, type Definition, type Engine, type Program, type StateValues } from "../engine";
import { counterWords } from "../random";
import { type EntryPoint, emit } from "./emit";
import { GraphWriter } from "./graphDef";
import { counterFeed, record, seedFeed } from "./recorder";
import { Resources } from "./resources";

class GraphProgram implements Program {
  private readonly binding: NativeBinding;
  private readonly session: number;
  private readonly entries: ReadonlyMap<string, EntryPoint>;
  /** How to reach what lies in the session. Not the writer: it holds the graph, which the session has by now. */
  private readonly resources: Pick<Resources, "data" | "exampleType" | "write" | "read">;
  private readonly definition: Definition;

  constructor(backend: NativeBackend, definition: Definition, { residentBytes, leastHalved }: Limits) {
    const { binding } = backend;
    this.binding = binding;
    this.definition = definition;
    const { functions, variables, examples } = definition;
    const writer = new GraphWriter(binding);
    const { values } = examples;
    const resident = values.kind !== "file" && values.data.byteLength <= residentBytes;
    const resources = new Resources(writer, binding, variables, examples, resident, leastHalved);
    this.entries = new Map(
      Object.entries(functions).map(([name, fn]) => {
        const recording = record(backend, fn, definition);
        return [name, emit(name, fn, recording, resources)];
      }),
    );
    const { data, exampleType, write, read } = resources;
    this.resources = { data, exampleType, write, read };
    this.session = writer.load();
    try {
      if (data && values.kind !== "file") {
        const rows = values.data.subarray(0, examples.count * examples.width);
        this.feed([[data.input, [examples.count, examples.width], exampleType, rows]], [data.done]);
      }
      const { labels } = resources;
      if (labels && examples.labels) {
        const values = examples.labels.values.subarray(0, examples.count);
        this.feed([[labels.input, [examples.count], binding.TF_UINT8, values]], [labels.done]);
      }
      this.assign(
        Object.fromEntries(
          Object.entries(variables).map(([name, variable]) => [name, variable.dataSync() as Float32Array]),
        ),
      );
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  async run(name: string, call: Call): Promise<Record<string, Float32Array>> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`The program has no function ${name}.`);
    const specs = this.definition.functions[name]!.feeds;
    checkFeeds(name, specs, call.feeds);
    const { binding } = this;
    // Read before anything is handed to the backend, which nobody would free if the file failed.
    const rows: Record<string, Uint8Array | Float32Array> = {};
    for (const feed of this.resources.data ? [] : entry.feeds) {
      if (specs[feed]?.kind === "examples") rows[feed] = await this.rows(call.feeds[feed]!);
    }
    const inputs = entry.feeds.map((feed) => {
      if (feed === counterFeed) {
        return binding.createTensor([2, 2], binding.TF_INT32, Int32Array.from(counterWords(call.step, call.block)));
      }
      if (feed === seedFeed) {
        return binding.createTensor([1, 1], binding.TF_INT32, Int32Array.of((call.seed ?? this.definition.seed) | 0));
      }
      const spec = specs[feed]!;
      const values = call.feeds[feed]!;
      if (spec.kind === "numbers")
        return binding.createTensor([...spec.shape], binding.TF_FLOAT, values as Float32Array);
      if (spec.kind === "labels" || this.resources.data) {
        return binding.createTensor([spec.count], binding.TF_INT32, Int32Array.from(values));
      }
      const { width } = this.definition.examples;
      return binding.createTensor([spec.count, width], this.resources.exampleType, rows[feed]!);
    });
    const { scalarFeeds } = entry;
    if (scalarFeeds.length > 0) {
      const values = Float32Array.from(scalarFeeds, (feed) => call.feeds[feed]![0]!);
      inputs.unshift(binding.createTensor([values.length], binding.TF_FLOAT, values));
    }
    const [scalars, ...tensors] = this.fetch(inputs, entry.inputs, entry.outputs);
    return Object.fromEntries([
      ...entry.scalars.map((output, index) => [output, scalars!.slice(index, index + 1)]),
      ...entry.tensors.map((output, index) => [output, tensors[index]!]),
    ]);
  }

  async read(): Promise<StateValues> {
    const names = [...this.resources.read.keys()];
    const values = this.fetch([], "", [...this.resources.read.values()].join());
    return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  }

  async write(values: Readonly<StateValues>): Promise<void> {
    this.assign(values);
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.session);
  }

  /** The values of these examples as they lie in the data, one after another. */
  private async rows(indices: ArrayLike<number>): Promise<Uint8Array | Float32Array> {
    const { values, width } = this.definition.examples;
    if (values.kind === "file") return values.rows.read(indices);
    const length = indices.length * width;
    const rows = values.kind === "bytes" ? new Uint8Array(length) : new Float32Array(length);
    for (let row = 0; row < indices.length; row++) {
      const begin = indices[row]! * width;
      rows.set(values.data.subarray(begin, begin + width), row * width);
    }
    return rows;
  }

  private assign(values: Readonly<StateValues>): void {
    const parts = Object.entries(values).map(([name, data]) => ({
      ...this.resources.write.get(name)!,
      shape: this.definition.variables[name]!.shape,
      data,
    }));
    this.feed(
      parts.map(({ input, shape, data }) => [input, shape, this.binding.TF_FLOAT, data] as const),
      parts.map(({ done }) => done),
    );
  }

  private feed(
    inputs: readonly (readonly [string, readonly number[], number, Float32Array | Uint8Array])[],
    outputs: readonly string[],
  ): void {
    const ids = inputs.map(([, shape, dtype, values]) => this.binding.createTensor([...shape], dtype, values));
    this.fetch(ids, inputs.map(([name]) => name).join(), outputs.join());
  }

  /** Runs the session and frees the inputs, whatever happens. */
  private fetch(inputs: readonly number[], inputNames: string, outputNames: string): Float32Array[] {
    const { binding } = this;
    try {
      const made = binding.runSavedModel(this.session, inputs, inputNames, outputNames);
      return made.map(({ id }) => {
        try {
          return binding.tensorDataSync(id) as Float32Array;
        } finally {
          binding.deleteTensor(id);
        }
      });
    } finally {
      for (const id of inputs) binding.deleteTensor(id);
    }
  }
}

interface Limits {
  /** Data up to this size lies in the session (on the card, with CUDA); of larger data each step's batch is fed. */
  readonly residentBytes: number;
  /** Multiplications from which on a convolution is made in halves of the batch. */
  readonly leastHalved: number;
}

const limits = (): Limits => ({
  residentBytes: 2 * 2 ** 30,
  // About a millisecond, beside which taking apart and putting together counts little.
  leastHalved: splitsOps() ? Number.POSITIVE_INFINITY : 2 ** 27,
});

/** @param changed limits other than the engine's own */
export const graphEngine = (changed: Partial<Limits> = {}): Engine => ({
  id: "graph",
  compile(definition) {
    const backend = nativeBackend();
    if (!backend) throw new Error("Graphs need native TensorFlow.");
    return new GraphProgram(backend, definition, { ...limits(), ...changed });
  },
});

export const graph = graphEngine();
