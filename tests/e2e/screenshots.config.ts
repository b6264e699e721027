import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

/* Pictures of every page, taken from the real lab while it trains. */
export default defineConfig({
  testDir: ".",
  testMatch: "screenshots.spec.ts",
  outputDir: join(tmpdir(), "saddle-screenshots"),
  workers: 1,
  timeout: 900_000,
  expect: { timeout: 600_000 },
  reporter: [["list"]],
});
