/** Where TensorFlow's own pool of buffers is switched on. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { poolSettings } from "../../../src/main/trainer/pool";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-nodes-"));
  for (const name of ["one/node0", "one/power", "two/node0", "two/node1"])
    mkdirSync(join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("all buffers are pooled in Electron, on a machine of one NUMA node", () => {
  const whole = { TF_CPU_ALLOCATOR_USE_BFC: "true", SADDLE_POOL: "1" };
  expect(poolSettings(true, "cpu", join(folder, "one"))).toEqual(whole);
  // macOS and Windows have no such folder.
  expect(poolSettings(true, "cpu", join(folder, "none"))).toEqual(whole);
});

test("a machine of several nodes keeps all its processors, and pools its tensors only", () => {
  expect(poolSettings(true, "cpu", join(folder, "two"))).toEqual({ TF_CPU_ALLOCATOR_USE_BFC: "true" });
});

test("nothing is changed under Node, nor where the card has the buffers", () => {
  expect(poolSettings(false, "cpu", join(folder, "one"))).toEqual({});
  expect(poolSettings(true, "cuda", join(folder, "one"))).toEqual({});
});
