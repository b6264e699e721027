/**
 * A GPU through WebGPU: Dawn for Node (npm `webgpu`) over Vulkan, Metal or Direct3D 12. Only what
 * TensorFlow.js's backend needs: an adapter, a device, and word of what went wrong with it.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The parts of WebGPU (w3.org/TR/webgpu) that are used here. */
interface GpuError {
  readonly message: string;
}
interface GpuDevice {
  readonly lost: Promise<{ readonly message: string }>;
  addEventListener(type: "uncapturederror", listener: (event: UncapturedError) => void): void;
  destroy(): void;
}
interface UncapturedError {
  readonly error: GpuError;
  preventDefault(): void;
}
interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}
interface GpuAdapter {
  readonly info: GpuAdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: { requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}
interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<GpuAdapter | null>;
}
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** An adapter that Dawn offers. */
export interface Adapter {
  /** For people: `SwiftShader driver 5.0.0`. */
  readonly name: string;
  /** It computes on the processor, for machines without a GPU. */
  readonly software: boolean;
  /** @throws Error with the driver's reason */
  open(): Promise<Device>;
}

/** An opened device. */
export interface Device {
  /** What TensorFlow.js takes. */
  readonly handle: unknown;
  readonly info: unknown;
  /** See {@link Adapter.software}. */
  readonly software: boolean;
  /**
   * Why its numbers are not to be trusted any more; null while they are. WebGPU goes on after an
   * error and answers with zeros, so whoever reads must ask.
   */
  fault(): string | null;
}

const require = createRequire(import.meta.url);

/** TensorFlow.js asks for these; without asking, a device has the least that WebGPU promises. */
const limits = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
];

/** Mesa's and Google's software drivers, and the one of Windows, should a driver not call itself a fallback. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

let gpu: Gpu | null = null;

/**
 * Loads Dawn once, and puts what TensorFlow.js looks for where it looks for it. The addon is taken by
 * its path, as the package's own ES module does, which the oldest runtime (Node 16) cannot `require`.
 */
function loadDawn(): Gpu {
  if (gpu) return gpu;
  const system = process.platform === "darwin" ? "darwin-universal" : `${process.platform}-${process.arch}`;
  const folder = dirname(require.resolve("webgpu/package.json"));
  const { create, globals } = require(join(folder, "dist", system, "dawn.node")) as Dawn;
  gpu = create([]);
  Object.assign(globalThis, globals);
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  return gpu;
}

const nameOf = ({ description, device, architecture, vendor }: GpuAdapterInfo): string =>
  [description, device, `${vendor} ${architecture}`.trim()].find((name) => name !== "") ?? "unnamed adapter";

/**
 * The fastest adapter; null where there is none.
 * @throws Error where Dawn itself cannot be loaded, for example on a system that it is not built for
 */
export async function findAdapter(): Promise<Adapter | null> {
  const adapter = await loadDawn().requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const { info } = adapter;
  const name = nameOf(info);
  const software = info.isFallbackAdapter || softwareNames.test(`${name} ${info.architecture}`);
  return {
    name,
    software,
    async open() {
      const requiredLimits = Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]!]));
      const device = await adapter.requestDevice({ requiredLimits });
      let fault: string | null = null;
      device.addEventListener("uncapturederror", (event) => {
        // Otherwise Dawn prints it as well.
        event.preventDefault();
        fault ??= firstLine(event.error.message) || "an error without a name";
      });
      void device.lost.then(({ message }) => {
        fault ??= `the device was lost: ${firstLine(message) || "no reason was given"}`;
      });
      return { handle: device, info, software, fault: () => fault };
    },
  };
}

const firstLine = (text: string): string => (text.split("\n")[0] ?? "").trim().replace(/\.$/, "");
