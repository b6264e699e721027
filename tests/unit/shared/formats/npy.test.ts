import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SaddleError } from "../../../../src/shared/contract/errors";
import { encodeNpy } from "../../../../src/shared/formats/npy";

/** What NumPy itself wrote for counting values (see `made_with` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../../fixtures/npy.json", import.meta.url), "utf8")) as {
  files: Array<{ shape: number[]; base64: string }>;
};

describe("encodeNpy", () => {
  it.each(fixture.files)("writes what numpy.save writes for the shape $shape", ({ shape, base64 }) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const values = Float32Array.from({ length: count }, (_, index) => index / 4 - 1);
    expect(Buffer.from(encodeNpy(values, shape)).toString("base64")).toBe(base64);
  });

  it("writes a view of a larger buffer, and only the view", () => {
    const whole = Float32Array.of(9, 1, 2, 9);
    expect(encodeNpy(whole.subarray(1, 3), [2])).toEqual(encodeNpy(Float32Array.of(1, 2), [2]));
  });

  it.each([[[3]], [[2, 3]], [[-1, -4]], [[0.5, 8]]])("refuses the shape %j for four values", (shape) => {
    expect(() => encodeNpy(new Float32Array(4), shape)).toThrow(SaddleError);
  });
});
