import { defineConfig } from "vitest/config";

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
