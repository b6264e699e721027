import { describe, expect, it } from "vitest";
import { possible } from "../../../../src/renderer/features/latent/choice";
import { classColour, classSign } from "../../../../src/renderer/features/latent/plane/classColours";
import { extentOf } from "../../../../src/renderer/features/latent/plane/extent";

describe("the plot of codes", () => {
  it("holds all codes with some air, and has a size where there is one code, or none that is a number", () => {
    const [across, up] = extentOf(Float32Array.of(-1, 5, 3, 5, 1, 5));
    expect(across[0]).toBeCloseTo(-1.16);
    expect(across[1]).toBeCloseTo(3.16);
    expect(up).toEqual([4, 6]);
    expect(extentOf(Float32Array.of(Number.NaN, Number.NaN))).toEqual([
      [-1, 1],
      [-1, 1],
    ]);
  });

  it("has ten colours for classes in each theme, and signs short enough to be points", () => {
    for (const dark of [false, true]) {
      expect(new Set(Array.from({ length: 10 }, (_, index) => classColour(index, dark))).size).toBe(10);
    }
    expect(classSign("7", 7)).toBe("7");
    expect(classSign("ankle boot", 9)).toBe("9");
  });
});

describe("an end of a path", () => {
  it("that a model cannot have gives way to one that it can", () => {
    const seed = { from: "seed", seed: 5 } as const;
    const example = { from: "example", index: 3 } as const;
    expect(possible(seed, ["samples", "reconstructions"])).toBe(seed);
    expect(possible(seed, ["reconstructions"])).toEqual({ from: "example", index: 0 });
    expect(possible({ from: "preview", index: 9 }, ["reconstructions"])).toEqual({ from: "example", index: 9 });
    expect(possible(example, ["samples", "reconstructions"])).toBe(example);
    expect(possible(example, ["samples"])).toEqual({ from: "preview", index: 3 });
  });
});
