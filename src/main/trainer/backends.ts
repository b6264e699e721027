/** Picks the backend that a trainer computes on, and says of each why or why not. */
import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../shared/contract/errors";
import { type BackendFailure, type BackendFinding, type BackendId, backendIds } from "../../shared/contract/trainer";
import { type Localized, localizedSchema, same, say, together } from "../../shared/domain/text";
import { loadedNative, loadNative, startWasm, startWebgpu, tf } from "./tensorflow";
import { findAdapter } from "./webgpu";

export interface OpenedBackend {
  readonly id: BackendId;
  /** For people: `TensorFlow 2.21.0 · CPU · 2 threads`. */
  readonly title: Localized;
  readonly findings: BackendFinding[];
}

const manifestSchema = z.object({ version: z.string(), variant: z.enum(["cpu", "cuda"]), source: z.string() });
const problemSchema = z.object({ missing: localizedSchema, remedy: localizedSchema });

const used = (id: BackendId, reason: Localized): BackendFinding => ({ id, state: "used", reason });
const passedOver = (id: BackendId, reason: Localized, hint?: Localized): BackendFinding => ({
  id,
  state: "passed-over",
  reason,
  ...(hint ? { hint } : {}),
});
const unusable = (id: BackendId, reason: Localized, hint?: Localized): BackendFinding => ({
  id,
  state: "unusable",
  reason,
  ...(hint ? { hint } : {}),
});
const failed = (id: BackendId, reason: Localized, hint?: Localized): BackendFinding => ({
  id,
  state: "failed",
  reason,
  ...(hint ? { hint } : {}),
});

/** What came of trying a backend: it is in use under this title, or why it is not. */
interface Tried {
  /** Null where it is not in use. */
  readonly title: Localized | null;
  readonly finding: BackendFinding;
}
const without = (finding: BackendFinding): Tried => ({ title: null, finding });

const reasonOf = (error: unknown): string =>
  ((error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "").trim();

/** Why a backend that works need not be tried, by the one that is used. */
const better: Readonly<Record<Exclude<BackendId, "wasm">, Localized>> = {
  "tensorflow-cuda": say("The GPU is used instead.", "GPU를 대신 씁니다."),
  "tensorflow-cpu": say("Native TensorFlow is faster.", "네이티브 TensorFlow가 더 빠릅니다."),
  webgpu: say("The GPU is faster.", "GPU가 더 빠릅니다."),
};

interface Attempt {
  /** It was asked for by hand. */
  readonly chosen: boolean;
  /** Whether a GPU may be used. */
  readonly gpu: boolean;
  /** Called right before native code is loaded, which may take the process with it. */
  trying(id: BackendId): Promise<void>;
}

/** Why the set-up could not provide native TensorFlow, if it said so; see scripts/lib/environment.mjs. */
function setUpProblem(): z.infer<typeof problemSchema> | null {
  try {
    return problemSchema.parse(JSON.parse(process.env.SADDLE_TENSORFLOW_PROBLEM ?? ""));
  } catch {
    return null;
  }
}

async function tryTensorflow(id: "tensorflow-cuda" | "tensorflow-cpu", { gpu, trying }: Attempt): Promise<Tried> {
  const directory = process.env.SADDLE_TENSORFLOW ?? "";
  if (directory === "none" || directory === "") {
    const problem = setUpProblem();
    if (problem) return without(unusable(id, problem.missing, problem.remedy));
    return without(
      directory === "none"
        ? unusable(
            id,
            say("Switched off by SADDLE_TENSORFLOW=none.", "SADDLE_TENSORFLOW=none으로 꺼져 있습니다."),
            say("Unset SADDLE_TENSORFLOW to use it.", "쓰려면 SADDLE_TENSORFLOW 설정을 지우세요."),
          )
        : unusable(
            id,
            say("The set-up has not provided it.", "설치 과정에서 준비되지 않았습니다."),
            say("Start Saddle with npm start, which sets it up.", "npm start로 Saddle을 시작하면 준비됩니다."),
          ),
    );
  }
  if (!existsSync(join(directory, "tfjs_binding.node"))) {
    return without(
      unusable(
        id,
        say(
          `SADDLE_TENSORFLOW names ${directory}, which holds no tfjs_binding.node.`,
          `SADDLE_TENSORFLOW가 가리키는 ${directory}에 tfjs_binding.node가 없습니다.`,
        ),
        say("Unset SADDLE_TENSORFLOW and run npm start.", "SADDLE_TENSORFLOW 설정을 지우고 npm start를 실행하세요."),
      ),
    );
  }
  let native = loadedNative();
  let variant: z.infer<typeof manifestSchema>["variant"];
  try {
    ({ variant } = manifestSchema.parse(JSON.parse(readFileSync(join(directory, "tensorflow.json"), "utf8"))));
    if (id === "tensorflow-cuda" && variant !== "cuda") {
      return without(
        unusable(
          id,
          say(
            "The set-up found no NVIDIA driver, so the CPU build is installed.",
            "설치 과정에서 NVIDIA 드라이버를 찾지 못해 CPU 빌드를 설치했습니다.",
          ),
        ),
      );
    }
    if (native === null) {
      // Read once, when TensorFlow looks for devices.
      if (!gpu) process.env.CUDA_VISIBLE_DEVICES = "-1";
      await trying(id);
      native = loadNative(directory, variant);
    }
  } catch (error) {
    return without(
      failed(
        id,
        say(
          `TensorFlow in ${directory} could not be loaded: ${reasonOf(error)}`,
          `${directory}의 TensorFlow를 불러올 수 없습니다: ${reasonOf(error)}`,
        ),
        say("Remove that folder and run npm start.", "그 폴더를 지우고 npm start를 실행하세요."),
      ),
    );
  }
  const version = native.binding.TF_Version;
  if (id === "tensorflow-cuda") {
    if (!native.binding.isUsingGpuDevice()) {
      return without(
        unusable(
          id,
          say(
            "The CUDA build is installed, but found no GPU it can use.",
            "CUDA 빌드가 설치되어 있지만 쓸 수 있는 GPU를 찾지 못했습니다.",
          ),
          say("Check nvidia-smi.", "nvidia-smi로 확인하세요."),
        ),
      );
    }
    await tf.setBackend("tensorflow");
    const found = say(`TensorFlow ${version} found a GPU.`, `TensorFlow ${version}에서 GPU를 찾았습니다.`);
    return { title: same(`TensorFlow ${version} · CUDA`), finding: used(id, found) };
  }
  const threads = cpus().length;
  await tf.setBackend("tensorflow");
  return {
    title:
      threads === 1
        ? say(`TensorFlow ${version} · CPU · 1 thread`, `TensorFlow ${version} · CPU · 스레드 1개`)
        : say(`TensorFlow ${version} · CPU · ${threads} threads`, `TensorFlow ${version} · CPU · 스레드 ${threads}개`),
    finding: used(
      id,
      say(`TensorFlow ${version} on ${threads} processors.`, `TensorFlow ${version}, 프로세서 ${threads}개.`),
    ),
  };
}

const driverHint =
  process.platform === "linux"
    ? say(
        "Install the Vulkan driver of your GPU and the package libvulkan1, or name a driver's file in VK_ICD_FILENAMES.",
        "GPU의 Vulkan 드라이버와 libvulkan1 패키지를 설치하거나, VK_ICD_FILENAMES에 드라이버 파일을 지정하세요.",
      )
    : say("Update the driver of your GPU.", "GPU 드라이버를 업데이트하세요.");

async function tryWebgpu({ chosen, trying }: Attempt): Promise<Tried> {
  const id = "webgpu";
  // Electron keeps V8's memory in a cage, and Dawn maps what a GPU computed outside of it (dawn-gpu/node-webgpu#5).
  if ("electron" in process.versions) {
    return without(
      unusable(
        id,
        say("Electron cannot read what WebGPU computes.", "Electron에서는 WebGPU의 계산 결과를 읽을 수 없습니다."),
        say(
          "It works on the command line: npm run saddle -- train … --backend webgpu.",
          "명령줄에서는 동작합니다: npm run saddle -- train … --backend webgpu.",
        ),
      ),
    );
  }
  try {
    await trying(id);
    const adapter = await findAdapter();
    if (adapter === null) {
      return without(unusable(id, say("WebGPU found no adapter.", "WebGPU가 어댑터를 찾지 못했습니다."), driverHint));
    }
    const { name } = adapter;
    if (adapter.software && !chosen) {
      return without(
        passedOver(
          id,
          say(
            `Its only adapter, ${name}, computes on the processor, where WebAssembly is faster.`,
            `유일한 어댑터가 프로세서에서 계산합니다: ${name}. 그럴 때는 WebAssembly가 더 빠릅니다.`,
          ),
          say("It can be chosen by hand: --backend webgpu.", "직접 선택할 수 있습니다: --backend webgpu."),
        ),
      );
    }
    await startWebgpu(adapter);
    return {
      title: same(`WebGPU · ${name}`),
      finding: used(
        id,
        adapter.software
          ? say(
              `${name} computes on the processor: slower than any other, and without mode coverage.`,
              `${name}: 프로세서에서 계산하므로 가장 느리고, 모드 분포 Mode coverage를 재지 않습니다.`,
            )
          : say(`WebGPU found ${name}.`, `WebGPU가 찾은 어댑터: ${name}.`),
      ),
    };
  } catch (error) {
    const reason = reasonOf(error);
    return without(
      failed(id, say(`WebGPU did not start: ${reason}`, `WebGPU가 시작되지 않았습니다: ${reason}`), driverHint),
    );
  }
}

async function tryWasm(): Promise<Tried> {
  const id = "wasm";
  const notStarted = (reason: string) =>
    without(
      failed(
        id,
        say(`The WebAssembly backend did not start${reason}`, `WebAssembly 백엔드가 시작되지 않았습니다${reason}`),
      ),
    );
  try {
    if (!(await startWasm())) return notStarted(".");
    return {
      title: same("WebAssembly"),
      finding: used(
        id,
        say(
          "WebAssembly runs everywhere; it is slower than native TensorFlow.",
          "WebAssembly는 어디서나 동작하지만 네이티브 TensorFlow보다 느립니다.",
        ),
      ),
    };
  } catch (error) {
    return notStarted(`: ${reasonOf(error)}`);
  }
}

function tryBackend(id: BackendId, attempt: Attempt): Promise<Tried> {
  switch (id) {
    case "tensorflow-cuda":
    case "tensorflow-cpu":
      return tryTensorflow(id, attempt);
    case "webgpu":
      return tryWebgpu(attempt);
    case "wasm":
      return tryWasm();
  }
}

export interface OpenOptions {
  /** Backends that failed since they were last chosen, and how: passed over, even one that is preferred. */
  readonly failures?: readonly BackendFailure[];
  /** Told before native code is loaded, which may take the process with it. */
  readonly trying?: (id: BackendId) => Promise<void>;
}

/**
 * Opens the first backend that works, in the order of {@link backendIds}.
 * @param preference only this one, or null for any. Where it fails, any other: to lack a backend is
 *   the machine's and a person's to know, a failure is not
 * @throws SaddleError `unsupported` with the reasons where none works, or the preferred one is lacking
 */
export async function openBackend(
  preference: BackendId | null,
  { failures = [], trying = async () => undefined }: OpenOptions = {},
): Promise<OpenedBackend> {
  // Also silences TensorFlow.js's advertisement for its own native package.
  tf.enableProdMode();
  const findings = new Map<BackendId, BackendFinding>();
  for (const { id, reason, hint } of failures) findings.set(id, failed(id, reason, hint));
  const lookedFor = preference !== null && !findings.has(preference) ? [preference] : [...backendIds];
  for (const id of lookedFor) {
    if (findings.has(id)) continue;
    const attempt = {
      chosen: id === preference,
      gpu: preference !== "tensorflow-cpu" && findings.get("tensorflow-cuda")?.state !== "failed",
      trying,
    };
    const { title, finding } = await tryBackend(id, attempt);
    findings.set(id, finding);
    if (title !== null) {
      const reason =
        id === preference || id === "wasm"
          ? say(`${title.en} was asked for.`, `직접 선택한 백엔드를 씁니다: ${title.ko}.`)
          : better[id];
      return { id, title, findings: backendIds.map((each) => findings.get(each) ?? passedOver(each, reason)) };
    }
    // The one that was asked for does not work although it should: then any other.
    if (id === preference && finding.state === "failed") lookedFor.push(...backendIds);
  }
  const reasons = backendIds.flatMap((id) => {
    const finding = findings.get(id);
    return finding && (preference === null || id === preference || finding.state === "failed") ? [finding] : [];
  });
  const { en, ko } = together(...reasons.map(({ id, reason }) => say(`${id}: ${reason.en}`, `${id}: ${reason.ko}`)));
  throw new SaddleError("unsupported", say(`No backend to train with: ${en}`, `학습에 쓸 백엔드가 없습니다. ${ko}`), {
    hint:
      reasons.find(({ hint }) => hint)?.hint ??
      say("Run saddle doctor to see why.", "시스템 페이지나 saddle doctor에서 이유를 확인하세요."),
  });
}
