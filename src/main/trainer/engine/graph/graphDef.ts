/** Writes TensorFlow graphs: nodes and attributes as the protobuf messages that a SavedModel is made of. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NativeBinding, OpAttribute } from "../../tensorflow";
import { type AttrValueMessage, type Messages, nativeMessages } from "./messages";

/** `versions.producer`: older than TensorFlow 2.9, so that every library that the set-up provides reads it. */
const producer = 987;
const tag = "saddle";

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf8"));

/** A graph that grows node by node. */
export class GraphWriter {
  private readonly messages: Messages = nativeMessages();
  private readonly graph = new this.messages.GraphDef();
  private readonly binding: NativeBinding;
  /** Names that are taken, each with the number that is tried next where it is wanted again. */
  private readonly taken = new Map<string, number>();
  count = 0;

  constructor(binding: NativeBinding) {
    this.binding = binding;
    const versions = new this.messages.VersionDef();
    versions.setProducer(producer);
    this.graph.setVersions(versions);
  }

  /**
   * @param wanted name; a number is added where it is taken
   * @param inputs `name`, `name:output` or `^name` for an order without data
   * @returns the node's name
   */
  node(wanted: string, op: string, inputs: readonly string[], attributes: readonly OpAttribute[] = []): string {
    const messages = attributes.map((attribute) => [attribute.name, this.attribute(attribute)] as const);
    return this.append(wanted, op, inputs, messages);
  }

  private append(
    wanted: string,
    op: string,
    inputs: readonly string[],
    attributes: readonly (readonly [string, AttrValueMessage])[],
  ): string {
    // TensorFlow takes these characters in names, and no others.
    const clean = wanted.replace(/[^A-Za-z0-9_./-]/g, "_").replace(/^[^A-Za-z0-9.]+/, "");
    let name = clean;
    let next = this.taken.get(clean) ?? 0;
    while (this.taken.has(name)) name = `${clean}_${++next}`;
    this.taken.set(clean, next);
    if (name !== clean) this.taken.set(name, 0);
    const message = new this.messages.NodeDef();
    message.setName(name);
    message.setOp(op);
    // Inputs that only give an order come last.
    message.setInputList([...inputs].sort((a, b) => Number(a.startsWith("^")) - Number(b.startsWith("^"))));
    for (const [attribute, value] of attributes) message.getAttrMap().set(attribute, value);
    this.graph.addNode(message);
    this.count++;
    return name;
  }

  constant(
    wanted: string,
    shape: readonly number[],
    dtype: number,
    values: Float32Array | Int32Array | Uint8Array,
  ): string {
    const tensor = new this.messages.Tensor();
    tensor.setDtype(dtype);
    tensor.setTensorShape(this.shape(shape));
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice());
    const value = new this.messages.AttrValue();
    value.setTensor(tensor);
    return this.append(
      wanted,
      "Const",
      [],
      [
        ["dtype", this.attribute(this.type("dtype", dtype))],
        ["value", value],
      ],
    );
  }

  type(name: string, value: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value };
  }

  integer(name: string, value: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_INT, value };
  }

  shapeOf(shape: readonly number[]): OpAttribute {
    return { name: "shape", type: this.binding.TF_ATTR_SHAPE, value: shape };
  }

  /** Loads the graph as a session of its own. @throws Error with TensorFlow's reason */
  load(): number {
    const info = new this.messages.MetaGraphDef.MetaInfoDef();
    info.addTags(tag);
    const meta = new this.messages.MetaGraphDef();
    meta.setMetaInfoDef(info);
    meta.setGraphDef(this.graph);
    const saved = new this.messages.SavedModel();
    saved.setSavedModelSchemaVersion(1);
    saved.addMetaGraphs(meta);
    // The binding loads from a folder only.
    const folder = mkdtempSync(join(tmpdir(), "saddle-graph-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), saved.serializeBinary());
      return this.binding.loadSavedModel(folder, tag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private shape(shape: readonly number[]) {
    const message = new this.messages.TensorShape();
    message.setDimList(
      shape.map((size) => {
        const dim = new this.messages.TensorShape.Dim();
        dim.setSize(size);
        return dim;
      }),
    );
    return message;
  }

  private attribute({ name, type, value }: OpAttribute): AttrValueMessage {
    const { binding } = this;
    const message = new this.messages.AttrValue();
    if (type === binding.TF_ATTR_SHAPE) {
      message.setShape(this.shape(value as number[]));
      return message;
    }
    if (Array.isArray(value)) {
      const list = new this.messages.AttrValue.ListValue();
      if (type === binding.TF_ATTR_STRING) list.setSList(value.map((text) => utf8(String(text))));
      else if (type === binding.TF_ATTR_INT) list.setIList(value);
      else if (type === binding.TF_ATTR_FLOAT) list.setFList(value);
      else if (type === binding.TF_ATTR_BOOL) list.setBList(value.map(Boolean));
      else if (type === binding.TF_ATTR_TYPE) list.setTypeList(value);
      else throw new Error(`The attribute ${name} has a kind (${type}) that a graph cannot hold.`);
      message.setList(list);
      return message;
    }
    if (type === binding.TF_ATTR_STRING) message.setS(utf8(String(value)));
    else if (type === binding.TF_ATTR_INT) message.setI(value as number);
    else if (type === binding.TF_ATTR_FLOAT) message.setF(value as number);
    else if (type === binding.TF_ATTR_BOOL) message.setB(Boolean(value));
    else if (type === binding.TF_ATTR_TYPE) message.setType(value as number);
    else throw new Error(`The attribute ${name} has a kind (${type}) that a graph cannot hold.`);
    return message;
  }
}
