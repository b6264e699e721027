/** The protobuf messages that a SavedModel is made of, as the classes that TensorFlow.js ships have them. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** One message. */
export interface Message {
  serializeBinary(): Uint8Array;
}
interface ShapeMessage extends Message {
  setDimList(dims: Message[]): void;
}
export interface AttrValueMessage extends Message {
  setS(value: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setType(value: number): void;
  setShape(value: Message): void;
  setTensor(value: Message): void;
  setList(value: Message): void;
}
interface ListValueMessage extends Message {
  setSList(value: Uint8Array[]): void;
  setIList(value: number[]): void;
  setFList(value: number[]): void;
  setBList(value: boolean[]): void;
  setTypeList(value: number[]): void;
}
export interface NodeMessage extends Message {
  setName(value: string): void;
  setOp(value: string): void;
  setInputList(value: string[]): void;
  getAttrMap(): { set(name: string, value: Message): void };
}

/** The message classes of a SavedModel. */
export interface Messages {
  AttrValue: (new () => AttrValueMessage) & { ListValue: new () => ListValueMessage };
  TensorShape: (new () => ShapeMessage) & { Dim: new () => Message & { setSize(size: number): void } };
  Tensor: new () => Message & {
    setDtype(dtype: number): void;
    setTensorShape(shape: Message): void;
    setTensorContent(content: Uint8Array): void;
  };
  NodeDef: new () => NodeMessage;
  GraphDef: new () => Message & { addNode(node: Message): void; setVersions(versions: Message): void };
  VersionDef: new () => Message & { setProducer(version: number): void };
  SavedModel: new () => Message & {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: Message): void;
  };
  MetaGraphDef: (new () => Message & { setGraphDef(graph: Message): void; setMetaInfoDef(info: Message): void }) & {
    MetaInfoDef: new () => Message & { addTags(tag: string): void };
  };
}

/** TensorFlow's protobuf messages; only together with the native backend. */
export const nativeMessages = (): Messages => require("@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js") as Messages;
