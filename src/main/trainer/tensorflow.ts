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
import { type Localized, same, say } from "../../shared/domain/text";
import { poolSettings } from "./pool";

export { tf };
export type Tensor = tf.Tensor;
export type Scalar = tf.Scalar;
export type Tensor2D = tf.Tensor2D;
export type Tensor4D = tf.Tensor4D;
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
  /** TensorFlow's numbers of types, the values of a type attribute. */
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
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
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

function loadNative(directory: string, variant: "cpu" | "cuda"): NativeBackend {
  restoreRemovedFunctions();
  // Warnings of the runtime belong in the log of whoever debugs it; errors still show.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // From here on the library's environment is what was set: it reads it when it is loaded.
  for (const [name, value] of Object.entries(poolSettings("electron" in process.versions, variant))) {
    process.env[name] ??= value;
  }
  const binding = require(join(directory, "tfjs_binding.node")) as NativeBinding;
  require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels");
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend") as {
    NodeJSKernelBackend: new (binding: NativeBinding, packageName: string) => NativeBackend & tf.KernelBackend;
  };
  const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
  tf.registerBackend("tensorflow", () => backend as unknown as tf.KernelBackend, 3);
  return backend;
}

const used = (id: BackendId, reason: Localized): BackendFinding => ({ id, state: "used", reason });
const passedOver = (id: BackendId, reason: Localized): BackendFinding => ({ id, state: "passed-over", reason });

function unusable(id: BackendId, reason: Localized, hint?: Localized): BackendFinding {
  return { id, state: "unusable", reason, ...(hint ? { hint } : {}) };
}

/** Looks for native TensorFlow and loads it; findings for both of its backends. */
function tryNative(): { id: BackendId; title: string; findings: BackendFinding[] } | { findings: BackendFinding[] } {
  const directory = process.env.SADDLE_TENSORFLOW ?? "";
  const [missing, remedy] = (process.env.SADDLE_TENSORFLOW_PROBLEM ?? "").split("|");
  const neither = (reason: Localized, hint?: Localized) => ({
    findings: [unusable("tensorflow-cuda", reason, hint), unusable("tensorflow-cpu", reason, hint)],
  });
  if (directory === "none" || directory === "") {
    if (missing) return neither(same(missing), remedy ? same(remedy) : undefined);
    return directory === "none"
      ? neither(
          say("Switched off by SADDLE_TENSORFLOW=none.", "SADDLE_TENSORFLOW=none으로 꺼져 있습니다."),
          say("Unset SADDLE_TENSORFLOW to use it.", "쓰려면 SADDLE_TENSORFLOW 설정을 지우세요."),
        )
      : neither(
          say("The set-up has not provided it.", "설치 과정에서 준비되지 않았습니다."),
          say("Start Saddle with npm start, which sets it up.", "npm start로 Saddle을 시작하면 준비됩니다."),
        );
  }
  if (!existsSync(join(directory, "tfjs_binding.node"))) {
    return neither(
      say(
        `SADDLE_TENSORFLOW names ${directory}, which holds no tfjs_binding.node.`,
        `SADDLE_TENSORFLOW가 가리키는 ${directory}에 tfjs_binding.node가 없습니다.`,
      ),
      say("Unset SADDLE_TENSORFLOW and run npm start.", "SADDLE_TENSORFLOW 설정을 지우고 npm start를 실행하세요."),
    );
  }
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse(readFileSync(join(directory, "tensorflow.json"), "utf8")));
    native ??= loadNative(directory, manifest.variant);
  } catch (error) {
    const first = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    return neither(
      say(
        `TensorFlow in ${directory} could not be loaded: ${first}`,
        `${directory}의 TensorFlow를 불러올 수 없습니다: ${first}`,
      ),
      say("Remove that folder and run npm start.", "그 폴더를 지우고 npm start를 실행하세요."),
    );
  }
  const version = native.binding.TF_Version;
  const cuda = manifest.variant === "cuda" && native.binding.isUsingGpuDevice();
  const threads = cpus().length;
  if (cuda) {
    return {
      id: "tensorflow-cuda",
      title: `TensorFlow ${version} · CUDA`,
      findings: [
        used(
          "tensorflow-cuda",
          say(`TensorFlow ${version} found a GPU.`, `TensorFlow ${version}에서 GPU를 찾았습니다.`),
        ),
        passedOver("tensorflow-cpu", say("The GPU is used instead.", "GPU를 대신 씁니다.")),
      ],
    };
  }
  return {
    id: "tensorflow-cpu",
    title: `TensorFlow ${version} · CPU · ${threads} thread${threads === 1 ? "" : "s"}`,
    findings: [
      manifest.variant === "cuda"
        ? unusable(
            "tensorflow-cuda",
            say(
              "The CUDA build is installed, but found no GPU it can use.",
              "CUDA 빌드가 설치되어 있지만 쓸 수 있는 GPU를 찾지 못했습니다.",
            ),
            say("Check nvidia-smi.", "nvidia-smi로 확인하세요."),
          )
        : unusable(
            "tensorflow-cuda",
            say(
              "The set-up found no NVIDIA driver, so the CPU build is installed.",
              "설치 과정에서 NVIDIA 드라이버를 찾지 못해 CPU 빌드를 설치했습니다.",
            ),
          ),
      used(
        "tensorflow-cpu",
        say(`TensorFlow ${version} on ${threads} processors.`, `TensorFlow ${version}, 프로세서 ${threads}개.`),
      ),
    ],
  };
}

async function tryWasm(): Promise<BackendFinding> {
  try {
    const wasm = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(prefix: string): void };
    wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
    if (!(await tf.setBackend("wasm"))) {
      return unusable(
        "wasm",
        say("The WebAssembly backend did not start.", "WebAssembly 백엔드가 시작되지 않았습니다."),
      );
    }
    return used(
      "wasm",
      say(
        "WebAssembly runs everywhere; it is slower than native TensorFlow.",
        "WebAssembly는 어디서나 동작하지만 네이티브 TensorFlow보다 느립니다.",
      ),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    return unusable(
      "wasm",
      say(`The WebAssembly backend did not start: ${reason}`, `WebAssembly 백엔드가 시작되지 않았습니다: ${reason}`),
    );
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
        findings: [
          ...findings,
          passedOver("wasm", say("Native TensorFlow is faster.", "네이티브 TensorFlow가 더 빠릅니다.")),
        ],
      };
    }
  } else {
    const reason = say("WebAssembly was asked for.", "WebAssembly를 선택했습니다.");
    for (const id of backendIds) if (id !== "wasm") findings.push(passedOver(id, reason));
  }
  if (preference === null || preference === "wasm") {
    const found = await tryWasm();
    findings.push(found);
    if (found.state === "used") return { id: "wasm", title: "WebAssembly", findings };
  }
  const wanted = findings.filter(({ id }) => preference === null || id === preference);
  throw new SaddleError(
    "unsupported",
    `No backend to train with: ${wanted.map(({ id, reason }) => `${id}: ${reason.en}`).join(" ")}`,
    { hint: wanted.find(({ hint }) => hint)?.hint?.en ?? "Run saddle doctor to see why." },
  );
}
