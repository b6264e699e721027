import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrange, parseCsv } from "../../../../src/main/trainer/datasets/sources/arrange";
import { openSource } from "../../../../src/main/trainer/datasets/sources/open";
import type { ArrayImages, FileImages, Images } from "../../../../src/main/trainer/datasets/sources/source";
import { encodeSafetensors } from "../../../../src/shared/formats/safetensors";
import { cifarBatch, idx, npy, png, tar, tarGz, zip } from "./makeFiles";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "saddle-sources-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

function asArray(images: Images | null): ArrayImages {
  if (images?.form !== "array") throw new Error("no array");
  return images;
}
function asFiles(images: Images | null): FileImages {
  if (images?.form !== "files") throw new Error("no files");
  return images;
}

/** Bytes 0, 1, 2, … */
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 256);

describe("IDX", () => {
  it("finds labels and held-out pictures beside the pictures by itself, packed or not, as EMNIST names them", async () => {
    write("emnist/emnist-letters-train-images-idx3-ubyte.gz", gzipSync(idx([3, 4, 5], counting(60))));
    write("emnist/emnist-letters-train-labels-idx1-ubyte", idx([3], [61, 0, 7]));
    write("emnist/emnist-letters-test-images-idx3-ubyte", idx([1, 4, 5], counting(20)));
    write("emnist/emnist-letters-test-labels-idx1-ubyte.gz", gzipSync(idx([1], [9])));
    write("emnist/readme.txt", Buffer.from("hello"));
    const { kind, classes, training, test } = await openSource(join(root, "emnist"));
    expect([kind, classes?.length, classes?.[61]]).toEqual(["idx", 62, "61"]);
    const { count, shape, labels, pixels } = asArray(training);
    expect([count, shape, [...labels!], pixels[59]]).toEqual([3, [4, 5, 1], [61, 0, 7], 59]);
    expect([...asArray(test).labels!]).toEqual([9]);
  });

  it("of several sets in a folder takes the one whose file is named", async () => {
    for (const set of ["digits", "letters"]) {
      write(`two/emnist-${set}-train-images-idx3-ubyte`, idx([2, 4, 4], counting(32)));
      write(`two/emnist-${set}-train-labels-idx1-ubyte`, idx([2], set === "digits" ? [0, 1] : [5, 6]));
    }
    const { training } = await openSource(join(root, "two/emnist-letters-train-images-idx3-ubyte"));
    expect([...asArray(training).labels!]).toEqual([5, 6]);
    await expect(openSource(join(root, "two"))).rejects.toThrow("there are 2 training sets");
  });
});

describe("CIFAR", () => {
  const names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
  const files = [
    { name: "cifar-10-batches-bin/data_batch_2.bin", bytes: cifarBatch([[3]]) },
    { name: "cifar-10-batches-bin/data_batch_1.bin", bytes: cifarBatch([[9], [1]]) },
    { name: "cifar-10-batches-bin/test_batch.bin", bytes: cifarBatch([[4]]) },
    { name: "cifar-10-batches-bin/readme.html", bytes: Buffer.from("<html>") },
  ];

  it("10 comes from its tar.gz as published, with planes turned into pixels and its own class names", async () => {
    const { kind, title, classes, training, test } = await openSource(write("cifar-10-binary.tar.gz", tarGz(files)));
    expect([kind, title, classes]).toEqual(["cifar", "CIFAR-10", names]);
    const { count, shape, labels, pixels } = asArray(training);
    expect([count, shape, [...labels!]]).toEqual([3, [32, 32, 3], [9, 1, 3]]);
    // Second record of batch 1: pixel 5 is (place, label, record).
    expect([...pixels.subarray(3072 + 15, 3072 + 18)]).toEqual([5, 1, 1]);
    expect([...asArray(test).labels!]).toEqual([4]);
  });

  it("comes from a folder of batches too, and from one batch alone", async () => {
    for (const { name, bytes } of files) write(`folder/${name}`, bytes);
    const all = await openSource(join(root, "folder"));
    const packed = await openSource(join(root, "cifar-10-binary.tar.gz"));
    expect([...asArray(all.training).pixels]).toEqual([...asArray(packed.training).pixels]);
    expect(all.content).toBe(packed.content);
    const one = await openSource(join(root, "folder/cifar-10-batches-bin/data_batch_1.bin"));
    expect(asArray(one.training).count).toBe(2);
  });

  it("100 has two labels a record, of which the fine one counts", async () => {
    const path = write(
      "cifar-100/train.bin",
      cifarBatch([
        [19, 99],
        [0, 42],
      ]),
    );
    write(
      "cifar-100/fine_label_names.txt",
      Buffer.from(Array.from({ length: 100 }, (_, at) => `class ${at}`).join("\n")),
    );
    const { title, classes, training } = await openSource(dirname(path));
    expect([title, classes?.[99]]).toEqual(["CIFAR-100", "class 99"]);
    expect([classes?.length, [...asArray(training).labels!]]).toEqual([100, [99, 42]]);
  });
});

describe("arrays", () => {
  // Two pictures of 4 × 4 in colour: red rises across, green down, blue is the picture's own.
  const value = (image: number, y: number, x: number, channel: number): number =>
    [x * 60, y * 60, 100 + image * 50][channel]!;
  const order = (axes: (image: number, y: number, x: number, channel: number) => number): Uint8Array => {
    const bytes = new Uint8Array(2 * 4 * 4 * 3);
    for (let n = 0; n < 2; n++)
      for (let y = 0; y < 4; y++)
        for (let x = 0; x < 4; x++) for (let c = 0; c < 3; c++) bytes[axes(n, y, x, c)] = value(n, y, x, c);
    return bytes;
  };
  const nhwc = order((n, y, x, c) => ((n * 4 + y) * 4 + x) * 3 + c);
  const nchw = order((n, y, x, c) => ((n * 3 + c) * 4 + y) * 4 + x);
  const pixelsOf = async (bytes: Uint8Array): Promise<Uint8Array> =>
    asArray((await openSource(write("array.npy", bytes))).training).pixels;

  it.each([
    ["[count, height, width, channels]", [2, 4, 4, 3], nhwc],
    ["[count, channels, height, width]", [2, 3, 4, 4], nchw],
    ["flat rows of pixels", [2, 48], nhwc],
    ["flat rows of planes", [2, 48], nchw],
  ])("of %s give the same pictures", async (_, shape, bytes) => {
    expect([...(await pixelsOf(npy("|u1", shape, bytes)))]).toEqual([...nhwc]);
  });

  it("of numbers of any type and byte order become bytes: floats by their range, integers by theirs", async () => {
    const grey = [0, 51, 102, 255];
    const typed = (values: ArrayBufferView, swap: number): Uint8Array => {
      const bytes = new Uint8Array(values.buffer.slice(0) as ArrayBuffer);
      if (swap > 1) for (let at = 0; at < bytes.length; at += swap) bytes.subarray(at, at + swap).reverse();
      return bytes;
    };
    const unit = grey.map((byte) => byte / 255);
    const cases: [string, Uint8Array][] = [
      ["<f4", typed(Float32Array.from(unit), 1)],
      [">f8", typed(Float64Array.from(unit), 8)],
      [
        "<f4",
        typed(
          Float32Array.from(unit, (each) => each * 2 - 1),
          1,
        ),
      ],
      [">i4", typed(Int32Array.from(grey), 4)],
      [
        "<u2",
        typed(
          Uint16Array.from(grey, (byte) => byte * 257),
          1,
        ),
      ],
      ["<i8", typed(BigInt64Array.from(grey.map(BigInt)), 1)],
      ["<f2", typed(Uint16Array.of(0x0000, 0x3266, 0x3666, 0x3c00), 1)],
    ];
    for (const [descr, bytes] of cases) {
      expect([descr, [...(await pixelsOf(npy(descr, [1, 2, 2], bytes)))]]).toEqual([descr, grey]);
    }
  });

  it("with transparency lie on white", async () => {
    const rgba = Uint8Array.of(0, 0, 0, 255, 200, 100, 0, 0, 0, 100, 200, 51, 255, 255, 255, 7);
    expect([...(await pixelsOf(npy("|u1", [1, 2, 2, 4], rgba)))]).toEqual([
      0, 0, 0, 255, 255, 255, 204, 224, 244, 255, 255, 255,
    ]);
  });

  it("of an .npz are pictures and labels, training and held out, as Keras names them", async () => {
    const labels = new Uint8Array(BigInt64Array.from([2n, 0n]).buffer);
    const path = write(
      "keras.npz",
      await zip([
        { name: "x_test.npy", bytes: npy("|u1", [1, 4, 4], counting(16)) },
        { name: "y_test.npy", bytes: npy("|u1", [1], Uint8Array.of(1)) },
        { name: "x_train.npy", bytes: npy("|u1", [2, 4, 4], counting(32)) },
        { name: "y_train.npy", bytes: npy("<i8", [2], labels) },
      ]),
    );
    const { kind, classes, training, test } = await openSource(path);
    expect([kind, classes]).toEqual(["npz", ["0", "1", "2"]]);
    expect([[...asArray(training).labels!], [...asArray(test).labels!]]).toEqual([[2, 0], [1]]);
  });

  it("of safetensors are found in the same way", async () => {
    const bytes = encodeSafetensors({
      metadata: {},
      tensors: [
        {
          name: "images",
          type: "F32",
          shape: [2, 1, 4, 4],
          data: Float32Array.from(counting(32), (byte) => byte / 31),
        },
        { name: "labels", type: "I32", shape: [2], data: Int32Array.of(1, 0) },
      ],
    });
    const { kind, training } = await openSource(write("data.safetensors", bytes));
    const { shape, pixels, labels } = asArray(training);
    expect([kind, shape, [...labels!], pixels[0], pixels[31]]).toEqual(["safetensors", [4, 4, 1], [1, 0], 0, 255]);
  });
});

describe("pictures in files", () => {
  const names = ["cat/a.png", "cat/b.png", "dog 10/c.png", "dog 2/d.png"];

  it.each(["folder", "zip", "tar"])(
    "of a %s take their labels from its sub-folders, in natural order",
    async (kind) => {
      const files = names.map((name, at) => ({ name: `pets/${name}`, bytes: png(4, at) }));
      const litter = [
        { name: "pets/.DS_Store", bytes: counting(4) },
        { name: "__MACOSX/pets/._a.png", bytes: counting(4) },
      ];
      let path = join(root, "pets-folder");
      if (kind === "folder") for (const { name, bytes } of [...files, ...litter]) write(`pets-folder/${name}`, bytes);
      else if (kind === "zip") path = write("pets.zip", await zip([...files, ...litter]));
      else path = write("pets.tar", tar([...files, ...litter]));
      const source = await openSource(path);
      const { count, files: found } = asFiles(source.training);
      expect([source.kind, count, source.classes]).toEqual([kind, 4, ["cat", "dog 2", "dog 10"]]);
      expect(found.map(({ label }) => label)).toEqual([0, 0, 2, 1]);
      expect(Buffer.from(await found[3]!.read()).equals(png(4, 3))).toBe(true);
      await source.close();
    },
  );

  it("in folders named train and test are split so", () => {
    const { classes, labels, test } = arrange(["train/a/1.png", "train/b/2.png", "test/a/3.png"], null);
    expect([classes, labels, test]).toEqual([
      ["a", "b"],
      [0, 1, 0],
      [false, false, true],
    ]);
  });

  it("without sub-folders have no labels; nor where some lie outside of them", () => {
    expect(arrange(["1.png", "2.png"], null).classes).toBeNull();
    expect(arrange(["a/1.png", "b/2.png", "3.png"], null).classes).toBeNull();
  });

  it("take their labels from a table that names them, whatever its columns are called", () => {
    const text = '\ufeffid,"label, fine",file\n1,"a ""big"" cat",x/1.png\n2,dog,x/2.png\n';
    const { classes, labels } = arrange(["x/1.png", "x/2.png"], { name: "t.csv", text });
    expect([classes, labels]).toEqual([
      ['a "big" cat', "dog"],
      [0, 1],
    ]);
    expect(arrange(["1.jpg", "2.jpg"], { name: "t.csv", text: "1;0\n2;7" }).classes).toEqual(["0", "7"]);
    const lacking = arrange(["1.jpg", "2.jpg"], { name: "t.csv", text: "name,label\n1.jpg,a" });
    expect([lacking.classes, lacking.notes[0]!.en]).toEqual([
      null,
      "t.csv names no label for 1 of 2 pictures; labels are left out.",
    ]);
  });

  it("reads a table by RFC 4180", () => {
    expect(parseCsv('a,"b,\nc",d\r\n\r\n"",x,\n')).toEqual([
      ["a", "b,\nc", "d"],
      ["", "x", ""],
    ]);
  });

  it("does not follow links, neither of a folder nor of a zip", async () => {
    write("linked/a.png", png(4, 1));
    symlinkSync("/etc/hostname", join(root, "linked/b.png"));
    symlinkSync("..", join(root, "linked/up"));
    const folder = await openSource(join(root, "linked"));
    expect(folder.skipped.map(({ name }) => name)).toEqual(["b.png", "up"]);
    const zipped = await openSource(
      write(
        "linked.zip",
        await zip([
          { name: "a.png", bytes: png(4, 1) },
          { name: "b", bytes: Buffer.from("/etc/hostname"), mode: 0o120777 },
        ]),
      ),
    );
    expect(zipped.skipped.map(({ name, reason }) => [name, reason.en])).toEqual([["b", "a link is not followed"]]);
    await zipped.close();
  });
});
