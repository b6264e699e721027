import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Journal } from "../../../src/main/project/journal";
import { isAlive } from "../../../src/main/project/lock";
import type { ErrorValue } from "../../../src/shared/contract/errors";
import { checkpoint, columns, newRun, picture, recipe } from "./records";
import { filesBelow, recordedProject, refusalOf, temporaryFolder } from "./support";

let program = "";
const children: ChildProcess[] = [];

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: join(__dirname, "child.ts"), write: false, target: "node16" },
  });
  const [output] = [built].flat();
  if (!output || !("output" in output)) throw new Error("nothing was built");
  program = output.output[0].code;
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => {
  program = "";
});

interface Line {
  id?: string;
  opened?: string;
  refused?: ErrorValue;
  history?: number;
  samples?: number;
  checkpoint?: number;
  edit?: number;
}

/** Starts the other process; `next` gives its lines one by one. */
async function start(folder: string, ...words: string[]) {
  const path = join(folder, "child.mjs");
  await writeFile(path, program);
  const child = spawn(process.execPath, [path, ...words], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<Line | null> => {
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value) as Line);
  };
  return { child, next };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

describe("a process that is killed while it records", () => {
  it.each([1, 3, 4, 6, 9, 14, 27, 50])("after %i records loses none that it had told of", async (count) => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const { child, next } = await start(folder, "record", root);
    const told: Line = {};
    for (let lines = 0; lines <= count; lines++) Object.assign(told, await next());
    expect(await Journal.list(root)).toEqual([]);
    expect((await refusalOf(Journal.recover(root, told.id!))).message).toContain(`process ${child.pid}`);
    await kill(child);
    // Lines that were on their way.
    for (let line = await next(); line; line = await next()) Object.assign(told, line);

    const [leftover, ...others] = await Journal.list(root);
    expect(others).toEqual([]);
    expect(leftover).toMatchObject({ id: told.id, name: "left behind" });
    const journal = await Journal.recover(root, leftover!.id);
    const [run] = journal.manifest.runs;
    const history = await journal.readHistory("a");
    expect(history).toEqual(columns(1, history.step.length));
    expect(history.step.length).toBeGreaterThanOrEqual(told.history ?? 0);
    expect(run!.step).toBe(history.step.length);
    expect(run!.checkpoints.at(-1)?.step ?? 0).toBeGreaterThanOrEqual(told.checkpoint ?? 0);
    expect(run!.samples.at(-1)?.step ?? 0).toBeGreaterThanOrEqual(told.samples ?? 0);
    expect(run!.edits.at(-1)?.step ?? 0).toBeGreaterThanOrEqual(told.edit ?? 0);
    for (const { step } of run!.checkpoints) {
      expect(await journal.readCheckpoint("a", step)).toEqual(checkpoint(step, "kept", 2_000).bytes);
    }
    for (const { step } of run!.samples) expect((await journal.readSamples("a", step)).png).toEqual(picture(step));
    const named = 1 + 2 + run!.checkpoints.length + run!.samples.length;
    expect((await filesBelow(root)).length).toBe(named);
    await journal.appendHistory("a", columns(run!.step + 1, run!.step + 5));
    await journal.pack(join(folder, "a.saddle"));
    await journal.close({ keep: false });
  });
});

describe("two processes", () => {
  it("do not open one file at once, whichever way it is named; the second hears of the first", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const journal = await recordedProject(root);
    await journal.pack(path);
    const second = await start(folder, "open", root, join(folder, "journals", "..", "a.saddle"));
    expect((await second.next())?.refused).toMatchObject({
      code: "conflict",
      message: { en: expect.stringContaining(`a.saddle is already open in another Saddle (process ${process.pid})`) },
    });
    const before = await filesBelow(root);
    expect((await refusalOf(Journal.openFile(root, path))).message).toContain("already open here");
    expect(await filesBelow(root)).toEqual(before);
    await journal.close({ keep: false });

    const third = await start(folder, "open", root, path);
    expect((await third.next())?.opened).toBeTruthy();
    const untitled = await Journal.create(root, { name: "x", recipe });
    const error = await refusalOf(untitled.pack(path));
    expect([error.code, error.message]).toEqual(["conflict", expect.stringContaining(`process ${third.child.pid}`)]);
    await kill(third.child);
    await untitled.pack(path);
    await untitled.close({ keep: false });
  });

  it("that open one file in the same moment do not both get it", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const journal = await recordedProject(root);
    await journal.pack(path);
    await journal.close({ keep: false });
    const all = await Promise.all([1, 2, 3, 4].map(() => start(folder, "open", root, path)));
    const lines = await Promise.all(all.map(({ next }) => next()));
    expect(lines.filter((line) => line?.opened).length).toBe(1);
    expect(lines.filter((line) => line?.refused?.code === "conflict").length).toBe(3);
  });

  it("do not take over one journal at once", async () => {
    const root = join(await temporaryFolder(), "journals");
    const left = await recordedProject(root);
    await left.close({ keep: true });
    const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => Journal.recover(root, left.id)));
    const taken = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
    expect(taken.length).toBe(1);
    await taken[0]!.close({ keep: false });
  });
});

describe("a lock", () => {
  it("is worth nothing when its process is gone, also where another has its number", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const journal = await Journal.create(root, { name: "x", recipe });
    await journal.update((draft) => void draft.runs.push(newRun("a")));
    const inside = join(root, journal.id);
    const [name] = (await readdir(inside)).filter((file) => file.startsWith("lock-"));
    const lock = JSON.parse(await readFile(join(inside, name!), "utf8"));
    expect(isAlive(lock)).toBe(true);
    expect(isAlive({ ...lock, pid: 2 ** 22 + 1 })).toBe(false);
    await journal.close({ keep: true });
    if (process.platform === "linux") {
      expect(isAlive({ ...lock, start: `${lock.start}0` })).toBe(false);
      await writeFile(join(inside, name!), JSON.stringify({ ...lock, start: `${lock.start}0` }));
    }
    // Half a lock, as a power cut leaves it.
    await writeFile(join(inside, "lock-0123456789abcdef.json"), '{"pid":');
    expect((await Journal.list(root)).map(({ id }) => id)).toEqual([journal.id]);
    const again = await Journal.recover(root, journal.id);
    expect((await readdir(inside)).filter((file) => file.startsWith("lock-")).length).toBe(1);
    await again.close({ keep: false });
  });

  it("of a folder that somebody just began is left alone, an old unfinished one is not", async () => {
    const root = join(await temporaryFolder(), "journals");
    const id = "00000000-0000-4000-8000-000000000000";
    await mkdir(join(root, id), { recursive: true });
    expect(await Journal.list(root)).toEqual([]);
    expect(await readdir(root)).toEqual([id]);
    await utimes(join(root, id), 1, 1);
    expect(await Journal.list(root)).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });
});
