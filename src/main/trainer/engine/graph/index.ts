/**
 * Runs functions as TensorFlow graphs: each is recorded once, all become one graph over shared
 * resource variables, and a call is one run of its session. The values live in the session from
 * `compile` on; only what is asked for comes back.
 */
import { type NativeBackend, type NativeBinding, nativeBackend } from "../../tensorflow";
import { splitsOps } from "../../threads";
import { type Call, checkFeeds, type Definition, type Engine, type Program, type StateValues } from "../engine";
import { counterWords } from "../random";
import { emit, neededBy } from "./emit";
import type { EntryPoint } from "./entryPoint";
import { GraphWriter } from "./graphDef";
import { counterFeed, record, seedFeed } from "./recorder";
import { Resources } from "./resources";
import { callsTogether } from "./series";

class GraphProgram implements Program {
  private readonly binding: NativeBinding;
  private readonly session: number;
  private readonly entries: ReadonlyMap<string, EntryPoint>;
  /** Functions as several calls in a row. */
  private readonly together: ReadonlyMap<string, EntryPoint>;
  /** How to reach what lies in the session. Not the writer: it holds the graph, which the session has by now. */
  private readonly resources: Pick<Resources, "data" | "exampleType" | "write" | "read">;
  private readonly definition: Definition;

  constructor(backend: NativeBackend, definition: Definition, limits: Limits) {
    const { binding } = backend;
    const { residentBytes, leastHalved } = limits;
    this.binding = binding;
    this.definition = definition;
    const { functions, variables, examples } = definition;
    const writer = new GraphWriter(binding);
    const { values } = examples;
    const resident = values.kind !== "file" && values.data.byteLength <= residentBytes;
    const resources = new Resources(writer, binding, variables, examples, resident, leastHalved);
    const entries = new Map<string, EntryPoint>();
    const series = new Map<string, EntryPoint>();
    for (const [name, fn] of Object.entries(functions)) {
      const recording = record(backend, fn, definition);
      entries.set(name, emit(name, fn, recording, resources));
      const calls = fn.series ? limits.callsTogether(neededBy(recording).ops, binding.isUsingGpuDevice()) : 1;
      if (calls > 1) series.set(name, emit(name, fn, recording, resources, calls));
    }
    this.entries = entries;
    this.together = series;
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
    return (await this.runEntry(name, entry, [call]))[0]!;
  }

  series(name: string): number {
    return this.together.get(name)?.calls ?? 1;
  }

  async runSeries(name: string, calls: readonly Call[]): Promise<Record<string, Float32Array>[]> {
    const entry = this.together.get(name);
    if (entry?.calls === calls.length) return this.runEntry(name, entry, calls);
    const made: Record<string, Float32Array>[] = [];
    for (const call of calls) made.push(await this.run(name, call));
    return made;
  }

  private async runEntry(
    name: string,
    entry: EntryPoint,
    calls: readonly Call[],
  ): Promise<Record<string, Float32Array>[]> {
    const { binding } = this;
    const specs = this.definition.functions[name]!.feeds;
    for (const { feeds } of calls) checkFeeds(name, specs, feeds);
    // Read before anything is handed to the backend, which nobody would free if the file failed.
    const rows: Record<string, Uint8Array | Float32Array> = {};
    for (const { name: feed } of this.resources.data ? [] : entry.feeds) {
      if (specs[feed]?.kind === "examples") rows[feed] = await this.rows(calls.map(({ feeds }) => feeds[feed]!));
    }
    const integers = (each: (call: Call) => ArrayLike<number>) =>
      [binding.TF_INT32, joined(Int32Array, calls.map(each))] as const;
    const handed = (feed: string): readonly [number, Int32Array | Float32Array | Uint8Array] => {
      if (feed === counterFeed) return integers(({ step, block }) => counterWords(step, block));
      if (feed === seedFeed) return integers(({ seed = this.definition.seed }) => [seed | 0]);
      const { kind } = specs[feed]!;
      if (kind === "numbers") {
        const values = calls.map(({ feeds }) => feeds[feed]!);
        return [binding.TF_FLOAT, joined(Float32Array, values)];
      }
      if (kind === "labels" || this.resources.data) return integers(({ feeds }) => feeds[feed]!);
      return [this.resources.exampleType, rows[feed]!];
    };
    const inputs = entry.feeds.map(({ name: feed, shape }) => binding.createTensor([...shape], ...handed(feed)));
    const { scalarFeeds } = entry;
    if (scalarFeeds.length > 0) {
      const values = Float32Array.from(calls.flatMap(({ feeds }) => scalarFeeds.map((feed) => feeds[feed]![0]!)));
      inputs.unshift(binding.createTensor([values.length], binding.TF_FLOAT, values));
    }
    const [scalars, ...tensors] = this.fetch(inputs, entry.inputs, entry.outputs);
    return calls.map((_, call) => {
      const first = call * entry.scalars.length;
      return Object.fromEntries([
        ...entry.scalars.map((output, index) => [output, scalars!.slice(first + index, first + index + 1)]),
        ...entry.tensors.map((output, index) => [output, tensors[index]!]),
      ]);
    });
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
  private async rows(batches: readonly ArrayLike<number>[]): Promise<Uint8Array | Float32Array> {
    const indices = batches.flatMap((batch) => Array.from(batch));
    const { values, width } = this.definition.examples;
    if (values.kind === "file") return values.rows.read(indices);
    const length = indices.length * width;
    const rows = values.kind === "bytes" ? new Uint8Array(length) : new Float32Array(length);
    indices.forEach((index, row) => {
      rows.set(values.data.subarray(index * width, (index + 1) * width), row * width);
    });
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

/** The numbers of several calls, one after another. */
function joined<A extends Float32Array | Int32Array>(
  kind: new (length: number) => A,
  parts: readonly ArrayLike<number>[],
): A {
  const all = new kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface Limits {
  /** Data up to this size lies in the session (on the card, with CUDA); of larger data each step's batch is fed. */
  readonly residentBytes: number;
  /** Multiplications from which on a convolution is made in halves of the batch. */
  readonly leastHalved: number;
  /** How many calls in a row become one run. */
  readonly callsTogether: typeof callsTogether;
}

const ownLimits = (): Limits => ({
  residentBytes: 2 * 2 ** 30,
  // About a millisecond, beside which taking apart and putting together counts little.
  leastHalved: splitsOps() ? Number.POSITIVE_INFINITY : 2 ** 27,
  callsTogether,
});

/** @param changed limits other than the engine's own */
export const graphEngine = (changed: Partial<Limits> = {}): Engine => ({
  id: "graph",
  compile(definition) {
    const backend = nativeBackend();
    if (!backend) throw new Error("Graphs need native TensorFlow.");
    return new GraphProgram(backend, definition, { ...ownLimits(), ...changed });
  },
});

export const graph = graphEngine();
