/**
 * TensorFlow's buffers in Electron, whose allocator maps and unmaps every large one anew. Without a pool a step of
 * `gan-mnist` meets thousands of page faults there, and the kernel takes as long as half the arithmetic. TensorFlow
 * has a pool of its own, which is off on processors; two settings turn it on, one for tensors and one for the
 * buffers of matrix products. Both are read from the environment when the library starts. Under Node the system's
 * allocator keeps what it was given, and nothing is gained.
 */
import { readdirSync } from "node:fs";

const nodesFolder = "/sys/devices/system/node";

/** @returns NUMA nodes of this machine; 1 where the system does not tell */
function memoryNodes(folder: string): number {
  try {
    return Math.max(1, readdirSync(folder).filter((name) => /^node\d+$/.test(name)).length);
  } catch {
    return 1;
  }
}

/**
 * The environment that native TensorFlow should find.
 * @param electron whether the process is one of Electron's
 * @param variant of the library: with CUDA the buffers that matter are the card's
 */
export function poolSettings(
  electron: boolean,
  variant: "cpu" | "cuda",
  folder: string = nodesFolder,
): Readonly<Record<string, string>> {
  if (!electron || variant === "cuda") return {};
  return {
    TF_CPU_ALLOCATOR_USE_BFC: "true",
    // A session that heeds NUMA keeps to one node, so on a machine of several it would lose the others' processors.
    ...(memoryNodes(folder) === 1 ? { SADDLE_POOL: "1" } : {}),
  };
}
