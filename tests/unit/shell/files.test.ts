import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BoundedLog } from "../../../src/main/shell/boundedLog";
import { fileName } from "../../../src/main/shell/dialogs";
import { OpenedFiles, projectsIn } from "../../../src/main/shell/openedFiles";

vi.mock("electron", () => ({ app: {}, dialog: {} }));

describe("projects on a command line", () => {
  it("are found between flags and folders, from where the command was typed", () => {
    const words = ["--no-sandbox", ".", "runs/a.saddle", "--open=b.saddle", "/c/D.SADDLE", "notes.txt"];
    expect(projectsIn(words, "/home/kim")).toEqual([resolve("/home/kim", "runs/a.saddle"), resolve("/c/D.SADDLE")]);
  });

  it("wait until there is a lab to open them, then go straight through", () => {
    const files = new OpenedFiles();
    const opened: string[] = [];
    files.add(["/a.saddle"]);
    files.add(["/b.saddle", "/c.saddle"]);
    files.deliverTo((path) => opened.push(path));
    files.add([]);
    files.add(["/d.saddle"]);
    expect(opened).toEqual(["/c.saddle", "/d.saddle"]);
  });
});

describe("names for exports", () => {
  it.each([
    ["losses", "csv", "losses.csv"],
    ["losses.CSV", "csv", "losses.csv"],
    ["../../etc/passwd", "png", "-..-etc-passwd.png"],
    ["손실 · 2,000", "svg", "손실 · 2,000.svg"],
    ["a\u0000b:c", "png", "a-b-c.png"],
    ["...", "png", "saddle.png"],
  ])("%j as %s is %j", (suggestion, extension, name) => {
    expect(fileName(suggestion, extension)).toBe(name);
  });
});

describe("the log", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddle-log-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("keeps the latest lines and never more than twice its limit", async () => {
    const path = join(folder, "logs", "trainer.log");
    const log = new BoundedLog(path, 100);
    for (let line = 0; line < 50; line += 1) log.write(Buffer.from(`line ${line} of the log\n`));
    log.write(Buffer.alloc(1000, "x"));
    log.write(Buffer.from("the end\n"));
    await log.flush();
    expect(await readFile(path, "utf8")).toBe("the end\n");
    expect((await stat(`${path}.old`)).size).toBeLessThanOrEqual(100);
  });

  it("goes on where it was after a restart", async () => {
    const path = join(folder, "trainer.log");
    for (const text of ["one\n", "two\n"]) {
      const log = new BoundedLog(path, 100);
      log.write(Buffer.from(text));
      await log.flush();
    }
    expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
  });
});
