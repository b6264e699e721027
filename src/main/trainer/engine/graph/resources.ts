/** What all functions of a graph share: its variables, the data, and constants. */
import type { NativeBinding } from "../../tensorflow";
import type { Examples } from "../engine";
import type { GraphWriter } from "./graphDef";
import { constantKey, type Value } from "./recorder";

/** The resources that all functions share: variables by name, and the data. */
export class Resources {
  /** Nodes of the handles of variables. */
  readonly handles: ReadonlyMap<string, string>;
  /** The data as it is held; null where it is too large to lie in the session, and batches are fed. */
  readonly data: { readonly handle: string; readonly input: string; readonly done: string } | null;
  /** TensorFlow's type of the data as it is held. */
  readonly exampleType: number;
  /** The labels of the data; null where there are none. */
  readonly labels: { readonly handle: string; readonly input: string; readonly done: string } | null;
  /** How to give a variable (or, above, the data and labels) other values: feed one, fetch the other. */
  readonly write: ReadonlyMap<string, { readonly input: string; readonly done: string }>;
  /** What to fetch for a variable's values. */
  readonly read: ReadonlyMap<string, string>;
  private readonly constants = new Map<string, string>();

  constructor(
    readonly writer: GraphWriter,
    readonly binding: NativeBinding,
    variables: Readonly<Record<string, { readonly shape: readonly number[] }>>,
    readonly examples: Examples,
    /** Whether the data lies in the session. */
    resident: boolean,
    /** Multiplications from which on a convolution is made in halves, see {@link halvesOf}. */
    readonly leastHalved: number,
  ) {
    const float = binding.TF_FLOAT;
    const handles = new Map<string, string>();
    const write = new Map<string, { input: string; done: string }>();
    const read = new Map<string, string>();
    for (const [name, { shape }] of Object.entries(variables)) {
      const handle = this.handle(`variables/${name}`, shape, float);
      handles.set(name, handle);
      write.set(name, this.assignment(handle, shape, float));
      read.set(name, `${writer.node(`${handle}/read`, "ReadVariableOp", [handle], [writer.type("dtype", float)])}:0`);
    }
    this.handles = handles;
    this.write = write;
    this.read = read;
    const shape = [examples.count, examples.width];
    this.exampleType = examples.values.kind === "floats" ? float : binding.TF_UINT8;
    this.data = resident ? this.stored("data", shape, this.exampleType) : null;
    this.labels = examples.labels ? this.stored("labels", [examples.count], binding.TF_UINT8) : null;
  }

  private stored(name: string, shape: readonly number[], dtype: number) {
    const handle = this.handle(name, shape, dtype);
    return { handle, ...this.assignment(handle, shape, dtype) };
  }

  constant(value: Value): string {
    if (value.source.kind !== "constant") throw new Error("Not a constant.");
    const key = constantKey(value);
    const known = key === null ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.writer.constant("constant", value.shape, value.dtype, value.source.values);
    if (key !== null) this.constants.set(key, name);
    return name;
  }

  scalar(value: number): string {
    const source = { kind: "constant", values: Float32Array.of(value) } as const;
    return this.constant({ source, shape: [], dtype: this.binding.TF_FLOAT });
  }

  integer(value: number): string {
    const source = { kind: "constant", values: Int32Array.of(value) } as const;
    return this.constant({ source, shape: [], dtype: this.binding.TF_INT32 });
  }

  private handle(name: string, shape: readonly number[], dtype: number): string {
    return this.writer.node(
      name,
      "VarHandleOp",
      [],
      [
        this.writer.type("dtype", dtype),
        this.writer.shapeOf(shape),
        { name: "shared_name", type: this.binding.TF_ATTR_STRING, value: name },
        { name: "container", type: this.binding.TF_ATTR_STRING, value: "" },
      ],
    );
  }

  /*
   * What is fed may share memory with JavaScript, which must neither be written to by an update in
   * place nor be given back from one of TensorFlow's threads: so a variable keeps a copy.
   */
  private assignment(handle: string, shape: readonly number[], dtype: number) {
    const { writer } = this;
    const input = writer.node(
      `${handle}/input`,
      "Placeholder",
      [],
      [writer.type("dtype", dtype), writer.shapeOf(shape)],
    );
    const copy = writer.node(`${handle}/copy`, "DeepCopy", [input], [writer.type("T", dtype)]);
    const assign = writer.node(`${handle}/assign`, "AssignVariableOp", [handle, copy], [writer.type("dtype", dtype)]);
    const done = writer.node(
      `${handle}/done`,
      "Identity",
      [this.scalar(0), `^${assign}`],
      [writer.type("T", this.binding.TF_FLOAT)],
    );
    return { input: `${input}:0`, done: `${done}:0` };
  }
}
