import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeState, encodeState, firstNonFinite, hashWeights } from "../../../src/main/trainer/engine/state";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../../src/shared/formats/safetensors";
import { refusalBy } from "../../refusal";

const make = (values: Readonly<Record<string, number[]>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, list]) => [name, { shape: [list.length], data: Float32Array.from(list) }]),
  );
const networks = ["discriminator", "generator"];
const counters = { step: 7, batches: 14, updates: { discriminator: 14, generator: 7 } };

describe("a checkpoint", () => {
  const variables = () => make({ "d/bias": [1, 2], "g/bias": [3] });

  it("brings back values and counters, bit for bit", () => {
    const state = variables();
    const bytes = encodeState(state, counters);
    const { values, counters: counted } = decodeState(bytes, state, networks);
    expect(counted).toEqual(counters);
    expect(values).toEqual({ "d/bias": Float32Array.of(1, 2), "g/bias": Float32Array.of(3) });
  });

  /** The file with something changed in it. */
  const altered = (change: (tensors: StoredTensor[], metadata: Record<string, string>) => void): Uint8Array => {
    const { tensors, metadata } = decodeSafetensors(encodeState(variables(), counters), "test");
    const [list, table] = [[...tensors] as StoredTensor[], { ...metadata } as Record<string, string>];
    change(list, table);
    return encodeSafetensors({ tensors: list, metadata: table });
  };
  const counted = (value: unknown) =>
    altered((_, metadata) => {
      metadata.counters = JSON.stringify(value);
    });

  it.each<[string, () => Uint8Array, string]>([
    ["a tensor that is missing", () => altered((tensors) => tensors.splice(0, 1)), "d/bias"],
    [
      "a tensor of another shape",
      () => altered((tensors) => tensors.splice(0, 1, { ...tensors[0]!, shape: [1], data: Float32Array.of(1) })),
      "d/bias",
    ],
    [
      "a tensor that holds NaN",
      () => altered((tensors) => tensors.splice(1, 1, { ...tensors[1]!, data: Float32Array.of(Number.NaN) })),
      "g/bias",
    ],
    ["no counters", () => counted(undefined), "counters"],
    [
      "counters that are no JSON",
      () => altered((_, metadata) => Object.assign(metadata, { counters: "{" })),
      "counters",
    ],
    ["a negative step", () => counted({ ...counters, step: -1 }), "counters"],
    [
      "a network whose updates were not counted",
      () => counted({ ...counters, updates: { generator: 7 } }),
      "discriminator",
    ],
    ["another format", () => altered((_, metadata) => Object.assign(metadata, { format: "else" })), "counters"],
    ["no safetensors at all", () => new TextEncoder().encode("{}"), "checkpoint"],
  ])("with %s is refused by name", (_, made, named) => {
    const bytes = made();
    expect(refusalBy(() => decodeState(bytes, variables(), networks))).toMatchObject({
      code: "bad-file",
      message: expect.stringContaining(named),
    });
  });

  it("keeps no counter of a network that is not there", () => {
    const bytes = counted({ ...counters, updates: { ...counters.updates, encoder: 1 } });
    expect(decodeState(bytes, variables(), networks).counters).toEqual(counters);
  });
});

describe("the hash of weights", () => {
  it("is SHA-256 over names, shapes and values in name order", () => {
    const text = (name: string, shape: string) => Buffer.from(`${name}\0${shape}\0`);
    const bytes = (...values: number[]) => Buffer.from(Float32Array.of(...values).buffer);
    const expected = createHash("sha256")
      .update(Buffer.concat([text("a", "[1]"), bytes(3), text("b", "[2]"), bytes(1, 2)]))
      .digest("hex");
    expect(hashWeights(make({ b: [1, 2], a: [3] }))).toBe(expected);
  });

  it("tells names, shapes and the last bit of a value apart", () => {
    const reshaped = { a: { shape: [1, 2], data: Float32Array.of(1, 2) } };
    const next = Float32Array.of(2);
    new Uint32Array(next.buffer)[0]! += 1;
    const hashes = [make({ a: [1, 2] }), make({ b: [1, 2] }), reshaped, make({ a: [1, next[0]!] })].map(hashWeights);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe("the search for what diverged", () => {
  it("names the first tensor that holds NaN or infinity", () => {
    expect(firstNonFinite(make({ a: [1], b: [2, -3e30] }))).toBeNull();
    expect(firstNonFinite(make({ a: [1], b: [2, Number.NaN], c: [Number.POSITIVE_INFINITY] }))).toBe("b");
    expect(firstNonFinite(make({ a: [1], c: [Number.NEGATIVE_INFINITY] }))).toBe("c");
    expect(firstNonFinite({})).toBeNull();
  });
});
