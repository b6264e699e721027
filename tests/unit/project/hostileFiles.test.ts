import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../src/main/project/inspect";
import { Journal } from "../../../src/main/project/journal";
import { SaddleError } from "../../../src/shared/contract/errors";
import { hostileFiles, whole } from "./hostileFiles";
import { contentOf, filesBelow, recordedProject, refusalOf, temporaryFolder } from "./support";

describe("a project file from outside", () => {
  it("opens where it is sound", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.saddle"), whole);
    const journal = await Journal.openFile(join(folder, "journals"), join(folder, "a.saddle"));
    expect((await journal.readHistory("a")).step).toEqual(Float64Array.of(1, 2));
    await journal.close({ keep: false });
  });

  it.each(hostileFiles)("is refused where it is %s", async (_, file, reason) => {
    const folder = await temporaryFolder();
    const path = join(folder, "bad.saddle");
    await writeFile(path, file);
    const before = process.memoryUsage();
    const error = await refusalOf(Journal.openFile(join(folder, "journals"), path));
    const after = process.memoryUsage();
    expect(error.message).toContain(reason);
    for (const said of [error.text.en, error.text.ko]) expect(said).toContain("bad.saddle");
    expect(error.code).toBe("bad-file");
    expect(error.hint).toBeTruthy();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(100_000_000);
    expect(await filesBelow(folder)).toEqual(["bad.saddle"]);
  });

  it("is refused by name where it is a folder, or not there", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "folder.saddle"));
    const root = join(folder, "journals");
    for (const open of [(path: string) => Journal.openFile(root, path), inspectFile]) {
      expect(await refusalOf(open(join(folder, "folder.saddle")))).toMatchObject({
        code: "bad-file",
        message: expect.stringContaining("it is a folder"),
      });
      expect(await refusalOf(open(join(folder, "none.saddle")))).toMatchObject({
        code: "not-found",
        message: expect.stringContaining("none.saddle does not exist"),
      });
    }
    expect(await filesBelow(folder)).toEqual([]);
  });

  it("either opens as it was or is refused, whichever bytes of it were changed", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const original = join(folder, "a.saddle");
    const journal = await recordedProject(root);
    await journal.pack(original);
    const content = await contentOf(journal);
    await journal.close({ keep: false });
    const file = await readFile(original);
    const path = join(folder, "b.saddle");
    const change = fc.record({ at: fc.nat(file.length - 1), to: fc.nat(255) });
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.nat(file.length * 4),
        async (changes, cut) => {
          const bytes = Buffer.from(cut < file.length ? file.subarray(0, cut) : file);
          for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
          await writeFile(path, bytes);
          try {
            const opened = await Journal.openFile(root, path);
            expect(await contentOf(opened)).toEqual(content);
            await opened.close({ keep: false });
            outcomes.add("opened");
          } catch (error) {
            if (!(error instanceof SaddleError)) throw error;
            expect([error.code, error.message]).toEqual(["bad-file", expect.stringContaining("b.saddle")]);
            outcomes.add("refused");
          }
          expect(await filesBelow(root)).toEqual([]);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
    expect([...outcomes].sort()).toEqual(["opened", "refused"]);
  });
});
