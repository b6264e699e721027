/** Turns recordings into nodes of one graph over shared resource variables. */
import { sizeOf } from "../../../../shared/domain/shape";
import type { OpAttribute } from "../../tensorflow";
import { byteScale, type EngineFunction, type FeedSpec } from "../engine";
import { halvesOf } from "./halves";
import { noiseShapes, type RecordedOp, type Recording, type Value } from "./recorder";
import type { Resources } from "./resources";

/** How a function of the graph is called. */
export interface EntryPoint {
  /** Feeds of rank 0, which are handed over as one vector before the others. */
  readonly scalarFeeds: readonly string[];
  /** Names of the other feeds in the order of `inputs`, the noise's included where the function draws any. */
  readonly feeds: readonly string[];
  /** `node:0` of what is handed over, with commas between. */
  readonly inputs: string;
  /** Outputs of rank 0, which come back as one vector. */
  readonly scalars: readonly string[];
  /** Outputs of higher rank, one tensor each, after the vector. */
  readonly tensors: readonly string[];
  readonly outputs: string;
}

/** Which values of which variables something reads. */
const versionKey = (variable: string, version: number): string => `${version} ${variable}`;

/** What the results of a recording need, and which versions of which variables they read. */
function neededBy({ outputs, assigned, updates }: Recording): { ops: Set<RecordedOp>; reads: Set<string> } {
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

const isScalar = (spec: FeedSpec): boolean => spec.kind === "numbers" && spec.shape.length === 0;

/** Adds one recorded function to the graph. */
export function emit(name: string, fn: EngineFunction, recording: Recording, resources: Resources): EntryPoint {
  const { writer, binding } = resources;
  const float = writer.type("T", binding.TF_FLOAT);
  const floatVariable = writer.type("dtype", binding.TF_FLOAT);
  const needed = neededBy(recording);
  const nodes = new Map<RecordedOp, string>();
  const feeds = new Map<string, { placeholder: string; value: string }>();
  /** Handing over a tensor costs as much as a small op, so those of rank 0 come as one, taken apart here. */
  const scalarFeeds = Object.keys(fn.feeds).filter((feed) => isScalar(fn.feeds[feed]!));
  let scalarParts: { placeholder: string; node: string } | null = null;
  const reads = new Map<string, string>();
  /** Ops that read a version of a variable; its next update must not overtake them. */
  const readers = new Map<string, string[]>();
  /** What makes a version of a variable. */
  const makers = new Map<string, string>();
  /** What has to happen for the call to be complete. */
  const effects: string[] = [];
  const integer = (attribute: string, value: number) => ({ name: attribute, type: binding.TF_ATTR_INT, value });
  const path = (place: string, op: string) => `${name}/${place ? `${place}/` : ""}${op}`;

  const placeholder = (feed: string, dtype: number, shape: readonly number[]): string =>
    writer.node(`${name}/feeds/${feed}`, "Placeholder", [], [writer.type("dtype", dtype), writer.shapeOf(shape)]);

  /** Rows of the data, gathered by their indices or fed as they are; bytes as values in its range. */
  const makeExamples = (feed: string, count: number): { placeholder: string; value: string } => {
    const { unit, span, low } = byteScale(resources.examples.range);
    const part = (op: string) => `${name}/feeds/${feed}/${op}`;
    const { data, examples, exampleType } = resources;
    const fed = data
      ? placeholder(feed, binding.TF_INT32, [count])
      : placeholder(feed, exampleType, [count, examples.width]);
    const rows = data
      ? writer.node(
          part("rows"),
          "ResourceGather",
          [data.handle, fed],
          [writer.type("dtype", exampleType), writer.type("Tindices", binding.TF_INT32)],
        )
      : fed;
    if (examples.values.kind === "floats") {
      // Fed rows share memory with JavaScript, which no variable may come to keep.
      return { placeholder: fed, value: data ? rows : writer.node(part("copy"), "DeepCopy", [rows], [float]) };
    }
    const cast = [writer.type("SrcT", binding.TF_UINT8), writer.type("DstT", binding.TF_FLOAT)];
    let value = writer.node(part("numbers"), "Cast", [rows], cast);
    value = writer.node(part("unit"), "Mul", [value, resources.scalar(unit)], [float]);
    if (span !== 1) value = writer.node(part("span"), "Mul", [value, resources.scalar(span)], [float]);
    if (low !== 0) value = writer.node(part("low"), "AddV2", [value, resources.scalar(low)], [float]);
    return { placeholder: fed, value };
  };

  /** Labels of the data, gathered by the indices of their examples, as rows with a 1 at the class. */
  const makeLabels = (feed: string, count: number): { placeholder: string; value: string } => {
    const { labels, examples } = resources;
    if (!labels || !examples.labels) throw new Error(`${name} reads labels, which the data does not have.`);
    const part = (op: string) => `${name}/feeds/${feed}/${op}`;
    const integer32 = binding.TF_INT32;
    const fed = placeholder(feed, integer32, [count]);
    const bytes = writer.node(
      part("bytes"),
      "ResourceGather",
      [labels.handle, fed],
      [writer.type("dtype", binding.TF_UINT8), writer.type("Tindices", integer32)],
    );
    const cast = [writer.type("SrcT", binding.TF_UINT8), writer.type("DstT", integer32)];
    const classes = writer.node(part("classes"), "Cast", [bytes], cast);
    const depth = resources.constant({
      source: { kind: "constant", values: Int32Array.of(examples.labels.classes) },
      shape: [],
      dtype: integer32,
    });
    const value = writer.node(
      part("rows"),
      "OneHot",
      [classes, depth, resources.scalar(1), resources.scalar(0)],
      [float, writer.type("TI", integer32), { name: "axis", type: binding.TF_ATTR_INT, value: -1 }],
    );
    return { placeholder: fed, value };
  };

  const makeFeed = (feed: string): { placeholder: string; value: string } => {
    const spec = fn.feeds[feed];
    if (!spec) {
      const input = placeholder(feed, binding.TF_INT32, noiseShapes[feed]!);
      return { placeholder: input, value: input };
    }
    if (spec.kind !== "numbers") {
      return spec.kind === "labels" ? makeLabels(feed, spec.count) : makeExamples(feed, spec.count);
    }
    const input = placeholder(feed, binding.TF_FLOAT, spec.shape);
    // A copy, since a variable that is assigned what was fed would keep memory of JavaScript's.
    return { placeholder: input, value: writer.node(`${name}/feeds/${feed}/copy`, "DeepCopy", [input], [float]) };
  };

  const scalarsNode = (): string => {
    if (scalarParts) return scalarParts.node;
    const count = scalarFeeds.length;
    const input = placeholder("scalars", binding.TF_FLOAT, [count]);
    const copy = writer.node(`${name}/feeds/scalars/copy`, "DeepCopy", [input], [float]);
    const node = writer.node(
      `${name}/feeds/scalars/parts`,
      "Unpack",
      [copy],
      [float, integer("num", count), integer("axis", 0)],
    );
    scalarParts = { placeholder: input, node };
    return node;
  };

  const readNode = (variable: string, version: number): string => {
    const key = versionKey(variable, version);
    const known = reads.get(key);
    if (known !== undefined) return known;
    const inputs = [resources.handles.get(variable)!, ...(version === 0 ? [] : [`^${makers.get(key)!}`])];
    const node = writer.node(`${name}/read/${variable}`, "ReadVariableOp", inputs, [floatVariable]);
    reads.set(key, node);
    return node;
  };

  const input = (value: Value): string => {
    const { source } = value;
    switch (source.kind) {
      case "constant":
        return resources.constant(value);
      case "feed": {
        const scalar = scalarFeeds.indexOf(source.name);
        if (scalar >= 0) return `${scalarsNode()}:${scalar}`;
        let made = feeds.get(source.name);
        if (!made) {
          made = makeFeed(source.name);
          feeds.set(source.name, made);
        }
        return made.value;
      }
      case "variable":
        return readNode(source.name, source.version);
      case "output":
        return `${nodes.get(source.op)!}:${source.index}`;
    }
  };

  /** A change in place comes after everything that sees the values before it. */
  const before = (variable: string, version: number): string[] => {
    const key = versionKey(variable, version);
    return [
      ...(needed.reads.has(key) ? [readNode(variable, version)] : []),
      ...(readers.get(key) ?? []),
      ...(version === 0 ? [] : [makers.get(key)!]),
    ].map((node) => `^${node}`);
  };

  const number32 = (value: number) =>
    resources.constant({
      source: { kind: "constant", values: Int32Array.of(value) },
      shape: [],
      dtype: binding.TF_INT32,
    });

  /** The op for each half of the batch, and both results in one; null for an op that stays whole. */
  const inHalves = (
    event: RecordedOp,
    operands: readonly string[],
    attributes: readonly OpAttribute[],
  ): string | null => {
    const halves = halvesOf(event, resources.leastHalved);
    if (!halves) return null;
    const part = (op: string) => path(event.place, `${event.name}/${op}`);
    const batch = operands[halves.batched]!;
    const split = writer.node(part("halves"), "Split", [number32(0), batch], [float, integer("num_split", 2)]);
    const made = [0, 1].map((half) => {
      const own = operands.map((operand, index) => {
        if (index === halves.batched) return `${split}:${half}`;
        return index === halves.sizes?.input ? resources.constant(halves.sizes.half) : operand;
      });
      return writer.node(part(`half.${half}`), event.name, own, attributes);
    });
    const whole = [float, integer("N", 2), writer.type("Tidx", binding.TF_INT32)];
    return writer.node(part("whole"), "ConcatV2", [...made, number32(0)], whole);
  };

  const versions = new Map<string, number>();
  // In the order of recording, in which nothing depends on what comes later.
  for (const event of [...needed.ops, ...recording.updates].sort((a, b) => a.order - b.order)) {
    if ("kind" in event) {
      const [kind, attributes] = plainer(event);
      const operands = event.inputs.map(input);
      const node =
        inHalves(event, operands, attributes) ?? writer.node(path(event.place, kind), kind, operands, attributes);
      nodes.set(event, node);
      for (const { source } of event.inputs) {
        if (source.kind !== "variable") continue;
        const key = versionKey(source.name, source.version);
        readers.set(key, [...(readers.get(key) ?? []), node]);
      }
      continue;
    }
    const operands = event.inputs.map((one) => ("handle" in one ? resources.handles.get(one.handle)! : input(one)));
    const order = new Set(event.changes.flatMap((change) => before(change.name, change.from)));
    const node = writer.node(path(event.place, event.op), event.op, [...operands, ...order], [float]);
    for (const change of event.changes) {
      makers.set(versionKey(change.name, change.from + 1), node);
      versions.set(change.name, change.from + 1);
    }
    effects.push(node);
  }
  for (const [variable, value] of Object.entries(recording.assigned)) {
    const inputs = [resources.handles.get(variable)!, input(value), ...before(variable, versions.get(variable) ?? 0)];
    effects.push(writer.node(`${name}/assign/${variable}`, "AssignVariableOp", inputs, [floatVariable]));
  }

  const names = Object.keys(recording.outputs);
  const node = (output: string) => input(recording.outputs[output]!);
  const scalars = names.filter((output) => recording.outputs[output]!.shape.length === 0);
  const tensors = names.filter((output) => recording.outputs[output]!.shape.length > 0);
  const packed = writer.node(
    `${name}/scalars`,
    "Pack",
    scalars.length > 0 ? scalars.map(node) : [resources.scalar(0)],
    [float, integer("N", Math.max(1, scalars.length)), integer("axis", 0)],
  );
  // To fetch this one makes every effect happen.
  const done = writer.node(`${name}/done`, "Identity", [packed, ...effects.map((effect) => `^${effect}`)], [float]);
  const fetched = tensors.map((output) => writer.node(`${name}/output/${output}`, "Identity", [node(output)], [float]));
  const vector = scalarParts as { placeholder: string } | null;
  const placeholders = [...(vector ? [vector] : []), ...feeds.values()];
  return {
    scalarFeeds: vector ? scalarFeeds : [],
    feeds: [...feeds.keys()],
    inputs: placeholders.map(({ placeholder: one }) => `${one}:0`).join(),
    scalars,
    tensors,
    outputs: [done, ...fetched].map((one) => `${one}:0`).join(),
  };
}
