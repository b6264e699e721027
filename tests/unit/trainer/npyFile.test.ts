import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { writeNpy } from "../../../src/main/trainer/npyFile";

/** What NumPy itself wrote for counting values (see `made_with` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/npy.json", import.meta.url), "utf8")) as {
  files: Array<{ shape: number[]; base64: string }>;
};
const folder = mkdtempSync(join(tmpdir(), "saddle-npy-"));
const path = join(folder, "array.npy");
beforeEach(() => writeFileSync(path, ""));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counting values; each part is a view of a larger buffer, whose other values do not belong to the array. */
async function* partsOf(count: number): AsyncGenerator<Float32Array> {
  const middle = Math.floor(count / 3);
  for (const [begin, end] of [
    [0, middle],
    [middle, count],
  ] as const) {
    yield Float32Array.from({ length: count + 2 }, (_, index) => (index + begin - 1) / 4 - 1).subarray(
      1,
      1 + end - begin,
    );
  }
}

describe("an array that is written in parts", () => {
  it.each(fixture.files)("is what numpy.save writes for the shape $shape", async ({ shape, base64 }) => {
    await writeNpy(path, shape, partsOf(shape.reduce((product, side) => product * side, 1)));
    expect(readFileSync(path).toString("base64")).toBe(base64);
  });

  it.each([[[3]], [[2, 3]], [[-1, -4]], [[0.5, 8]]])("is refused where four values do not fill %j", async (shape) => {
    await expect(writeNpy(path, shape, partsOf(4))).rejects.toMatchObject({ code: "internal" });
  });

  it("tells which file could not be written, and passes on what ended its parts", async () => {
    const absent = join(folder, "absent.npy");
    await expect(writeNpy(absent, [4], partsOf(4))).rejects.toMatchObject({
      code: "disk",
      message: expect.stringContaining(absent),
    });
    async function* broken(): AsyncGenerator<Float32Array> {
      yield new Float32Array(4);
      throw new Error("the backend gave out");
    }
    await expect(writeNpy(path, [8], broken())).rejects.toThrow("the backend gave out");
  });
});
