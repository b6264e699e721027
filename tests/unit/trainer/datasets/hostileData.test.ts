import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../../src/main/cli/output";
import { images } from "../../../../src/main/trainer/datasets/images";
import { importSource } from "../../../../src/main/trainer/datasets/import/importer";
import type { Pipeline } from "../../../../src/main/trainer/datasets/import/pack";
import { openSource } from "../../../../src/main/trainer/datasets/sources/open";
import { refusalOf } from "../../../refusal";
import { cifarBatch, idx, npy, npyOf, png, tar, tarGz, zip } from "./makeFiles";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "saddle-hostile-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Content = Uint8Array | Promise<Uint8Array>;
const bytes = (length: number, byte = 0): Uint8Array => new Uint8Array(length).fill(byte);

/** A zip whose parts are renamed, or whose stated lengths are changed, behind the library's back. */
async function forged(from: string, to: string): Promise<Uint8Array> {
  const made = await zip([{ name: from, bytes: png(8, 1) }]);
  return Buffer.from(made.toString("latin1").replaceAll(from, to), "latin1");
}

/** A few packed kilobytes whose directory states 4 GB: of one entry, DEFLATE of zeros. */
function zipBomb(name: string, stated: number): Uint8Array {
  const packed = deflateRawSync(bytes(1 << 20));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(stated, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(stated, 24);
  entry.writeUInt16LE(name.length, 28);
  const start = Buffer.concat([local, Buffer.from(name), packed]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(start.length, 16);
  return Buffer.concat([start, entry, Buffer.from(name), end]);
}

const hugePng = (): Uint8Array => {
  const made = png(8, 1);
  made.writeUInt32BE(60_000, 16);
  made.writeUInt32BE(60_000, 20);
  return made;
};

/** Each source by its files; the first one is what is opened, or its folder where it ends in `/`. */
const cases: readonly [string, string, Record<string, Content>, string][] = [
  ["an empty file", "a.npy", { "a.npy": bytes(0) }, "byte 0: it is empty"],
  [
    "text",
    "a.txt",
    { "a.txt": Buffer.from("hello, world") },
    "byte 0: its first bytes (68 65 6c 6c) are of no known format",
  ],
  ["a single picture", "a.png", { "a.png": png(8, 1) }, "it is a single picture"],
  ["a folder of nothing", "empty/", {}, "holds no pictures: 0 files"],
  ["a folder of documents", "docs/", { "docs/readme.md": Buffer.from("# hi") }, "holds no pictures: 1 files"],

  ["IDX cut off", "i-idx3", { "i-idx3": idx([5, 9, 9], bytes(100)) }, "at byte 116, values: the file ends here"],
  [
    "IDX with a lying count",
    "i-idx3",
    { "i-idx3": idx([0x7fff_ffff, 9, 9], bytes(81)) },
    "at byte 4, dimension 1: 2147483647 values of 1 bytes are more than the 1024 MiB allowed",
  ],
  [
    "IDX of other types",
    "i-idx3",
    { "i-idx3": Buffer.from([0, 0, 13, 3, ...idx([1, 2, 2], bytes(16)).subarray(4)]) },
    "at byte 2, type: its values are float32",
  ],
  ["IDX labels alone", "l-idx1", { "l-idx1": idx([5], bytes(5)) }, "these are labels, not pictures"],
  [
    "IDX counts that differ",
    "x/",
    { "x/train-images-idx3": idx([2, 9, 9], bytes(162)), "x/train-labels-idx1": idx([3], bytes(3)) },
    "3 labels for 2 pictures",
  ],
  [
    "IDX packed in gzip that is cut off",
    "i-idx3",
    { "i-idx3": gzipSync(idx([50, 28, 28], bytes(39_200, 5))).subarray(0, 40) },
    "gzip says",
  ],
  [
    "IDX that gzip cannot hold",
    "i-idx3",
    { "i-idx3": gzipSync(idx([1_000_000, 28, 28], bytes(784))) },
    "packed bytes cannot hold 1000000 × 28 × 28",
  ],

  [
    "CIFAR with a label out of range",
    "data_batch_1.bin",
    { "data_batch_1.bin": cifarBatch([[3], [10]]) },
    "byte 3073: label 10 is outside 0 to 9",
  ],
  [
    "CIFAR cut off",
    "c/",
    { "c/data_batch_1.bin": cifarBatch([[3]]).subarray(0, 3_000) },
    "byte 3000: the file ends inside a record of 3073 bytes",
  ],
  [
    "CIFAR in a tar.gz that is cut off",
    "c.tar.gz",
    { "c.tar.gz": tarGz([{ name: "data_batch_1.bin", bytes: cifarBatch([[3]]) }]).subarray(0, 200) },
    "gzip says",
  ],
  [
    "a tar that lies about a length",
    "c.tar",
    { "c.tar": tar([{ name: "data_batch_1.bin", bytes: cifarBatch([[3]]) }]).subarray(0, 2_000) },
    "the archive ends inside a file",
  ],
  [
    "a tar with a damaged header",
    "c.tar",
    { "c.tar": Buffer.concat([tar([{ name: "a.png", bytes: png(8, 1) }]).subarray(0, 1024), bytes(512, 7)]) },
    "byte 1024: this is no header of tar",
  ],

  ["NumPy objects", "a.npy", { "a.npy": npy("|O", [1], bytes(8)) }, "Python objects are never unpacked"],
  [
    "NumPy records",
    "a.npy",
    { "a.npy": npyOf("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", bytes(4)) },
    "records of several fields",
  ],
  [
    "NumPy with code in its header",
    "a.npy",
    { "a.npy": npyOf("{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (1,), }", bytes(4)) },
    "records of several fields",
  ],
  [
    "NumPy with a lying shape",
    "a.npy",
    { "a.npy": npy("|u1", [1_000_000, 8, 8], bytes(64)) },
    "1000000 × 8 × 8 of 1 bytes need 64000128 bytes, the file has 192",
  ],
  [
    "NumPy with an overflowing shape",
    "a.npy",
    { "a.npy": npy("<f8", [999_999_999_999_999, 999_999_999_999_999], bytes(8)) },
    "shape: it is too large",
  ],
  [
    "NumPy with a negative shape",
    "a.npy",
    { "a.npy": npyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 8, 8), }", bytes(64)) },
    "it is not NumPy's",
  ],
  [
    "NumPy in Fortran's order",
    "a.npy",
    { "a.npy": npy("|u1", [1, 8, 8], bytes(64), "True") },
    "the array is in Fortran's order",
  ],
  [
    "NumPy of complex numbers",
    "a.npy",
    { "a.npy": npy("<c8", [1, 8, 8], bytes(512)) },
    '"<c8" is no number that can be read',
  ],
  [
    "NumPy of one dimension",
    "a.npy",
    { "a.npy": npy("|u1", [64], bytes(64)) },
    "no array is one of pictures: array [64]",
  ],
  ["NumPy of no pictures", "a.npy", { "a.npy": npy("|u1", [0, 8, 8], bytes(0)) }, "array array has no rows"],
  [
    "NumPy with NaN",
    "a.npy",
    { "a.npy": npy("<f4", [1, 2, 2], new Uint8Array(Float32Array.of(0, 1, Number.NaN, 0).buffer)) },
    "array array, value 2: it is NaN",
  ],
  [
    "NumPy with infinity",
    "a.npy",
    { "a.npy": npy("<f4", [1, 2, 2], new Uint8Array(Float32Array.of(0, 1, 0, Number.NEGATIVE_INFINITY).buffer)) },
    "array array, value 3: it is -Infinity",
  ],
  [
    "an .npz with labels out of range",
    "a.npz",
    {
      "a.npz": zip([
        { name: "x.npy", bytes: npy("|u1", [1, 8, 8], bytes(64)) },
        { name: "y.npy", bytes: npy("<i4", [1], new Uint8Array(Int32Array.of(-1).buffer)) },
      ]),
    },
    "array y, value 0: label -1 is outside 0 to 255",
  ],
  [
    "an .npz with counts that differ",
    "a.npz",
    {
      "a.npz": zip([
        { name: "x.npy", bytes: npy("|u1", [2, 8, 8], bytes(128)) },
        { name: "y.npy", bytes: npy("|u1", [3], bytes(3)) },
      ]),
    },
    "array y: 3 labels for 2 pictures",
  ],
  [
    "an .npz of objects",
    "a.npz",
    { "a.npz": zip([{ name: "x.npy", bytes: npy("|O", [2], bytes(16)) }]) },
    "a.npz/x.npy is not a usable .npy file: at byte 10, type: Python objects",
  ],
  [
    "safetensors with a gap",
    "a.safetensors",
    {
      "a.safetensors": Buffer.concat([
        Buffer.from([60, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from('{"a":{"dtype":"U8","shape":[1,2,2],"data_offsets":[4,8]}}'.padEnd(60)),
        bytes(8),
      ]),
    },
    "a gap or an overlap",
  ],

  [
    "a zip cut off",
    "a.zip",
    { "a.zip": zip([{ name: "a.png", bytes: png(8, 1) }]).then((made) => made.subarray(0, made.length - 9)) },
    "the zip is damaged or hostile",
  ],
  [
    "a zip that leads out of its folder",
    "a.zip",
    { "a.zip": forged("aaaaa.png", "../aa.png") },
    'the zip is damaged or hostile ("invalid relative path',
  ],
  [
    "a zip with an absolute path",
    "a.zip",
    { "a.zip": forged("aaaaa.png", "/aaaa.png") },
    'the zip is damaged or hostile ("absolute path',
  ],
  ["an .npz that states 4 GB", "a.npz", { "a.npz": zipBomb("x.npy", 0xfff0_0000) }, "holds no pictures"],
  [
    "an .npz that holds more than it states",
    "a.npz",
    { "a.npz": zipBomb("x.npy", 4096) },
    "a.npz/x.npy cannot be used as data: byte ",
  ],
];

describe("a source that is damaged or hostile is refused by its place:", () => {
  it.each(cases)("%s", async (_, opened, files, reason) => {
    const folder = mkdtempSync(join(root, "case-"));
    mkdirSync(join(folder, dirname(`${opened}x`)), { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), await content);
    const refusal = await refusalOf(openSource(join(folder, opened)));
    expect(refusal.code).toBe("bad-file");
    expect(refusal.message).toContain(reason);
    expect(refusal.message).toContain(folder.slice(-6));
  });

  it("what does not exist, and a pipe or device", async () => {
    expect((await refusalOf(openSource(join(root, "nothing")))).code).toBe("not-found");
    if (process.platform !== "win32")
      expect((await refusalOf(openSource("/dev/null"))).message).toBe("/dev/null is not a file.");
  });

  it("a path that the system cannot follow", async () => {
    const loop = join(root, "loop");
    symlinkSync("loop", loop);
    const refusal = await refusalOf(openSource(loop));
    expect([refusal.code, refusal.message]).toEqual([
      "bad-file",
      `${loop} cannot be read: its links lead in a circle.`,
    ]);
  });
});

describe("pictures that cannot be used", () => {
  const pipeline: Pipeline = { size: 8, square: "crop", channels: 1, mirror: false, classes: [], examples: 100 };
  const options = () => ({ directory: mkdtempSync(join(root, "cache-")), worker: null });

  it("are listed with the reason, and the others are taken", async () => {
    const folder = mkdtempSync(join(root, "mixed-"));
    for (const [name, content] of Object.entries({
      "a.png": png(8, 7),
      "cut.png": png(8, 7).subarray(0, 50),
      "huge.png": hugePng(),
      "nested.zip": await zip([{ name: "a.png", bytes: png(8, 1) }]),
      "empty.jpg": bytes(0),
    })) {
      writeFileSync(join(folder, name), content);
    }
    const { pack } = await importSource(folder, pipeline, options());
    expect([pack.count, pack.skippedCount]).toEqual([1, 4]);
    const reasons = Object.fromEntries(pack.skipped.map(({ name, reason }) => [name, reason.en]));
    expect(reasons["cut.png"]).toContain("it cannot be decoded");
    expect(reasons["huge.png"]).toBe("60000 × 60000 pixels are not between 1 and 67108864");
    expect([reasons["nested.zip"], reasons["empty.jpg"]]).toEqual(
      Array(2).fill("it is no PNG, JPEG, GIF, BMP or WebP"),
    );
  });

  it("where there are no others, are the reason to refuse", async () => {
    const folder = mkdtempSync(join(root, "none-"));
    writeFileSync(join(folder, "cut.png"), png(8, 7).subarray(0, 20));
    const refusal = await refusalOf(importSource(folder, pipeline, options()));
    expect([refusal.code, refusal.message]).toEqual([
      "bad-file",
      `No picture of ${folder} can be used; of cut.png: its header does not tell its size.`,
    ]);
  });
});

/** As a user without rights, since no permission keeps root from anything; every file of these tests has a process of its own. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid!(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

describe.runIf(process.platform !== "win32")("what this user may not read", () => {
  const pipeline: Pipeline = { size: 8, square: "crop", channels: 1, mirror: false, classes: [], examples: 100 };
  let folder: string;
  beforeAll(() => {
    chmodSync(root, 0o755);
    folder = mkdtempSync(join(root, "denied-"));
    chmodSync(folder, 0o777);
    for (const [name, mode] of [
      ["closed", 0o000],
      ["mixed/shut", 0o000],
    ] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, "a.png"), png(8, 7));
      chmodSync(join(folder, name), mode);
    }
    for (const [name, mode] of [
      ["mixed/a.png", 0o644],
      ["mixed/secret.png", 0o000],
    ] as const) {
      writeFileSync(join(folder, name), png(8, 7));
      chmodSync(join(folder, name), mode);
    }
  });
  afterAll(() => {
    for (const name of ["closed", "mixed/shut"]) chmodSync(join(folder, name), 0o755);
  });

  it("of folders is refused by the folder's name, with the exit code of a bad file", async () => {
    const closed = join(folder, "closed");
    const refusal = await unprivileged(() => refusalOf(openSource(closed)));
    expect([refusal.code, refusal.message, exitCodeOf(refusal)]).toEqual([
      "bad-file",
      `${closed} cannot be read: this user lacks the permission.`,
      3,
    ]);
    // What lies within it cannot even be asked for.
    const inside = images.params.parse({ source: join(closed, "a.png") });
    const place = { directory: join(folder, "cache"), workers: null };
    const hidden = await unprivileged(() => refusalOf(images.importing!.isReady(inside, place)));
    expect([hidden.code, hidden.message]).toEqual([
      "bad-file",
      `${inside.source} cannot be read: this user lacks the permission.`,
    ]);
  });

  it("within a folder is listed and left out, file or folder, and the rest is taken", async () => {
    const { pack } = await unprivileged(() =>
      importSource(join(folder, "mixed"), pipeline, { directory: join(folder, "cache"), worker: null }),
    );
    expect([pack.count, pack.skippedCount]).toEqual([1, 2]);
    expect(pack.skipped.map(({ name, reason }) => [name, reason.en.split(": ").at(-1)])).toEqual([
      ["shut/", "this user lacks the permission."],
      ["secret.png", "this user lacks the permission."],
    ]);
  });
});
