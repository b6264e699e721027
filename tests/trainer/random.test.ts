import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../src/main/trainer/backends";
import { noiseAt, philox, randomWords } from "../../src/main/trainer/engine/random";
import { tf } from "../../src/main/trainer/tensorflow";

describe("Philox4x32-10", () => {
  // Known answers published with the Random123 library (kat_vectors, philox4x32 10).
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("counter %j with key %j", (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox(counter as [number, number, number, number], key as [number, number], out);
    expect([...out]).toEqual(expected);
  });
});

describe("noise", () => {
  const draw = () => {
    const noise = noiseAt(7, 123_456);
    const uniform = noise.uniform("a", [33, 5], -2, 3).dataSync();
    const normal = noise.normal("b", [7, 3]).dataSync();
    const kept = noise.bernoulli("c", [1000], 0.8).dataSync();
    return { uniform, normal, kept };
  };
  let native: ReturnType<typeof draw>;
  let wasm: ReturnType<typeof draw>;

  beforeAll(async () => {
    await openBackend(null);
    native = draw();
    await openBackend("wasm");
    wasm = draw();
    await openBackend(null);
  });

  test("is the same on native TensorFlow and in JavaScript", () => {
    for (const [i, value] of native.uniform.entries()) expect(wasm.uniform[i]).toBeCloseTo(value, 6);
    for (const [i, value] of native.normal.entries()) expect(wasm.normal[i]).toBeCloseTo(value, 5);
    expect([...wasm.kept]).toEqual([...native.kept]);
  });

  test.each(["tensorflow-cpu", "wasm"] as const)("can be drawn in parts, on %s", async (backend) => {
    await openBackend(backend);
    const noise = noiseAt(7, 3);
    const parts = (draw: (from: typeof noise, count: number) => Float32Array) => [
      draw(noise, 64),
      [...draw(noise, 24), ...draw(noise.after(24), 8), ...draw(noise.after(8).after(24), 32)],
    ];
    for (const [whole, joined] of [
      parts((from, count) => from.normal("a", [count]).dataSync<"float32">()),
      parts((from, count) => from.uniform("a", [count], -1, 1).dataSync<"float32">()),
      parts((from, count) => from.bernoulli("a", [count], 0.5).dataSync<"float32">()),
    ])
      expect(joined).toEqual([...whole!]);
    expect(() => noise.after(6)).toThrow("multiple of 4");
    await openBackend(null);
  });

  test("has the moments of its distribution", () => {
    tf.tidy(() => {
      const { mean, variance } = tf.moments(noiseAt(1, 0).normal("moments", [100_000]));
      expect(mean.dataSync()[0]).toBeCloseTo(0, 1);
      expect(variance.dataSync()[0]).toBeCloseTo(1, 1);
    });
    expect(Array.from(native.kept).reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.8, 1);
  });

  test("differs by seed, stream and step, and not by anything else", () => {
    const at = (seed: number, stream: string, step: number) => [...randomWords({ seed, stream, step }, 8)].join();
    expect(at(1, "a", 1)).toBe(at(1, "a", 1));
    expect(new Set([at(1, "a", 1), at(2, "a", 1), at(1, "b", 1), at(1, "a", 2)]).size).toBe(4);
  });

  test("keeps no tensors", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => void draw());
    expect(tf.memory().numTensors).toBe(before);
  });
});
