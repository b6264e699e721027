import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fileProblem, type SetupProblem } from "../../scripts/lib/problem.mjs";
import { withoutTensorflow } from "../../scripts/lib/tensorflow.mjs";
import { openBackend } from "../../src/main/trainer/backends";
import { tf } from "../../src/main/trainer/tensorflow";
import { type BackendId, backendIds } from "../../src/shared/contract/trainer";
import { same } from "../../src/shared/domain/text";
import { expectBothLanguages } from "../bilingual";

const native = process.env.SADDLE_TENSORFLOW;
const manifest = join(native ?? "", "tensorflow.json");
/** Of the TensorFlow that the set-up provided for this machine; null where it could not. */
const variant = existsSync(manifest)
  ? (JSON.parse(readFileSync(manifest, "utf8")) as { variant: string }).variant
  : null;
afterEach(() => {
  process.env.SADDLE_TENSORFLOW = native;
});

const found = async (preference: BackendId | null) => {
  const { id, title, findings } = await openBackend(preference);
  expect(findings.map((finding) => finding.id).sort()).toEqual([...backendIds].sort());
  expect(findings.filter(({ state }) => state === "used").map((finding) => finding.id)).toEqual([id]);
  for (const { reason } of findings)
    expect(reason).toEqual({ en: expect.stringMatching(/\.$/), ko: expect.stringMatching(/[가-힣].*\.$/) });
  return { id, title, findings };
};

describe("a backend", () => {
  it.skipIf(variant === null)(
    "is native TensorFlow where the set-up provided it, and all others have a reason",
    async () => {
      expect(await found(null)).toMatchObject({
        id: expect.stringMatching(/^tensorflow-(cpu|cuda)$/),
        title: {
          en: expect.stringMatching(/^TensorFlow \d+\.\d+\.\d+ · (CUDA|CPU · \d+ threads?)$/),
          ko: expect.stringMatching(/^TensorFlow \d+\.\d+\.\d+ · (CUDA|CPU · 스레드 \d+개)$/),
        },
      });
      expect(tf.getBackend()).toBe("tensorflow");
    },
  );

  it("that is asked for alone is the only one tried", async () => {
    const { findings, ...wasm } = await found("wasm");
    expect(wasm).toMatchObject({ id: "wasm", title: same("WebAssembly") });
    expect(findings.filter((finding) => finding.id !== "wasm").every(({ state }) => state === "passed-over")).toBe(
      true,
    );
    expect(tf.getBackend()).toBe("wasm");
    const { id } = await found(null);
    expect((await found(id)).id).toBe(id);
  });

  it.skipIf(variant !== "cpu")(
    "that this machine lacks is refused with the reason, and no other is taken in its place",
    async () => {
      await found(null);
      await expect(openBackend("tensorflow-cuda")).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringMatching(/^No backend to train with: tensorflow-cuda: .*(driver|GPU)/),
      });
      expect(tf.getBackend()).toBe("tensorflow");
    },
  );

  it.each([
    ["none", /Switched off/],
    ["", /set-up has not provided/],
    ["/nowhere", /\/nowhere, which holds no tfjs_binding\.node/],
  ])("is WebAssembly where SADDLE_TENSORFLOW is %j, and the finding says why", async (value, reason) => {
    process.env.SADDLE_TENSORFLOW = value;
    const { id, findings } = await found(null);
    expect(id).toBe("wasm");
    expect(findings.find((finding) => finding.id === "tensorflow-cpu")).toMatchObject({
      state: "unusable",
      reason: { en: expect.stringMatching(reason) },
    });
    await expect(openBackend("tensorflow-cpu")).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(reason),
    });
  });
});

describe("what the set-up found missing", () => {
  afterEach(() => {
    delete process.env.SADDLE_TENSORFLOW_PROBLEM;
  });
  const cpu = async () => {
    const { findings } = await found(null);
    const { state, reason, hint } = findings.find(({ id }) => id === "tensorflow-cpu")!;
    expect(state).toBe("unusable");
    return { message: reason, hint };
  };

  it("is the reason why a backend does not work, in both languages", async () => {
    const full = fileProblem(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }), "/cache") as SetupProblem;
    Object.assign(process.env, withoutTensorflow(full));
    const told = await cpu();
    expect(told).toEqual({ message: full.missing, hint: full.remedy });
    expectBothLanguages(told);
  });

  it.each(["what is missing|what to do", "{}", "null"])(
    "is left out where it is %j, which no set-up says",
    async (text) => {
      Object.assign(process.env, { SADDLE_TENSORFLOW: "none", SADDLE_TENSORFLOW_PROBLEM: text });
      expect((await cpu()).message.en).toMatch(/Switched off/);
    },
  );
});
