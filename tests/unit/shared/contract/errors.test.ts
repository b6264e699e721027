import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readFault, writeFault } from "../../../../src/main/project/faults";
import { errorValueSchema, fromErrorValue, SaddleError, toErrorValue } from "../../../../src/shared/contract/errors";
import { because, issuePath, issueText } from "../../../../src/shared/contract/issues";
import { systemReason } from "../../../../src/shared/contract/systemFaults";
import { say, together } from "../../../../src/shared/domain/text";
import { expectBothLanguages } from "../../../bilingual";

const fault = (code: string): Error => Object.assign(new Error(`${code}: no such luck, open '/a'`), { code });

describe("an error", () => {
  const error = new SaddleError("disk", say("a is full.", "a이(가) 가득 찼습니다."), {
    hint: say("Make room.", "공간을 확보하세요."),
    path: "dataset.source",
  });

  it("is English where a program or a log reads it", () => {
    expect([error.message, String(error)]).toEqual(["a is full.", "SaddleError: a is full."]);
    expect(error.stack).not.toMatch(/[가-힣]/);
  });

  it("crosses a border in both languages", () => {
    const value = errorValueSchema.parse(structuredClone(toErrorValue(error)));
    expect(value).toEqual({ code: "disk", message: error.text, hint: error.hint, path: "dataset.source" });
    expect(fromErrorValue(value)).toEqual(error);
  });

  it("that nobody made is a fault of Saddle, with the words of what was thrown", () => {
    for (const thrown of [new TypeError("x is not a function"), "x is not a function"]) {
      const value = toErrorValue(thrown);
      expect(value.code).toBe("internal");
      expectBothLanguages(value);
      for (const said of [value.message.en, value.message.ko]) expect(said).toContain("x is not a function");
    }
  });
});

describe("a fault of the system", () => {
  const known = "ENOSPC EDQUOT EACCES EPERM EROFS ENOENT ENOTDIR EISDIR EIO EMFILE ENFILE EBUSY EFBIG ENAMETOOLONG";

  it.each(known.split(" "))("%s is said in our words, when reading and when writing", (code) => {
    for (const error of [readFault("/a.saddle", fault(code)), writeFault("/a.saddle", fault(code))]) {
      expectBothLanguages(error);
      for (const said of [error.text.en, error.text.ko]) {
        expect(said).toContain("/a.saddle");
        expect(said).not.toMatch(/no such luck|E[A-Z]{2,}/);
      }
    }
  });

  it("of another kind is said in the system's words, in a sentence of ours", () => {
    const error = writeFault("/a.saddle", fault("EWHAT"), say("Nothing is lost.", "잃은 것은 없습니다."));
    expect(error.text).toEqual({
      en: "/a.saddle could not be written: EWHAT: no such luck, open '/a'.",
      ko: "/a.saddle 파일을 쓰지 못했습니다: EWHAT: no such luck, open '/a'.",
    });
    expect(error.hint?.ko).toMatch(/다른 위치.*잃은 것은 없습니다\.$/);
    expect(systemReason(new Error("It broke.")).en).toBe("It broke");
  });
});

describe("what a schema has against a value", () => {
  const schema = z.strictObject({
    steps: z.array(z.number().min(1)).refine((steps) => steps.length < 3, because(say("too many", "너무 많습니다"))),
    mode: z.enum(["fast", "slow"]),
  });

  it.each<[string, unknown, string | null, RegExp, RegExp]>([
    ["a wrong type", { steps: ["a"], mode: "fast" }, "steps.0", /expected number, received string/, /number.*string/],
    ["a number too small", { steps: [0], mode: "fast" }, "steps.0", />=1/, /너무 작습니다/],
    ["no choice", { steps: [], mode: "slwo" }, "mode", /"fast"\|"slow"/, /"fast"또는 "slow"/],
    ["a value that is not there", { steps: [] }, "mode", /Invalid option/, /중 하나여야/],
    ["a key too many", { steps: [], mode: "fast", more: 1 }, null, /Unrecognized key/, /인식할 수 없는 키/],
    ["what a check of our own refuses", { steps: [1, 2, 3], mode: "fast" }, "steps", /^too many$/, /^너무 많습니다$/],
  ])("is told in both languages: %s", (_, value, path, en, ko) => {
    const [issue] = schema.safeParse(value).error!.issues;
    expect(issuePath(issue)).toBe(path);
    expect(issueText(issue, value)).toEqual({ en: expect.stringMatching(en), ko: expect.stringMatching(ko) });
    expectBothLanguages({ message: issueText(issue, value) });
  });
});

describe("sentences together", () => {
  it("stand one after the other, without those that are missing", () => {
    expect(together(say("A.", "가."), undefined, say("B.", "나."))).toEqual({ en: "A. B.", ko: "가. 나." });
  });
});
