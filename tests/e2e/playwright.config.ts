import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

/*
 * The real lab in the real Electron. One at a time: each test starts its own application and training
 * takes the whole machine. Nothing is timed; the limits only end what hangs.
 */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  testIgnore: "screenshots.spec.ts",
  outputDir: process.env.SADDLE_TEST_RESULTS ?? join(tmpdir(), "saddle-test-results"),
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
});
