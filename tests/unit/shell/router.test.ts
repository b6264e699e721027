import { describe, expect, it, vi } from "vitest";
import { answer, type Handlers } from "../../../src/main/shell/router";
import { SaddleError } from "../../../src/shared/contract/errors";
import { requestRoutes } from "../../../src/shared/contract/requests";
import { say } from "../../../src/shared/domain/text";
import { expectBothLanguages } from "../../bilingual";

const page = { url: "saddle://app/index.html", parent: null };

/** Every route answered by the same function. */
function handlers(handle: (input: unknown) => unknown): Handlers {
  return Object.fromEntries(Object.keys(requestRoutes).map((name) => [name, handle])) as unknown as Handlers;
}

describe("the router", () => {
  it("answers a request of the window with what the handler returns", async () => {
    const handle = vi.fn(() => ({ outcome: "done" }));
    const reply = await answer(handlers(handle), page, { route: "project.save", input: {} }, vi.fn());
    expect(reply).toEqual({ ok: true, output: { outcome: "done" } });
    expect(handle).toHaveBeenCalledWith({ as: false });
  });

  it.each([
    ["from another page", { url: "https://evil.example/", parent: null }, { route: "app.info", input: {} }],
    ["from a frame", { ...page, parent: page as never }, { route: "app.info", input: {} }],
    ["that is none", page, "app.info"],
    ["with more than a request has", page, { route: "app.info", input: {}, more: 1 }],
    ["to no route", page, { route: "app.format", input: {} }],
    ["to what every object has", page, { route: "constructor", input: {} }],
    ["with a wrong input", page, { route: "run.samplesAt", input: { run: "r1", step: -1 } }],
  ])("refuses a message %s without calling a handler", async (_what, sender, message) => {
    const handle = vi.fn();
    const reply = await answer(handlers(handle), sender, message, vi.fn());
    expect(reply).toMatchObject({ ok: false, error: { code: "bad-input" } });
    if (!reply.ok) expectBothLanguages(reply.error);
    expect(handle).not.toHaveBeenCalled();
  });

  it("names the field of a wrong input", async () => {
    const message = { route: "run.samplesAt", input: { run: "r1", step: -1 } };
    const reply = await answer(handlers(vi.fn()), page, message, vi.fn());
    expect(reply).toMatchObject({
      error: { path: "step", message: { en: expect.stringContaining("run.samplesAt: step") } },
    });
  });

  it("passes on what a person can act on, and reports its own faults", async () => {
    const report = vi.fn();
    const [cut, hint] = [
      say("a.saddle is cut short.", "a.saddle 파일이 잘렸습니다."),
      say("Copy it again.", "다시 복사하세요."),
    ];
    const refuse = handlers(() => {
      throw new SaddleError("bad-file", cut, { hint });
    });
    const fault = handlers(() => {
      throw new TypeError("x is not a function");
    });
    const message = { route: "app.info", input: {} };
    expect(await answer(refuse, page, message, report)).toEqual({
      ok: false,
      error: { code: "bad-file", message: cut, hint },
    });
    expect(report).not.toHaveBeenCalled();
    expect(await answer(fault, page, message, report)).toEqual({
      ok: false,
      error: {
        code: "internal",
        message: {
          en: "A fault of Saddle itself: x is not a function",
          ko: "Saddle 자체의 오류입니다: x is not a function",
        },
      },
    });
    expect(report).toHaveBeenCalledTimes(1);
  });
});
