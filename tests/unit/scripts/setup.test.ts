import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { desktopEntry, execQuoted } from "../../../scripts/commands/associate.mjs";
import { electronArguments } from "../../../scripts/commands/start.mjs";
import { firstOutdated } from "../../../scripts/lib/dependencies.mjs";
import { cacheRoot } from "../../../scripts/lib/environment.mjs";
import { nodeProblem } from "../../../scripts/lib/node.mjs";
import { fileProblem, problemInOutput, SetupProblem } from "../../../scripts/lib/problem.mjs";
import { selectStages } from "../../../scripts/lib/stages.mjs";
import { missingInLdd, packagesOf } from "../../../scripts/lib/system.mjs";

describe("Node's version", () => {
  it.each(["12.22.12", "18.20.0", "20.18.3", "21.7.3", "22.11.0"])("%s is refused, with what to do", (version) => {
    expect(nodeProblem(version)).toMatch(
      new RegExp(`needs Node 20\\.19 or newer .*, and this is Node ${version}\\.\nInstall`),
    );
  });

  it.each(["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.1.0", "25.0.0-nightly"])("%s is enough", (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });
});

describe("arguments of npm start", () => {
  it("name files as where they were typed, after the application", () => {
    const options = { sandbox: false, from: "/home/mina" };
    expect(electronArguments("/opt/saddle", ["a.saddle", "/tmp/b.saddle", "--lang=ko"], options)).toEqual([
      "--log-level=3",
      "--no-sandbox",
      "/opt/saddle",
      resolve("/home/mina", "a.saddle"),
      resolve("/tmp/b.saddle"),
      "--lang=ko",
    ]);
    expect(electronArguments("/opt/saddle", [], { sandbox: true, from: "/" })).toEqual([
      "--log-level=3",
      "/opt/saddle",
    ]);
  });
});

describe("the stages of npm test", () => {
  it("run in their own order, all when none is named", () => {
    expect(selectStages(["unit", "types"]).map((stage) => stage.name)).toEqual(["types", "unit"]);
    expect(selectStages([]).map((stage) => stage.name)).toEqual(
      "types lint layers unit contract trainer build e2e".split(" "),
    );
  });

  it("are named when an unknown one is asked for", () => {
    expect(() => selectStages(["unit", "units"])).toThrow('There is no stage "units"');
  });
});

describe("the cache", () => {
  it("lies where each system keeps caches, unless SADDLE_CACHE says otherwise", () => {
    expect(cacheRoot({}, "linux", "/home/mina")).toBe("/home/mina/.cache/saddle");
    expect(cacheRoot({ XDG_CACHE_HOME: "/c" }, "linux", "/home/mina")).toBe("/c/saddle");
    expect(cacheRoot({}, "darwin", "/Users/mina")).toBe("/Users/mina/Library/Caches/saddle");
    expect(cacheRoot({ SADDLE_CACHE: "/elsewhere" }, "darwin", "/Users/mina")).toBe("/elsewhere");
  });
});

describe("installed packages", () => {
  const locked = { "": {}, "node_modules/a": { version: "1.0.0", integrity: "x" } };

  it("are current when each locked one is there, builds for other systems aside", () => {
    const optional = { "node_modules/b-win32": { version: "1.0.0", integrity: "y", optional: true } };
    expect(firstOutdated({ ...locked, ...optional }, locked)).toBeUndefined();
  });

  it("are outdated when one is absent, has another version, or other content", () => {
    expect(firstOutdated(locked, {})).toBe("node_modules/a");
    expect(firstOutdated(locked, { "node_modules/a": { version: "1.0.1", integrity: "x" } })).toBe("node_modules/a");
    expect(firstOutdated(locked, { "node_modules/a": { version: "1.0.0", integrity: "z" } })).toBe("node_modules/a");
  });
});

describe("problems", () => {
  it("of the disk and of permissions name the folder and what to do", () => {
    for (const [code, words] of [
      ["ENOSPC", "is full"],
      ["EROFS", "may not write"],
    ] as const) {
      const problem = fileProblem(Object.assign(new Error(code), { code }), "/cache");
      expect(problem).toBeInstanceOf(SetupProblem);
      expect(String(problem)).toContain("/cache");
      expect(String(problem)).toContain(words);
    }
  });

  it("of the network are told from others in what npm and pip print", () => {
    expect(problemInOutput("npm error code EAI_AGAIN", "/")).toHaveProperty("missing", {
      en: expect.stringContaining("registry"),
      ko: expect.stringContaining("저장소"),
    });
    expect(problemInOutput("OSError: [Errno 28] No space left on device", "/c")).toHaveProperty("missing", {
      en: expect.stringContaining("/c is full"),
      ko: expect.stringContaining("가득"),
    });
    expect(problemInOutput("fatal error: cstdint: No such file", "/")).toBeUndefined();
  });
});

describe("shared libraries", () => {
  it("that ldd does not find are named by Debian package, each once", () => {
    const output = `
	linux-vdso.so.1 (0x00007ff)
	libnss3.so => not found
	libnssutil3.so => not found
	libc.so.6 => /lib/libc.so.6 (0x00007f)
	libasound.so.2 => not found`;
    expect(missingInLdd(output)).toEqual(["libnss3.so", "libnssutil3.so", "libasound.so.2"]);
    expect(packagesOf(missingInLdd(output))).toEqual(["libnss3", "libasound2"]);
  });
});

describe("the desktop entry", () => {
  it("quotes a path with a blank, and doubles what the format reads", () => {
    expect(execQuoted("/home/mi na/50%/start.mjs")).toBe('"/home/mi na/50%%/start.mjs"');
    expect(execQuoted('/a"b$c')).toBe('"/a\\\\"b\\\\$c"');
  });

  it("opens files of the project's type", () => {
    expect(desktopEntry("/usr/bin/node", "/opt/saddle/scripts/start.mjs", "/opt/icon.png")).toMatch(
      /^Exec="\/usr\/bin\/node" "\/opt\/saddle\/scripts\/start\.mjs" %F$[\s\S]*^MimeType=application\/x-saddle;$/m,
    );
  });
});
