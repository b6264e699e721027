import { appendFileSync, truncateSync } from "node:fs";
import { type FileHandle, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type IdxExpectation,
  matchIdx,
  parseIdx,
  parseIdxHeader,
  readIdxFile,
} from "../../../../src/main/trainer/datasets/idx";
import { SaddleError } from "../../../../src/shared/contract/errors";
import { refusalBy, refusalOf } from "../../../refusal";

const images: IdxExpectation = { type: "uint8", dimensions: 3 };

/** An IDX file of bytes: header from the arguments, then `length` counting values. */
function idx(dimensions: number[], { code = 8, length = dimensions.reduce((a, b) => a * b, 1) } = {}): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + length);
  const view = new DataView(bytes.buffer);
  bytes[2] = code;
  bytes[3] = dimensions.length;
  dimensions.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  for (let index = 0; index < length; index++) bytes[4 + 4 * dimensions.length + index] = index;
  return bytes;
}

const huge = 0xffff_ffff;

/** Each hostile file with what its refusal must say. */
const hostile: Array<{ name: string; bytes: Uint8Array; says: RegExp }> = [
  { name: "empty", bytes: new Uint8Array(), says: /byte 0, magic number: the file ends inside it/ },
  { name: "three bytes", bytes: Uint8Array.of(0, 0, 8), says: /byte 3, magic number/ },
  {
    name: "a PNG",
    bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    says: /byte 0, magic number: it begins with 0x89 0x50/,
  },
  { name: "unknown type", bytes: idx([1, 1, 1], { code: 0x0a }), says: /byte 2, type: 0x0a is no type/ },
  { name: "floats for bytes", bytes: idx([1, 1, 1], { code: 0x0d }), says: /byte 2, type: its values are float32/ },
  { name: "labels for images", bytes: idx([10]), says: /byte 3, number of dimensions: it is 1, 3 is needed/ },
  { name: "cut header", bytes: idx([2, 3, 4]).subarray(0, 10), says: /byte 10, dimensions: the file ends inside/ },
  { name: "no images", bytes: idx([0, 28, 28]), says: /byte 4, dimension 1: it is 0/ },
  { name: "huge count", bytes: idx([huge, 28, 28], { length: 784 }), says: /dimension 1: .*more than/ },
  { name: "huge product", bytes: idx([65_536, 65_536, 65_536], { length: 9 }), says: /dimension 2: .*more than/ },
  { name: "overflowing product", bytes: idx([huge, huge, huge], { length: 9 }), says: /dimension 1/ },
  { name: "truncated", bytes: idx([2, 3, 4]).subarray(0, 39), says: /byte 39, values: .*2 × 3 × 4 of uint8 need 40/ },
  { name: "trailing byte", bytes: idx([2, 3, 4], { length: 25 }), says: /byte 40, end of file: 1 bytes follow/ },
];

describe("parseIdx", () => {
  it("gives type, dimensions and the values as they lie in the file", () => {
    const parsed = parseIdx(idx([2, 3, 4]), "images", images);
    expect(parsed).toMatchObject({ type: "uint8", dimensions: [2, 3, 4], dataOffset: 16, dataBytes: 24 });
    expect([...parsed.data]).toEqual(Array.from({ length: 24 }, (_, index) => index));
  });

  it("knows the size of every type of the format", () => {
    const sizes = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };
    for (const [code, bytes] of Object.entries(sizes)) {
      expect(parseIdxHeader(idx([5], { code: Number(code), length: 0 }), "values").dataBytes).toBe(5 * bytes);
    }
  });

  it.each(hostile)("refuses $name, naming file, offset and field", ({ bytes, says }) => {
    const error = refusalBy(() => parseIdx(bytes, "hostile.idx", images));
    expect(error.code).toBe("bad-file");
    expect(error.message).toMatch(/^hostile\.idx is not a usable IDX file: at byte \d+/);
    expect(error.message).toMatch(says);
    expect(error.hint).toBeTruthy();
  });

  it("either reads any bytes exactly or refuses them with a SaddleError", () => {
    const header = fc
      .tuple(
        fc.constantFrom(0, 0, 0, 1),
        fc.constantFrom(8, 9, 11, 12, 13, 14, 7),
        fc.array(fc.oneof(fc.nat(6), fc.constantFrom(huge, 0x8000_0000, 65_536)), { maxLength: 10 }),
        fc.uint8Array({ maxLength: 300 }),
      )
      .map(([zero, code, dimensions, data]) => {
        const bytes = idx(dimensions, { code, length: data.length });
        bytes[0] = zero;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(header, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        try {
          const parsed = parseIdx(bytes, "fuzz");
          expect(parsed.data.length).toBe(parsed.dataBytes);
          expect(parsed.dataOffset + parsed.dataBytes).toBe(bytes.length);
          expect(matchIdx(bytes)).toBe(true);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(SaddleError);
        }
      }),
      { numRuns: 2_000, interruptAfterTimeLimit: 10_000 },
    );
  });
});

describe("readIdxFile", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddle-idx-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const place = async (name: string, bytes: Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };
  const refusal = (path: string): Promise<SaddleError> => refusalOf(readIdxFile(path, images));

  it.each([
    ["small", [2, 3, 4]],
    ["larger than one chunk of the unpacker", [50, 28, 28]],
  ])("reads a %s file the same plain and packed", async (_, dimensions) => {
    const bytes = idx(dimensions);
    const plain = await readIdxFile(await place("plain", bytes), images);
    const packed = await readIdxFile(await place("packed", gzipSync(bytes)), images);
    expect(Buffer.compare(plain.bytes, bytes)).toBe(0);
    expect(Buffer.compare(packed.bytes, bytes)).toBe(0);
    expect(packed.dimensions).toEqual(dimensions);
  });

  it.each(hostile)("refuses $name in a plain and in a packed file", async ({ name, bytes }) => {
    for (const path of [await place("hostile", bytes), await place("hostile.gz", gzipSync(bytes))]) {
      const error = await refusal(path);
      expect(error.code, name).toBe("bad-file");
      expect(error.message).toContain(path);
    }
  });

  it("stops unpacking where the header says that the file ends", async () => {
    const bomb = Buffer.concat([idx([10, 28, 28]), new Uint8Array(64 << 20)]);
    const path = await place("bomb.gz", gzipSync(bomb, { level: 1 }));
    const before = process.memoryUsage().arrayBuffers;
    const error = await refusal(path);
    expect(error.message).toMatch(/more bytes follow the last value/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  });

  it("makes no room for more than the packed bytes can hold", async () => {
    const error = await refusal(await place("liar.gz", gzipSync(idx([500_000, 28, 28], { length: 784 }))));
    expect(error.message).toMatch(/packed bytes cannot hold 500000 × 28 × 28/);
  });

  it("names a packed file that was cut off", async () => {
    const packed = gzipSync(idx([50, 28, 28]));
    const error = await refusal(await place("cut.gz", packed.subarray(0, packed.length - 20)));
    expect(error.message).toMatch(/cannot be unpacked: gzip says/);
  });

  it("names a packed file whose checksum does not hold", async () => {
    const packed = gzipSync(idx([50, 28, 28]));
    packed[packed.length - 6]! ^= 1;
    expect((await refusal(await place("wrong.gz", packed))).message).toMatch(/incorrect data check/);
  });

  it("says that a file does not exist, or is a folder", async () => {
    expect(await refusal(join(folder, "nowhere"))).toMatchObject({ code: "not-found" });
    expect((await refusal(folder)).message).toMatch(/is not a file|cannot be read/);
  });

  it.each([
    ["grows", (path: string) => appendFileSync(path, "more")],
    ["shrinks", (path: string) => truncateSync(path, 20)],
  ])("refuses a file that %s while it is read", async (_, change) => {
    const path = await place("changing", idx([1_000, 28, 28]));
    const handle = await open(path);
    const read = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "read");
    await handle.close();
    // The first reading comes after the size was taken.
    read.mockImplementationOnce(function (this: FileHandle, ...input: Parameters<FileHandle["read"]>) {
      change(path);
      return this.read(...input);
    } as FileHandle["read"]);
    expect((await refusal(path)).message).toMatch(/changed while it was read/);
    read.mockRestore();
  });
});
