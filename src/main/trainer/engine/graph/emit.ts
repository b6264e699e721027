/** Turns recordings into nodes of one graph over shared resource variables. */
import { sizeOf } from "../../../../shared/domain/shape";
import type { OpAttribute } from "../../tensorflow";
import type { EngineFunction } from "../engine";
import type { EntryPoint } from "./entryPoint";
import { Feeds } from "./feeds";
import { halvesOf } from "./halves";
import type { RecordedOp, Recording, Value } from "./recorder";
import type { Resources } from "./resources";

/** Which values of which variables something reads. */
const versionKey = (variable: string, version: number): string => `${version} ${variable}`;

/** What the results of a recording need, and which versions of which variables they read. */
export function neededBy({ outputs, assigned, updates }: Recording): { ops: Set<RecordedOp>; reads: Set<string> } {
  const ops = new Set<RecordedOp>();
  const reads = new Set<string>();
  const waiting = [...Object.values(outputs), ...Object.values(assigned)];
  for (const { inputs } of updates) for (const one of inputs) if (!("handle" in one)) waiting.push(one);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { source } = next;
    if (source.kind === "variable") reads.add(versionKey(source.name, source.version));
    if (source.kind !== "output" || ops.has(source.op)) continue;
    ops.add(source.op);
    waiting.push(...source.op.inputs);
  }
  return { ops, reads };
}

/*
 * Of a large product by a transposed matrix, which no activation follows, oneDNN's batched form takes two thirds of
 * the time that its plain form takes; small ones it would split over threads for nothing.
 */
const isLarge = ([a, b]: readonly Value[]): boolean => sizeOf(a!.shape) * b!.shape[0]! > 2 ** 24;

/** Products of matrices as `MatMul` and sums as `AddV2`, which the graph optimizer joins with activations. */
function plainer({ name, inputs, attributes }: RecordedOp): [string, readonly OpAttribute[]] {
  if (name === "Add") return ["AddV2", attributes];
  if (name !== "BatchMatMulV2" || !inputs.every(({ shape }) => shape.length === 2)) return [name, attributes];
  if (isLarge(inputs) && attributes.some((one) => one.name === "adj_y" && one.value === true))
    return [name, attributes];
  const renamed: Record<string, string> = { adj_x: "transpose_a", adj_y: "transpose_b" };
  return ["MatMul", attributes.map((attribute) => ({ ...attribute, name: renamed[attribute.name] ?? attribute.name }))];
}

/**
 * Adds one recorded function to the graph.
 *
 * Several calls in a row are the recording as many times over: each reads the variables as the one before left
 * them. Nothing else orders them, so what of a call does not wait for the end of the one before runs beside it.
 *
 * @param calls that one run makes
 * @throws Error for several calls of a function whose outputs are not all scalars
 */
export const emit = (
  name: string,
  fn: EngineFunction,
  recording: Recording,
  resources: Resources,
  calls = 1,
): EntryPoint => new Emission(calls === 1 ? name : `${name}.${calls}`, fn, recording, resources, calls).emit();

class Emission {
  private readonly needed: ReturnType<typeof neededBy>;
  private readonly feeds: Feeds;
  private readonly float: OpAttribute;
  private readonly floatVariable: OpAttribute;
  /** Nodes that see a version of a variable; its next update must not overtake them. */
  private readonly readers = new Map<string, string[]>();
  /** What makes a version of a variable. */
  private readonly makers = new Map<string, string>();
  /** What has to happen for the run to be complete. */
  private readonly effects: string[] = [];
  private call = 0;
  /** Nodes of the call in hand, and its reads of variables. */
  private nodes = new Map<RecordedOp, string>();
  private reads = new Map<string, string>();
  /** Versions of variables when the call in hand began, and now; 0 where there is none. */
  private begun: ReadonlyMap<string, number> = new Map();
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly name: string,
    fn: EngineFunction,
    private readonly recording: Recording,
    private readonly resources: Resources,
    private readonly calls: number,
  ) {
    const { writer, binding } = resources;
    this.needed = neededBy(recording);
    this.feeds = new Feeds(name, fn.feeds, resources, calls);
    this.float = writer.type("T", binding.TF_FLOAT);
    this.floatVariable = writer.type("dtype", binding.TF_FLOAT);
  }

  emit(): EntryPoint {
    const { writer } = this.resources;
    const { outputs } = this.recording;
    const names = Object.keys(outputs);
    const scalars = names.filter((output) => outputs[output]!.shape.length === 0);
    const tensors = names.filter((output) => outputs[output]!.shape.length > 0);
    if (this.calls > 1 && tensors.length > 0) throw new Error(`${tensors[0]} of ${this.name} is not a scalar.`);
    const packed: string[] = [];
    for (; this.call < this.calls; this.call++) {
      this.nodes = new Map();
      this.reads = new Map();
      this.begun = new Map(this.versions);
      this.emitCall();
      packed.push(this.pack(scalars.map((output) => outputs[output]!)));
    }
    const all = packed.length === 1 ? packed[0]! : this.joined(`${this.name}/scalars`, packed);
    // To fetch this one makes every effect happen.
    const orders = this.effects.map((effect) => `^${effect}`);
    const done = writer.node(`${this.name}/done`, "Identity", [all, ...orders], [this.float]);
    const fetched = tensors.map((output) =>
      writer.node(this.path("output", output), "Identity", [this.input(outputs[output]!)], [this.float]),
    );
    return {
      calls: this.calls,
      ...this.feeds.handed,
      scalars,
      tensors,
      outputs: [done, ...fetched].map((one) => `${one}:0`).join(),
    };
  }

  /** What the recording holds, upon the variables as they are by now. */
  private emitCall(): void {
    const { writer, handles } = this.resources;
    const { updates, assigned } = this.recording;
    // In the order of recording, in which nothing depends on what comes later.
    for (const event of [...this.needed.ops, ...updates].sort((a, b) => a.order - b.order)) {
      if ("kind" in event) {
        const [kind, attributes] = plainer(event);
        const operands = event.inputs.map((value) => this.input(value));
        const node =
          this.inHalves(event, operands, attributes) ??
          writer.node(this.path(event.place, kind), kind, operands, attributes);
        this.nodes.set(event, node);
        this.noteReaders(event.inputs, node);
        continue;
      }
      const operands = event.inputs.map((one) => ("handle" in one ? handles.get(one.handle)! : this.input(one)));
      const order = new Set(event.changes.flatMap((change) => this.before(change.name)));
      const node = writer.node(this.path(event.place, event.op), event.op, [...operands, ...order], [this.float]);
      for (const change of event.changes) this.noteMaker(change.name, node);
      this.effects.push(node);
    }
    for (const [variable, value] of Object.entries(assigned)) {
      const inputs = [handles.get(variable)!, this.input(value), ...this.before(variable)];
      const node = writer.node(this.path("assign", variable), "AssignVariableOp", inputs, [this.floatVariable]);
      this.noteMaker(variable, node);
      this.effects.push(node);
    }
  }

  /** The call's scalars as one vector. */
  private pack(values: readonly Value[]): string {
    const { resources } = this;
    const { writer } = resources;
    const inputs = values.length > 0 ? values.map((value) => this.input(value)) : [resources.scalar(0)];
    const attributes = [this.float, writer.integer("N", inputs.length), writer.integer("axis", 0)];
    const node = writer.node(this.path("", "scalars"), "Pack", inputs, attributes);
    this.noteReaders(values, node);
    return node;
  }

  private input(value: Value): string {
    const { source } = value;
    switch (source.kind) {
      case "constant":
        return this.resources.constant(value);
      case "feed":
        return this.feeds.value(source.name, this.call);
      case "variable":
        return this.read(source.name, this.versionOf(source));
      case "output":
        return `${this.nodes.get(source.op)!}:${source.index}`;
    }
  }

  /** The version that the recording's is in the call in hand. */
  private versionOf({ name, version }: { readonly name: string; readonly version: number }): number {
    return (this.begun.get(name) ?? 0) + version;
  }

  private read(variable: string, version: number): string {
    const key = versionKey(variable, version);
    const known = this.reads.get(key);
    if (known !== undefined) return known;
    const { writer, handles } = this.resources;
    const inputs = [handles.get(variable)!, ...(version === 0 ? [] : [`^${this.makers.get(key)!}`])];
    const node = writer.node(this.path("read", variable), "ReadVariableOp", inputs, [this.floatVariable]);
    this.reads.set(key, node);
    this.noteReader(key, node);
    return node;
  }

  /** What the next change in place of a variable comes after: everything that sees the values before it. */
  private before(variable: string): string[] {
    const version = this.versions.get(variable) ?? 0;
    const key = versionKey(variable, version);
    if (this.needed.reads.has(versionKey(variable, version - (this.begun.get(variable) ?? 0)))) {
      this.read(variable, version);
    }
    const seen = this.readers.get(key) ?? [];
    return [...seen, ...(version === 0 ? [] : [this.makers.get(key)!])].map((node) => `^${node}`);
  }

  /** That a node is fed these values, of which variables' are not to change meanwhile. */
  private noteReaders(values: readonly Value[], node: string): void {
    for (const { source } of values) {
      if (source.kind === "variable") this.noteReader(versionKey(source.name, this.versionOf(source)), node);
    }
  }

  private noteReader(key: string, node: string): void {
    this.readers.set(key, [...(this.readers.get(key) ?? []), node]);
  }

  private noteMaker(variable: string, node: string): void {
    const version = (this.versions.get(variable) ?? 0) + 1;
    this.versions.set(variable, version);
    this.makers.set(versionKey(variable, version), node);
  }

  /** The op for each half of the batch, and both results in one; null for an op that stays whole. */
  private inHalves(event: RecordedOp, operands: readonly string[], attributes: readonly OpAttribute[]): string | null {
    const { resources } = this;
    const { writer } = resources;
    const halves = halvesOf(event, resources.leastHalved);
    if (!halves) return null;
    const part = (op: string) => this.path(event.place, `${event.name}/${op}`);
    const batch = operands[halves.batched]!;
    const split = writer.node(
      part("halves"),
      "Split",
      [resources.integer(0), batch],
      [this.float, writer.integer("num_split", 2)],
    );
    const made = [0, 1].map((half) => {
      const own = operands.map((operand, index) => {
        if (index === halves.batched) return `${split}:${half}`;
        return index === halves.sizes?.input ? resources.constant(halves.sizes.half) : operand;
      });
      return writer.node(part(`half.${half}`), event.name, own, attributes);
    });
    return this.joined(part("whole"), made);
  }

  /** Tensors one after another along their first axis. */
  private joined(name: string, parts: readonly string[]): string {
    const { writer, binding } = this.resources;
    const attributes = [this.float, writer.integer("N", parts.length), writer.type("Tidx", binding.TF_INT32)];
    return writer.node(name, "ConcatV2", [...parts, this.resources.integer(0)], attributes);
  }

  /*
   * Each call has names of its own that differ in their beginning only: the graph optimizer adds up in the order of
   * names, and every call must come to the same bits.
   */
  private path(place: string, op: string): string {
    return [this.name, ...(this.calls > 1 ? [this.call] : []), ...(place ? [place] : []), op].join("/");
  }
}
