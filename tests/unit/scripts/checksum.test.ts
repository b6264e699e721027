import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { firstDamaged, recordFiles, requireChecksum, sha256 } from "../../../scripts/lib/checksum.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-checksum-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** FIPS 180-2, the digest of "abc". */
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("a download", () => {
  it("passes with the pinned SHA-256 and is refused by name with another", async () => {
    const path = join(folder, "library.whl");
    writeFileSync(path, "abc");
    expect(await sha256(path)).toBe(abc);
    await requireChecksum(path, abc);
    writeFileSync(path, "abd");
    await expect(requireChecksum(path, abc)).rejects.toThrow(/library\.whl.*SHA-256/);
  });
});

describe("installed files", () => {
  const time = new Date("2026-01-01T00:00:00Z");
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    utimesSync(join(folder, name), time, time);
  };

  it("are whole as they were recorded, and still are when a copy changed their times", async () => {
    write("a", "abc");
    const records = await recordFiles(folder, ["a"]);
    expect(records.a?.sha256).toBe(abc);
    expect(await firstDamaged(folder, records, false)).toBeUndefined();
    utimesSync(join(folder, "a"), new Date(), new Date());
    expect(await firstDamaged(folder, records, false)).toBeUndefined();
  });

  it("are damaged when one is missing, shorter, or changed", async () => {
    write("a", "abc");
    write("b", "abc");
    const records = await recordFiles(folder, ["a", "b"]);
    write("b", "ab");
    expect(await firstDamaged(folder, records, false)).toBe("b");
    writeFileSync(join(folder, "b"), "abd");
    expect(await firstDamaged(folder, records, false)).toBe("b");
    rmSync(join(folder, "a"));
    expect(await firstDamaged(folder, records, false)).toBe("a");
  });

  it("are read in full when asked to, even where size and time agree", async () => {
    write("a", "abc");
    const records = await recordFiles(folder, ["a"]);
    write("a", "xyz");
    expect(await firstDamaged(folder, records, false)).toBeUndefined();
    expect(await firstDamaged(folder, records, true)).toBe("a");
  });
});
