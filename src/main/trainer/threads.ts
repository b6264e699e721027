/**
 * How native TensorFlow shares the processors out. Left alone it has as many threads as processors twice: one pool
 * runs ops beside each other, the other splits each op. On two processors a step's ops are so short that splitting
 * them costs more than it brings: whoever shares a product out waits for a thread to wake, at each of a hundred ops.
 * There each op keeps to one thread, and both processors are busy because a step has ops that do not wait for one
 * another: a layer's gradients by its weights and by its inputs, real and generated examples, updates of variables.
 * What was measured is two processors (docs/bench.md); on more of them TensorFlow's own choice stands.
 */
import { availableParallelism, cpus } from "node:os";

/** Processors for this process. The older runtime has no availableParallelism. */
export const processors = (): number =>
  (availableParallelism as typeof availableParallelism | undefined)?.() ?? cpus().length;

/** Most processors on which no op is split. */
const fewProcessors = 2;

/**
 * The environment that native TensorFlow should find.
 * @param count processors
 * @param variant of the library: with CUDA the ops that matter are the card's
 */
export function threadSettings(count: number, variant: "cpu" | "cuda"): Readonly<Record<string, string>> {
  return variant === "cpu" && count <= fewProcessors ? { TF_NUM_INTRAOP_THREADS: "1" } : {};
}

/** Whether TensorFlow splits an op over several threads, as it was told. */
export const splitsOps = (): boolean => process.env.TF_NUM_INTRAOP_THREADS !== "1";
