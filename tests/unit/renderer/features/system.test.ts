import { describe, expect, it } from "vitest";
import { groupFindings, reportText } from "../../../../src/renderer/features/system/report";
import type { TrainerHello } from "../../../../src/shared/contract/trainer";
import type { Finding } from "../../../../src/shared/domain/doctor";

const finding = (id: string, status: Finding["status"] = "good"): Finding => ({
  id,
  status,
  title: { en: `Title of ${id}`, ko: `${id} 제목` },
  detail: { en: `Detail of ${id}`, ko: `${id} 내용` },
});

describe("the doctor's findings", () => {
  it("stand under headings in a fixed order, and none is lost", () => {
    const groups = groupFindings([finding("disk"), finding("quantum.link"), finding("backend.wasm"), finding("node")]);
    expect(groups.map(({ id }) => id)).toEqual(["backend", "runtime", "files", "other"]);
    expect(groups.flatMap(({ findings }) => findings)).toHaveLength(4);
  });

  it("become a report that says what was found, why and what to do", () => {
    const hello: TrainerHello = {
      pid: 1,
      backend: "wasm",
      backendTitle: { en: "WebAssembly", ko: "WebAssembly" },
      findings: [
        {
          id: "tensorflow-cpu",
          state: "unusable",
          reason: { en: "no compiler", ko: "컴파일러 없음" },
          hint: { en: "install one", ko: "설치하세요" },
        },
        { id: "wasm", state: "used", reason: { en: "runs everywhere", ko: "어디서나 동작함" } },
      ],
      catalog: { plugins: [], training: {} },
    };
    const text = reportText(
      {
        version: "1.2.3",
        platform: "linux",
        locale: "ko-KR",
        electron: "22.3.27",
        chrome: "108",
        node: "16",
        developmentRuntime: true,
      },
      hello,
      [{ ...finding("disk", "bad"), hint: { en: "Free some space", ko: "공간을 확보하세요" } }],
    );
    for (const part of [
      "1.2.3",
      "22.3.27",
      "Development runtime",
      "unusable: tensorflow-cpu: no compiler — install one",
      "used: wasm: runs everywhere",
      "[bad] Title of disk",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("Free some space");
    expect(text).not.toMatch(/[가-힣]/);
  });
});
