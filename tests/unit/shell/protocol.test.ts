import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fileOf, serve } from "../../../src/main/shell/protocol";
import { contentSecurityPolicy } from "../../../src/main/shell/security/csp";

vi.mock("electron", () => ({ protocol: {} }));

describe("files of the window", () => {
  const root = join("/", "lab", "renderer");

  it("takes an address to the file of the same path, with its type", () => {
    expect(fileOf(root, "saddle://app/assets/index-1a.js")).toEqual({
      path: join(root, "assets", "index-1a.js"),
      type: "text/javascript; charset=utf-8",
    });
    expect(fileOf(root, "saddle://app/")?.path).toBe(join(root, "index.html"));
  });

  it.each([
    ["another scheme", "file:///etc/passwd.html"],
    ["another host", "saddle://elsewhere/index.html"],
    ["a name and password", "saddle://a:b@app/index.html"],
    ["an encoded way up", "saddle://app/%2e%2e%2f%2e%2e%2fsecret.html"],
    ["a way up with backslashes", "saddle://app/..%5c..%5csecret.html"],
    ["a drive", "saddle://app/C:/secret.html"],
    ["a zero byte", "saddle://app/index.html%00.png"],
    ["broken escapes", "saddle://app/%zz.html"],
    ["a type the window does not use", "saddle://app/notes.saddle"],
    ["a folder", "saddle://app/assets/"],
  ])("refuses %s", (_what, address) => {
    expect(fileOf(root, address)).toBeNull();
  });

  it("never leaves its folder", () => {
    const piece = fc.constantFrom("..", "%2e%2e", "%2e.", "a", "", "%2f", "/", "%5c", "\\", "index.html", ".");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = fileOf(root, `saddle://app/${pieces.join("/")}.html`);
        expect(file === null || file.path.startsWith(`${root}/`)).toBe(true);
      }),
    );
  });
});

describe("answers", () => {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "saddle-protocol-"));
    await writeFile(join(root, "index.html"), "<!doctype html>");
  });
  afterAll(() => rm(root, { recursive: true }));

  it("carry the content security policy", async () => {
    const answer = await serve(root, { url: "saddle://app/index.html", method: "GET" });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe("<!doctype html>");
    expect(answer.headers["Content-Security-Policy"]).toBe(contentSecurityPolicy);
  });

  it("are empty for what is not there, and for anything but reading", async () => {
    expect(await serve(root, { url: "saddle://app/missing.js", method: "GET" })).toMatchObject({ status: 404 });
    expect(await serve(root, { url: "saddle://app/index.html", method: "POST" })).toMatchObject({ status: 405 });
  });
});
