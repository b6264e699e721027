/** The backends' names for people, and which of them failed since a person last chose. */
import type { SaddleError } from "../../shared/contract/errors";
import type { BackendFailure, BackendId } from "../../shared/contract/trainer";
import { backendIds } from "../../shared/contract/trainer";
import { type Localized, say } from "../../shared/domain/text";

export const backendNames: Readonly<Record<BackendId, Localized>> = {
  "tensorflow-cuda": { en: "TensorFlow with CUDA", ko: "TensorFlow (CUDA)" },
  "tensorflow-cpu": { en: "TensorFlow on the processor", ko: "TensorFlow (프로세서 CPU)" },
  webgpu: { en: "WebGPU", ko: "WebGPU" },
  wasm: { en: "WebAssembly", ko: "WebAssembly" },
};

const chooseAgain = say(
  "It is tried again once it is chosen on the System page, or when Saddle starts again.",
  "시스템 페이지에서 다시 고르거나 Saddle을 다시 시작하면 또 시도합니다.",
);

/** What failed, so that the trainer does not try it again and again. */
export class Failures {
  #failures: BackendFailure[] = [];
  #untold: BackendFailure[] = [];

  get all(): readonly BackendFailure[] {
    return this.#failures;
  }

  /** What no person was told yet; from now on they were. */
  takeUntold(): BackendFailure[] {
    return this.#untold.splice(0);
  }

  /** A failure that the trainer found itself while it opened a backend. */
  note(failure: BackendFailure): void {
    if (!this.#failures.some(({ id }) => id === failure.id)) this.#untold.push(failure);
  }

  /**
   * A backend that failed, to be replaced by the next one.
   * @returns `acquitted` where the very same went wrong on the one before: then it is no backend's fault,
   *   and that one may be used again; `last` where none is left
   */
  add(id: BackendId, { code, text }: SaddleError): "replaced" | "acquitted" | "last" {
    // Two processes that end by the same signal have that alone in common.
    const alike =
      code === "backend-failed" && this.#failures.find((failure) => failure.id !== id && failure.reason.en === text.en);
    if (alike) {
      this.#failures = this.#failures.filter((failure) => failure !== alike);
      return "acquitted";
    }
    if (this.#failures.length === backendIds.length - 1) return "last";
    const failure = { id, reason: text, hint: chooseAgain };
    this.#failures.push(failure);
    this.#untold.push(failure);
    return "replaced";
  }

  /** A person chose: everything may be tried again. */
  clear(): void {
    this.#failures = [];
    this.#untold = [];
  }
}
