import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isInside, unzip } from "../../../scripts/lib/zip.mjs";
import { type EntryText, zipOf } from "./archives.js";

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saddle-zip-"));
  target = join(folder, "target");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function archive(entries: readonly EntryText[], change: (bytes: Buffer) => Buffer = (bytes) => bytes, offsetBy = 0) {
  const path = join(folder, "archive.zip");
  writeFileSync(path, change(zipOf(entries, offsetBy)));
  return path;
}

describe("unpacking an archive", () => {
  it("writes packed, stored, empty and executable files", async () => {
    const path = archive([
      { name: "a/packed.txt", content: "saddle ".repeat(1000) },
      { name: "stored.txt", content: "as it is", stored: true },
      { name: "empty", content: "", stored: true },
      { name: "bin/tool", content: "#!/bin/sh\n", mode: 0o100755 },
      { name: "folder/", content: "", stored: true },
    ]);
    expect(await unzip(path, target)).toEqual(["a/packed.txt", "stored.txt", "empty", "bin/tool"]);
    expect(readFileSync(join(target, "a/packed.txt"), "utf8")).toBe("saddle ".repeat(1000));
    expect(readFileSync(join(target, "stored.txt"), "utf8")).toBe("as it is");
    expect(statSync(join(target, "empty")).size).toBe(0);
    expect(statSync(join(target, "bin/tool")).mode & 0o100).toBe(0o100);
  });

  it("writes what is selected, under the path that is asked for, and counts its bytes", async () => {
    const path = archive([
      { name: "keep/one.h", content: "12345" },
      { name: "leave.txt", content: "not this" },
    ]);
    let progress: [number, number] = [0, 0];
    const select = (name: string) => (name.endsWith(".h") ? "one.h" : undefined);
    await unzip(path, target, select, (done, total) => {
      progress = [done, total];
    });
    expect(readdirSync(target)).toEqual(["one.h"]);
    expect(progress).toEqual([5, 5]);
  });

  it.each(["../out", "a/../../out", "/etc/out", "C:/out", "a\\..\\out", "a\0b"])(
    "refuses the path %j",
    async (name) => {
      const path = archive([
        { name: "good", content: "first" },
        { name, content: "escaped" },
      ]);
      await expect(unzip(path, target)).rejects.toThrow("leaves the folder");
      expect(existsSync(target)).toBe(false);
    },
  );

  it("takes two dots inside a name for what they are", () => {
    expect([isInside("lib/a..b.so"), isInside("..a"), isInside("")]).toEqual([true, true, false]);
  });

  it("keeps links that stay inside and refuses those that leave", async () => {
    const inside = archive([
      { name: "Versions/A/code", content: "code" },
      { name: "code", content: "Versions/A/code", mode: 0o120777 },
    ]);
    await unzip(inside, target);
    expect(lstatSync(join(target, "code")).isSymbolicLink()).toBe(true);
    for (const content of ["../outside", "/etc/passwd"]) {
      const outside = archive([{ name: "link", content, mode: 0o120777 }]);
      await expect(unzip(outside, join(folder, "other"))).rejects.toThrow("leaves the folder");
      expect(existsSync(join(folder, "other", "link"))).toBe(false);
    }
  });

  it("refuses a size that deflate cannot reach before it writes anything", async () => {
    const path = archive([{ name: "bomb", content: "x", claimed: 2_000_000_000 }]);
    await expect(unzip(path, target)).rejects.toThrow("claims an impossible size");
    expect(existsSync(target)).toBe(false);
  });

  it("stops at the size that the directory says and leaves no file", async () => {
    const path = archive([{ name: "bomb", content: "0".repeat(1_000_000), claimed: 1000 }]);
    await expect(unzip(path, target)).rejects.toThrow("larger than it says");
    expect(readdirSync(target)).toEqual([]);
  });

  it("refuses a file that is shorter than the directory says", async () => {
    const path = archive([{ name: "short", content: "abc", claimed: 500 }]);
    await expect(unzip(path, target)).rejects.toThrow("shorter than it says");
    expect(readdirSync(target)).toEqual([]);
  });

  it("refuses an archive that was cut off, one with a shifted directory, and what is no archive", async () => {
    const entries = [{ name: "file", content: "content ".repeat(50) }];
    const cut = archive(entries, (bytes) => bytes.subarray(0, bytes.length - 30));
    await expect(unzip(cut, target)).rejects.toThrow("has no directory");
    const shifted = archive(entries, (bytes) => bytes, 4);
    await expect(unzip(shifted, target)).rejects.toThrow(/is not where it should be|impossible size/);
    const text = archive(entries, () => Buffer.from("<html>blocked by the proxy</html>"));
    await expect(unzip(text, target)).rejects.toThrow("is damaged");
  });

  it("refuses damaged content", async () => {
    const path = archive([{ name: "file", content: "content ".repeat(50) }], (bytes) => {
      bytes.fill(0xff, 34, 44);
      return bytes;
    });
    await expect(unzip(path, target)).rejects.toThrow("is damaged");
    expect(readdirSync(target)).toEqual([]);
  });
});
