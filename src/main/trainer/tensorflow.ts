/**
 * The only door to TensorFlow.js: picks the backend, says why, and mends what newer Node removed.
 *
 * The addon is loaded from the folder that the set-up names in `SADDLE_TENSORFLOW` and not from
 * node_modules, so that all clones share one copy of the native library.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { SaddleError } from "../../shared/contract/errors";
import { type BackendFinding, type BackendId, backendIds } from "../../shared/contract/trainer";

export { tf };
export type Tensor = tf.Tensor;
export type Scalar = tf.Scalar;
export type Tensor2D = tf.Tensor2D;
export type Variable = tf.Variable;
/** Variables by a name that is unique within a model. */
export type NamedVariables = Readonly<Record<string, Variable>>;

/** One attribute of a TensorFlow op, as the addon takes it. */
export interface OpAttribute {
  readonly name: string;
  /** A `TF_ATTR_*` constant of the addon. */
  readonly type: number;
  readonly value: unknown;
}

/** The addon's functions that Saddle calls itself; everything else goes through TensorFlow.js. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  isUsingGpuDevice(): boolean;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  /** Shares the memory of `values` where it is aligned: whoever keeps the tensor must copy it. */
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array | Uint8Array | string[]): number;
  deleteTensor(id: number): void;
  /** A copy of the values. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** Loads a SavedModel folder by its tag as a session of its own. */
  loadSavedModel(directory: string, tag: string): number;
  /** Runs a loaded session. Names are `node:output`, with commas between. */
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
  deleteSavedModel(session: number): void;
}

/** A tensor inside the addon. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's `DataType`. */
  readonly dtype: number;
}

/** A protobuf message of TensorFlow, as the classes that the package ships have it. */
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

/** TensorFlow.js's native backend, as far as Saddle reaches into it. */
export interface NativeBackend {
  /** Writable, so that a recorder can stand in its place. */
  binding: NativeBinding;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(output: NativeTensor): Tensor;
  executeSingleOutput(name: string, attributes: readonly OpAttribute[], inputs: readonly Tensor[]): Tensor;
}

export interface OpenedBackend {
  readonly id: BackendId;
  /** For people: `TensorFlow 2.21.0 · CPU · 2 threads`. */
  readonly title: string;
  readonly findings: BackendFinding[];
}

const manifestSchema = z.object({ version: z.string(), variant: z.enum(["cpu", "cuda"]), source: z.string() });

const require = createRequire(import.meta.url);
let native: NativeBackend | null = null;

/** The native backend while it is the one in use, else null. */
export const nativeBackend = (): NativeBackend | null => (tf.getBackend() === "tensorflow" ? native : null);

/** tfjs-node 4.22 calls two functions that Node 23 (and so Electron 40) removed. */
function restoreRemovedFunctions(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

function loadNative(directory: string): NativeBackend {
  restoreRemovedFunctions();
  // Warnings of the runtime belong in the log of whoever debugs it; errors still show.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const binding = require(join(directory, "tfjs_binding.node")) as NativeBinding;
  require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels");
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend") as {
    NodeJSKernelBackend: new (binding: NativeBinding, packageName: string) => NativeBackend & tf.KernelBackend;
  };
  const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
  tf.registerBackend("tensorflow", () => backend as unknown as tf.KernelBackend, 3);
  return backend;
}

function unusable(id: BackendId, reason: string, hint?: string): BackendFinding {
  return { id, usable: false, reason, ...(hint ? { hint } : {}) };
}

/** Looks for native TensorFlow and loads it; findings for both of its backends. */
function tryNative(): { id: BackendId; title: string; findings: BackendFinding[] } | { findings: BackendFinding[] } {
  const directory = process.env.SADDLE_TENSORFLOW ?? "";
  const [missing, remedy] = (process.env.SADDLE_TENSORFLOW_PROBLEM ?? "").split("|");
  const neither = (reason: string, hint?: string) => ({
    findings: [unusable("tensorflow-cuda", reason, hint), unusable("tensorflow-cpu", reason, hint)],
  });
  if (directory === "none" || directory === "") {
    if (missing) return neither(missing, remedy);
    return directory === "none"
      ? neither("Switched off by SADDLE_TENSORFLOW=none.", "Unset SADDLE_TENSORFLOW to use it.")
      : neither("The set-up has not provided it.", "Start Saddle with npm start, which sets it up.");
  }
  if (!existsSync(join(directory, "tfjs_binding.node"))) {
    return neither(
      `SADDLE_TENSORFLOW names ${directory}, which holds no tfjs_binding.node.`,
      "Unset SADDLE_TENSORFLOW and run npm start.",
    );
  }
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse(readFileSync(join(directory, "tensorflow.json"), "utf8")));
    native ??= loadNative(directory);
  } catch (error) {
    const first = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    return neither(`TensorFlow in ${directory} could not be loaded: ${first}`, "Remove that folder and run npm start.");
  }
  const version = native.binding.TF_Version;
  const cuda = manifest.variant === "cuda" && native.binding.isUsingGpuDevice();
  const threads = cpus().length;
  if (cuda) {
    return {
      id: "tensorflow-cuda",
      title: `TensorFlow ${version} · CUDA`,
      findings: [
        { id: "tensorflow-cuda", usable: true, reason: `TensorFlow ${version} found a GPU.` },
        unusable("tensorflow-cpu", "The GPU is used instead."),
      ],
    };
  }
  return {
    id: "tensorflow-cpu",
    title: `TensorFlow ${version} · CPU · ${threads} thread${threads === 1 ? "" : "s"}`,
    findings: [
      manifest.variant === "cuda"
        ? unusable("tensorflow-cuda", "The CUDA build is installed, but found no GPU it can use.", "Check nvidia-smi.")
        : unusable("tensorflow-cuda", "The set-up found no NVIDIA driver, so the CPU build is installed."),
      { id: "tensorflow-cpu", usable: true, reason: `TensorFlow ${version} on ${threads} processors.` },
    ],
  };
}

async function tryWasm(): Promise<BackendFinding> {
  try {
    const wasm = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(prefix: string): void };
    wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
    if (!(await tf.setBackend("wasm"))) return unusable("wasm", "The WebAssembly backend did not start.");
    return { id: "wasm", usable: true, reason: "WebAssembly runs everywhere; it is slower than native TensorFlow." };
  } catch (error) {
    return unusable("wasm", `The WebAssembly backend did not start: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Opens the first backend that works, in the order CUDA, CPU, WebAssembly.
 * @param preference only this one, or null for any
 * @throws SaddleError `unsupported` with the reasons where none (or not the preferred one) works
 */
export async function openBackend(preference: BackendId | null): Promise<OpenedBackend> {
  // Also silences TensorFlow.js's advertisement for its own native package.
  tf.enableProdMode();
  const findings: BackendFinding[] = [];
  if (preference !== "wasm") {
    const found = tryNative();
    findings.push(...found.findings);
    if ("id" in found && (preference === null || preference === found.id)) {
      await tf.setBackend("tensorflow");
      return {
        id: found.id,
        title: found.title,
        findings: [...findings, unusable("wasm", "Native TensorFlow is faster.")],
      };
    }
  } else {
    for (const id of backendIds) if (id !== "wasm") findings.push(unusable(id, "WebAssembly was asked for."));
  }
  if (preference === null || preference === "wasm") {
    const found = await tryWasm();
    findings.push(found);
    if (found.usable) return { id: "wasm", title: "WebAssembly", findings };
  }
  const wanted = findings.filter(({ id }) => preference === null || id === preference);
  throw new SaddleError(
    "unsupported",
    `No backend to train with: ${wanted.map(({ id, reason }) => `${id}: ${reason}`).join(" ")}`,
    { hint: wanted.find(({ hint }) => hint)?.hint ?? "Run saddle doctor to see why." },
  );
}
