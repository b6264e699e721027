import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { StoredValue } from "../../../src/main/lab/storedValue";
import { expectBothLanguages } from "../../bilingual";

const schema = z.strictObject({ size: z.int().min(1) });
const defaults = { size: 7 };
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "saddle-stored-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a file of the lab", () => {
  it.each([
    ["is cut off", '{"size": 3', /is not JSON/, /JSON이 아닙니다/],
    ["holds a wrong value", '{"size": 0}', /size: Too small/, /size: .*너무 작습니다/],
    ["is of another form", "[]", /the file: .*expected object/, /파일: .*object/],
    ["is far too large", `{"size": 3, "more": "${"x".repeat(2 ** 20)}"}`, /\d{7} bytes long/, /\d{7}바이트나/],
  ])("that %s is put aside, with the reason in both languages", async (_, content, en, ko) => {
    const path = join(folder, "settings.json");
    await writeFile(path, content);
    const { value, problem } = await StoredValue.read(path, schema, defaults);
    expect(value).toEqual(defaults);
    expect(problem).toMatchObject({
      code: "bad-file",
      message: { en: expect.stringMatching(en), ko: expect.stringMatching(ko) },
      hint: {
        en: expect.stringContaining("settings.damaged.json"),
        ko: expect.stringContaining("settings.damaged.json"),
      },
    });
    expectBothLanguages(problem!);
    expect(await readdir(folder)).toEqual(["settings.damaged.json"]);
    expect(await readFile(join(folder, "settings.damaged.json"), "utf8")).toBe(content);
  });

  it("that is not there is no problem", async () => {
    const { value, problem } = await StoredValue.read(join(folder, "settings.json"), schema, defaults);
    expect([value, problem]).toEqual([defaults, null]);
  });
});
