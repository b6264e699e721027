import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unitOf } from "../../../../src/shared/domain/units";

const root = join(__dirname, "../../../../src");

/** Units that fields name in their source: `unit: "steps"`. */
const named = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/^\s*unit: "([^"]+)"/gm)].map(([, unit]) => unit!),
  );

describe("a unit of a setting", () => {
  it("is Korean in Korean where it is a word", () => {
    expect(named).toContain("steps");
    const english = named.filter(
      (unit) => /^[a-z]{3,}/.test(unit) && unit !== "nats" && !/[가-힣]/.test(unitOf(unit).ko),
    );
    expect(english).toEqual([]);
  });

  it("is the same in both where it is a sign", () => {
    expect(unitOf("px")).toEqual({ en: "px", ko: "px" });
  });
});
