import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { inspectFile } from "../../../src/main/project/inspect";
import { Journal } from "../../../src/main/project/journal";
import { checkpoint, columns } from "./records";
import { contentOf, filesBelow, recordedProject, refusalOf, temporaryFolder } from "./support";

/** How many more bytes may be written to files whose name has `part`, as if their disk ended there. */
const disk = vi.hoisted(() => ({ part: "", room: Number.POSITIVE_INFINITY, code: "ENOSPC" }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const open: typeof real.open = async (path, ...rest) => {
    const file = await real.open(path, ...rest);
    if (disk.part === "" || !String(path).includes(disk.part)) return file;
    return new Proxy(file, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== "write" && name !== "writeFile") return typeof value === "function" ? value.bind(target) : value;
        return async (data: Uint8Array | string, ...more: unknown[]) => {
          disk.room -= typeof more[1] === "number" ? more[1] : data.length;
          if (disk.room < 0) throw Object.assign(new Error(`${disk.code}: no space left`), { code: disk.code });
          return Reflect.apply(value, target, [data, ...more]);
        };
      },
    });
  };
  return { ...real, open };
});

afterEach(() => {
  Object.assign(disk, { part: "", room: Number.POSITIVE_INFINITY, code: "ENOSPC" });
});

describe("a disk that is full", () => {
  it.each([0, 100, 2_000, 40_000])("after %i bytes of a save leaves the old file and the journal", async (room) => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const journal = await recordedProject(root);
    await journal.pack(path);
    const old = await readFile(path);
    await journal.writeCheckpoint("first", checkpoint(20, "kept", 20_000));
    const content = await contentOf(journal);

    Object.assign(disk, { part: "a.saddle", room });
    const error = await refusalOf(journal.pack(path));
    expect([error.code, error.message]).toEqual(["disk", `${path} could not be written: the disk is full.`]);
    expect(error.hint?.en).toMatch(/Make room .* unchanged/);
    expect(await readFile(path)).toEqual(old);
    expect((await filesBelow(folder)).filter((name) => name.includes(".tmp"))).toEqual([]);
    expect(journal.dirty).toBe(true);
    expect(await contentOf(journal)).toEqual(content);

    Object.assign(disk, { room: Number.POSITIVE_INFINITY });
    await journal.pack(path);
    expect((await inspectFile(path)).manifest).toEqual(journal.manifest);
    await journal.close({ keep: false });
  });

  it("while a file is unpacked leaves nothing of it", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "a.saddle");
    const journal = await recordedProject(join(folder, "journals"));
    await journal.pack(path);
    await journal.close({ keep: false });
    Object.assign(disk, { part: ".safetensors", room: 50 });
    const error = await refusalOf(Journal.openFile(join(folder, "journals"), path));
    expect([error.code, error.message]).toEqual(["disk", expect.stringContaining("the disk is full")]);
    expect(await filesBelow(folder)).toEqual(["a.saddle"]);
  });

  it("while recording costs the record that did not fit, and no other", async () => {
    const root = join(await temporaryFolder(), "journals");
    const journal = await recordedProject(root);
    Object.assign(disk, { part: "runs", room: 10 });
    for (const record of [
      journal.writeCheckpoint("first", checkpoint(20)),
      journal.appendHistory("first", columns(11, 20, ["new"])),
    ]) {
      expect((await refusalOf(record)).code).toBe("disk");
    }
    Object.assign(disk, { room: Number.POSITIVE_INFINITY });
    expect(await journal.readHistory("first")).toEqual(columns(1, 10));
    await journal.appendHistory("first", columns(11, 12));
    await journal.close({ keep: true });
    const again = await Journal.recover(root, journal.id);
    expect(await again.readHistory("first")).toEqual(columns(1, 12));
    expect(again.manifest.runs[0]!.checkpoints.map(({ step }) => step)).toEqual([10]);
    await again.close({ keep: false });
  });
});

describe("a save that was killed", () => {
  it("leaves a temporary file that the next save to the same file removes, and no other", async () => {
    const folder = await temporaryFolder();
    const journal = await recordedProject(join(folder, "journals"));
    for (const name of ["a.saddle.0011aabb.tmp", "a.saddle.copy.0011aabb.tmp", "b.saddle.0011aabb.tmp"]) {
      await writeFile(join(folder, name), "half");
    }
    await journal.pack(join(folder, "a.saddle"));
    await journal.close({ keep: false });
    await rm(join(folder, "journals"), { recursive: true });
    expect(await filesBelow(folder)).toEqual(["a.saddle", "a.saddle.copy.0011aabb.tmp", "b.saddle.0011aabb.tmp"]);
  });
});
