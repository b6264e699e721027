import { describe, expect, it } from "vitest";
import { Failures } from "../../../src/main/lab/backends";
import { describeExit, isCrash } from "../../../src/main/lab/exits";
import { SaddleError } from "../../../src/shared/contract/errors";
import { say } from "../../../src/shared/domain/text";

const reason = say("The device was lost.", "장치를 잃었습니다.");
const lost = new SaddleError("backend-failed", reason);
const full = new SaddleError("backend-failed", say("Out of memory.", "메모리가 부족합니다."));
const killed = describeExit(null, "SIGSEGV");

describe("the backends that failed", () => {
  it("are told once", () => {
    const failures = new Failures();
    expect(failures.add("webgpu", lost)).toBe("replaced");
    failures.note({ id: "webgpu", reason });
    expect(failures.takeUntold()).toMatchObject([{ id: "webgpu", reason }]);
    expect(failures.takeUntold()).toEqual([]);
    expect(failures.all.map(({ id }) => id)).toEqual(["webgpu"]);
  });

  it("leave one: the last one is not replaced", () => {
    const failures = new Failures();
    expect(failures.add("tensorflow-cuda", killed)).toBe("replaced");
    expect(failures.add("tensorflow-cpu", killed)).toBe("replaced");
    expect(failures.add("webgpu", lost)).toBe("replaced");
    expect(failures.add("wasm", full)).toBe("last");
    expect(failures.all.map(({ id }) => id)).toEqual(["tensorflow-cuda", "tensorflow-cpu", "webgpu"]);
  });

  it("are no longer held to have failed where the same happens on another one", () => {
    const failures = new Failures();
    expect(failures.add("tensorflow-cpu", lost)).toBe("replaced");
    expect(failures.add("wasm", lost)).toBe("acquitted");
    expect(failures.all).toEqual([]);
  });

  it("may all be tried again after a choice", () => {
    const failures = new Failures();
    failures.add("webgpu", lost);
    failures.clear();
    expect([failures.all, failures.takeUntold()]).toEqual([[], []]);
  });
});

describe("the end of a process", () => {
  it.each<[number | null, string | null]>([
    [null, "SIGSEGV"],
    [null, "SIGILL"],
    [null, "SIGABRT"],
    [11, null],
    [139, null],
    [0xc0000005, null],
  ])("with code %s and signal %s is a crash of native code", (code, signal) => {
    expect(isCrash(code, signal)).toBe(true);
  });

  it.each<[number | null, string | null]>([
    [0, null],
    [1, null],
    [9, null],
    [137, null],
    [null, null],
    [null, "SIGKILL"],
    [null, "SIGTERM"],
  ])("with code %s and signal %s is none", (code, signal) => {
    expect(isCrash(code, signal)).toBe(false);
  });
});
