import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SaddleError } from "../../../../src/shared/contract/errors";
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsHeader,
  type StoredTensor,
} from "../../../../src/shared/formats/safetensors";
import { refusalBy } from "../../../refusal";

/** What the reference implementation wrote (see `made_with` in the file). */
const fixture = JSON.parse(readFileSync(new URL("../../../fixtures/safetensors.json", import.meta.url), "utf8")) as {
  base64: string;
  metadata: Record<string, string>;
  tensors: Record<string, { type: string; shape: number[]; values: number[] }>;
};

const weights: StoredTensor = { name: "weights", type: "F32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
const counter: StoredTensor = { name: "counter", type: "I32", shape: [1], data: Int32Array.of(-7) };
const sound = encodeSafetensors({ tensors: [weights, counter], metadata: { format: "test" } });

/** A file with this header over this many bytes of values. */
function fileOf(header: string, valueBytes: number, stated = BigInt(Buffer.byteLength(header))): Uint8Array {
  const text = Buffer.from(header);
  const bytes = new Uint8Array(8 + text.length + valueBytes);
  new DataView(bytes.buffer).setBigUint64(0, stated, true);
  bytes.set(text, 8);
  return bytes;
}
const withEntry = (entry: unknown, valueBytes = 16): Uint8Array =>
  fileOf(JSON.stringify({ weights: entry }), valueBytes);

const refusal = (bytes: Uint8Array): SaddleError => refusalBy(() => decodeSafetensors(bytes, "a.safetensors"));

describe("decodeSafetensors", () => {
  it("reads what the reference implementation wrote", () => {
    const { tensors, metadata } = decodeSafetensors(Buffer.from(fixture.base64, "base64"), "fixture");
    expect(metadata).toEqual(fixture.metadata);
    const read = tensors.map(({ name, type, shape, data }) => [name, { type, shape, values: Array.from(data) }]);
    expect(Object.fromEntries(read)).toEqual(fixture.tensors);
  });

  it("owns what it returns, also when given a Buffer at an odd place", () => {
    const odd = Buffer.alloc(sound.length + 3);
    odd.set(sound, 3);
    const { tensors } = decodeSafetensors(odd.subarray(3), "odd");
    odd.fill(0);
    expect(tensors).toEqual([weights, counter]);
  });

  const place = { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] };
  const refusals: [string, Uint8Array, string][] = [
    ["an empty file", new Uint8Array(), "it has 0 bytes"],
    ["a file of seven bytes", new Uint8Array(7), "it has 7 bytes"],
    ["a header longer than the file", fileOf("{}", 0, 3n), "its header is cut off"],
    ["a header of 2^63 bytes", fileOf("{}", 0, 2n ** 63n), "its header says it is 9223372036854775808 bytes long"],
    ["a header that is no JSON", fileOf("{weights}", 0), "its header is not JSON"],
    ["a header that begins with a space", fileOf(" {}", 0), "its header is not JSON"],
    ["a header that is a list", fileOf("[]", 0), "its header is not JSON"],
    ["a header of bytes that are no text", fileOf("{}", 0).fill(0xff, 9, 10), "its header is not JSON"],
    ["metadata that is a list", fileOf('{"__metadata__":[1]}', 0), "its metadata is not a table of texts"],
    ["an unknown type", withEntry({ ...place, dtype: "F8" }), 'tensor "weights" is of type "F8"'],
    ["a type from the prototype", withEntry({ ...place, dtype: "constructor" }), 'is of type "constructor"'],
    ["a negative side", withEntry({ ...place, shape: [-2, -2] }), 'the entry of tensor "weights" is malformed'],
    ["a broken side", withEntry({ ...place, shape: [0.5, 8] }), 'the entry of tensor "weights" is malformed'],
    ["too many sides", withEntry({ ...place, shape: Array(9).fill(1) }), 'the entry of tensor "weights" is malformed'],
    ["a surplus field", withEntry({ ...place, extra: 1 }), 'the entry of tensor "weights" is malformed'],
    ["a product beyond 2^53", withEntry({ ...place, shape: [2 ** 40, 2 ** 40] }), "does not fit its place"],
    [
      "a product that wraps to the place",
      withEntry({ ...place, shape: [2 ** 32, 2 ** 32, 4] }),
      "does not fit its place",
    ],
    ["values beyond the end", withEntry(place, 15), 'tensor "weights" of shape [2,2] does not fit its place'],
    ["an end before its begin", withEntry({ ...place, data_offsets: [16, 0] }), "does not fit its place"],
    ["bytes after the last tensor", withEntry(place, 17), "1 bytes follow the last tensor"],
    [
      "a gap before the first",
      withEntry({ ...place, data_offsets: [4, 20] }, 20),
      'a gap or an overlap before tensor "w',
    ],
    [
      "two tensors at one place",
      fileOf(JSON.stringify({ a: place, b: place }), 16),
      'a gap or an overlap before tensor "b"',
    ],
    [
      "more tensors than any model has",
      fileOf(JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [index, 0]))), 0),
      "it names 10001 tensors",
    ],
    ["a cut-off file", sound.subarray(0, sound.length - 1), "does not fit its place in the file"],
  ];
  it.each(refusals)("refuses %s and says so", (_, bytes, reason) => {
    const error = refusal(bytes);
    expect(error.code).toBe("bad-file");
    expect(error.message).toContain("a.safetensors");
    expect(error.message).toContain(reason);
  });

  it("allocates nothing for ten thousand tensors that all claim the same megabyte", () => {
    const claim = { dtype: "U8", shape: [1_000_000], data_offsets: [0, 1_000_000] };
    const names = Array.from({ length: 10_000 }, (_, index) => [`t${index}`, claim]);
    const bytes = fileOf(JSON.stringify(Object.fromEntries(names)), 1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(bytes).message).toContain("overlap");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  it("refuses or reads any mutated file, never anything else", () => {
    const change = fc.record({ at: fc.nat(sound.length - 1), to: fc.nat(255) });
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(sound.length), (changes, length) => {
        const bytes = sound.slice(0, length > 60 ? sound.length : length);
        for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
        try {
          for (const { data, shape } of decodeSafetensors(bytes, "mutated").tensors) {
            expect(data.length).toBe(shape.reduce((product, side) => product * side, 1));
          }
          outcomes.add("read");
        } catch (error) {
          expect(error).toBeInstanceOf(SaddleError);
          expect((error as SaddleError).code).toBe("bad-file");
          outcomes.add("refused");
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect([...outcomes].sort()).toEqual(["read", "refused"]);
  });
});

describe("encodeSafetensors", () => {
  it("writes what it reads: any shapes, names and values", () => {
    const tensor = fc
      .record({ name: fc.string({ maxLength: 20 }), shape: fc.array(fc.nat(4), { maxLength: 3 }), seed: fc.nat() })
      .map(({ name, shape, seed }): StoredTensor => {
        const size = shape.reduce((product, side) => product * side, 1);
        return {
          name,
          type: "F32",
          shape,
          data: Float32Array.from({ length: size }, (_, index) => seed / (index + 1)),
        };
      });
    const named = fc.oneof(
      tensor,
      tensor.map((value): StoredTensor => ({ ...value, name: "__proto__" })),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(named, { selector: ({ name }) => name, maxLength: 6 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string()),
        (tensors, metadata) => {
          fc.pre(!tensors.some(({ name }) => name === "__metadata__"));
          const read = decodeSafetensors(encodeSafetensors({ tensors, metadata }), "written");
          const byName = (all: readonly StoredTensor[]) => new Map(all.map((one) => [one.name, one]));
          expect(byName(read.tensors)).toEqual(byName(tensors));
          expect({ ...read.metadata }).toEqual({ ...metadata });
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  it("lets values begin at a multiple of 8 bytes", () => {
    for (const format of ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg"]) {
      const bytes = encodeSafetensors({ tensors: [weights], metadata: { format } });
      expect(readSafetensorsHeader(bytes, bytes.length, "written").tensors[0]!.begin % 8).toBe(0);
    }
  });

  it.each<[string, StoredTensor[]]>([
    ["values that do not fill the shape", [{ ...weights, shape: [3] }]],
    ["values of another type", [{ ...weights, type: "I32" }]],
    ["a name that comes twice", [weights, weights]],
    ["the name of the metadata", [{ ...weights, name: "__metadata__" }]],
  ])("refuses %s", (_, tensors) => {
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(SaddleError);
  });
});
