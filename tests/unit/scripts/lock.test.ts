import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "../../../scripts/lib/lock.mjs";

let folder: string;
let lock: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-lock-"));
  lock = join(folder, "entry.lock");
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A process of its own that takes the lock and does `work` (statements; `sleep` and `log` are there). */
function holder(work: string): ChildProcess {
  const module = pathToFileURL(join(import.meta.dirname, "../../../scripts/lib/lock.mjs")).href;
  const program = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { withLock } from ${JSON.stringify(module)};
    const log = (line) => appendFileSync(${JSON.stringify(join(folder, "log"))}, line + "\\n");
    await withLock(${JSON.stringify(lock)}, async ({ include }) => { console.log("held"); ${work} }, undefined, 10);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  return child;
}

const held = (child: ChildProcess) => once(child.stdout ?? child, "data");
const log = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

describe("a lock", () => {
  it("lets processes that want the same thing at once do their work one after the other", async () => {
    const work = 'log("begin"); await sleep(60); log("end");';
    const children = [holder(work), holder(work), holder(work)];
    const codes = await Promise.all(children.map((child) => once(child, "exit")));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(log()).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
    expect(existsSync(lock)).toBe(false);
  });

  it("says once that it waits, and then goes on", async () => {
    const child = holder("await sleep(150);");
    await held(child);
    let waits = 0;
    const result = await withLock(
      lock,
      async () => child.exitCode ?? (await once(child, "exit"))[0],
      () => waits++,
      10,
    );
    expect([result, waits]).toEqual([0, 1]);
  });

  it("is free again when its holder was killed", async () => {
    const child = holder("await sleep(60_000);");
    await held(child);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(lock)).toBe(true);
    expect(await withLock(lock, async () => "mine", undefined, 10)).toBe("mine");
  });

  it("stays held while a child of a killed holder still works", async () => {
    const worker = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { detached: true });
    started.push(worker);
    const child = holder(`include(${worker.pid}); await sleep(60_000);`);
    await held(child);
    await expect.poll(() => readFileSync(lock, "utf8")).toContain(`"pid":${worker.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    const waiting = withLock(
      lock,
      async () => worker.signalCode,
      () => worker.kill("SIGKILL"),
      10,
    );
    expect(await waiting).toBe("SIGKILL");
  });

  it("is released when the work fails", async () => {
    await expect(withLock(lock, () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
    expect(existsSync(lock)).toBe(false);
  });

  it.runIf(process.platform === "linux")(
    "is free when the number of its holder belongs to a later process",
    async () => {
      const processes = [{ pid: process.pid, started: "1" }];
      writeFileSync(lock, JSON.stringify({ token: "old", host: hostname(), since: Date.now(), processes }));
      expect(await withLock(lock, async () => "mine", undefined, 10)).toBe("mine");
    },
  );

  it("names the folder when it may not be written", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(withLock(join(folder, "file", "entry.lock"), async () => 1)).rejects.toThrow(join(folder, "file"));
  });
});
