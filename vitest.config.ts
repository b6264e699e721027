import { delimiter, dirname, join } from "node:path";
import { defineConfig } from "vitest/config";

/*
 * WebGPU is tested on SwiftShader, a Vulkan driver without a GPU that every Electron for Linux brings
 * along, as it does the loader that Dawn looks for. Elsewhere the system has a driver of its own.
 * Here, since a process reads its library path only when it starts.
 */
const { SADDLE_ELECTRON: electron, LD_LIBRARY_PATH: libraries } = process.env;
if (process.platform === "linux" && electron) {
  const folder = dirname(electron);
  process.env.VK_ICD_FILENAMES = join(folder, "vk_swiftshader_icd.json");
  process.env.LD_LIBRARY_PATH = libraries ? `${libraries}${delimiter}${folder}` : folder;
}

/*
 * unit: pure code, fast. contract: what crosses process borders. trainer: native TensorFlow.
 * Processes rather than threads, since the TensorFlow addon lives once in a process.
 */
const project = (name: string, options: { timeout: number; serial?: boolean }) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`],
    pool: "forks" as const,
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
    fileParallelism: !options.serial,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", { timeout: 30_000 }),
      project("contract", { timeout: 60_000 }),
      project("trainer", { timeout: 180_000, serial: true }),
    ],
  },
});
