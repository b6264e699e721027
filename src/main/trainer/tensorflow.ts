/**
 * The only door to TensorFlow.js: its types, its native addon and its other backends, and what newer Node
 * removed. `backends.ts` chooses among them.
 *
 * The addon is loaded from the folder that the set-up names in `SADDLE_TENSORFLOW` and not from
 * node_modules, so that all clones share one copy of the native library.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { poolSettings } from "./pool";
import { mendTape, offTape, type Taping } from "./tape";
import { processors, threadSettings } from "./threads";
import type { Adapter, Device } from "./webgpu";

const taping = tf.engine() as unknown as Taping;
mendTape(taping);

/** The tensor as a constant: no gradient goes through to what it was made of. */
export const constant = <T extends Tensor>(tensor: T): T =>
  offTape(taping, () => tf.engine().runKernel("Identity", { x: tensor }) as T);

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

const require = createRequire(import.meta.url);
let native: NativeBackend | null = null;
let gpuDevice: Device | null = null;

/** The native backend while it is the one in use, else null. */
export const nativeBackend = (): NativeBackend | null => (tf.getBackend() === "tensorflow" ? native : null);

/**
 * Why the numbers of the backend in use are not to be trusted, where it tells that only when asked;
 * null while they are.
 */
export const backendFault = (): string | null => (tf.getBackend() === "webgpu" ? (gpuDevice?.fault() ?? null) : null);

/** Whether the backend in use works beside this process, which has to wait for what it reads. */
export const readsByWaiting = (): boolean => tf.getBackend() === "webgpu";

/** Whether the backend in use is a GPU that the processor imitates: good for tests, and slower than any other. */
export const onSoftwareGpu = (): boolean => tf.getBackend() === "webgpu" && gpuDevice?.software === true;

/** tfjs-node 4.22 calls two functions that Node 23 (and so Electron 40) removed. */
function restoreRemovedFunctions(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

/** The native backend once it is loaded, in use or not. */
export const loadedNative = (): NativeBackend | null => native;

/**
 * Loads the native library, which may take the process with it.
 * @param directory what `SADDLE_TENSORFLOW` names
 */
export function loadNative(directory: string, variant: "cpu" | "cuda"): NativeBackend {
  restoreRemovedFunctions();
  // Warnings of the runtime belong in the log of whoever debugs it; errors still show.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // A card is shared with whatever draws the screen: memory is taken as it is needed, not all of it at once.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  // Of a card's kernels those whose sums come out the same each time, where there is a choice.
  process.env.TF_DETERMINISTIC_OPS ??= "1";
  // From here on the library's environment is what was set: it reads it when it is loaded.
  const settings = {
    ...poolSettings("electron" in process.versions, variant),
    ...threadSettings(processors(), variant),
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
  const binding = require(join(directory, "tfjs_binding.node")) as NativeBinding;
  require("@tensorflow/tfjs-node-gpu/dist/register_all_kernels");
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend") as {
    NodeJSKernelBackend: new (binding: NativeBinding, packageName: string) => NativeBackend & tf.KernelBackend;
  };
  const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
  tf.registerBackend("tensorflow", () => backend as unknown as tf.KernelBackend, 3);
  native = backend;
  return backend;
}

/** `MatMulProgramType.MatMulPackedProgram` of TensorFlow.js's WebGPU backend. */
const packedMatMul = 3;

/** Opens a device, gives it to TensorFlow.js and uses it, in place of one that was lost. */
export async function startWebgpu(adapter: Adapter): Promise<void> {
  if (gpuDevice === null || gpuDevice.fault() !== null) gpuDevice = await openWebgpu(adapter);
  if (!(await tf.setBackend("webgpu"))) throw new Error("TensorFlow.js did not take the device");
}

async function openWebgpu(adapter: Adapter): Promise<Device> {
  const device = await adapter.open();
  const { WebGPUBackend } = require("@tensorflow/tfjs-backend-webgpu") as {
    WebGPUBackend: new (device: unknown, info: unknown) => tf.KernelBackend;
  };
  // The package registers itself as well, but with a device whose faults nobody hears.
  if (tf.findBackendFactory("webgpu") !== null) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => new WebGPUBackend(device.handle, device.info), 2);
  // For small matrices it would take a program that adds up across threads, which software runs 60 times slower.
  if (adapter.software) tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", packedMatMul);
  return device;
}

/** Uses the WebAssembly backend. @returns whether TensorFlow.js took it */
export async function startWasm(): Promise<boolean> {
  const wasm = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(prefix: string): void };
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  return tf.setBackend("wasm");
}
