import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { mnist } from "../../../../src/main/trainer/datasets/mnist";
import type { SaddleError } from "../../../../src/shared/contract/errors";
import { refusalOf } from "../../../refusal";

const histogram = (labels: Uint8Array): number[] => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
};

describe("the built-in MNIST", () => {
  it("is the published set: 60,000 and 10,000 images, with the published label counts", async () => {
    const data = await mnist.open(mnist.params.parse({ range: "[-1,1]" }));
    expect(data).toMatchObject({ title: "MNIST", count: 60_000, shape: [28, 28, 1], range: [-1, 1] });
    expect(data.examples.data.length).toBe(60_000 * 784);
    expect(histogram(data.labels!)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(data.test).toMatchObject({ count: 10_000 });
    expect(data.test!.pixels.length).toBe(10_000 * 784);
    expect(histogram(data.test!.labels!)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    // The mean and deviation that everyone normalises MNIST with.
    let sum = 0;
    let squares = 0;
    for (const pixel of data.examples.data) {
      sum += pixel / 255;
      squares += (pixel / 255) ** 2;
    }
    const mean = sum / data.examples.data.length;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / data.examples.data.length - mean ** 2)).toBeCloseTo(0.3081, 4);
  });

  it("gives the first N examples, and the same source's hash whatever N is", async () => {
    const all = await mnist.open(mnist.params.parse({}));
    const some = await mnist.open(mnist.params.parse({ examples: 50_000 }));
    expect(some.count).toBe(50_000);
    expect(some.labels!.length).toBe(50_000);
    expect(some.examples.data.length).toBe(50_000 * 784);
    expect(some.hash).toBe(all.hash);
    expect(some.labelled!.count).toBe(60_000);
  });

  it("keeps what it read in memory", async () => {
    const first = await mnist.open(mnist.params.parse({}));
    const second = await mnist.open(mnist.params.parse({ examples: 10 }));
    expect(second.examples.data.buffer).toBe(first.examples.data.buffer);
  });

  it.each([
    { examples: 0 },
    { examples: 60_001 },
    { examples: 1.5 },
    { range: "[0,255]" },
    { source: "" },
    { unknown: 1 },
  ])("refuses the setting %j", (settings) => {
    expect(mnist.params.safeParse(settings).success).toBe(false);
  });

  it("describes its settings to the window", () => {
    const schema = z.toJSONSchema(mnist.params) as { properties: Record<string, { saddle?: { title: unknown } }> };
    for (const setting of Object.values(schema.properties)) expect(setting.saddle?.title).toBeTruthy();
  });
});

describe("MNIST from a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "saddle-mnist-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const images = (count: number, side = 8): Uint8Array => {
    const bytes = new Uint8Array(16 + count * side * side).fill(7, 16);
    bytes.set([0, 0, 8, 3]);
    new DataView(bytes.buffer).setUint32(4, count);
    bytes[11] = side;
    bytes[15] = side;
    return bytes;
  };
  const labels = (count: number, of = (index: number): number => index % 10): Uint8Array => {
    const bytes = new Uint8Array(8 + count);
    bytes.set([0, 0, 8, 1]);
    new DataView(bytes.buffer).setUint32(4, count);
    for (let index = 0; index < count; index++) bytes[8 + index] = of(index);
    return bytes;
  };
  const good = (): Record<string, Uint8Array> => ({
    "train-images-idx3-ubyte": images(30),
    "train-labels-idx1-ubyte": labels(30),
    "t10k-images-idx3-ubyte": images(20),
    "t10k-labels-idx1-ubyte": labels(20),
  });
  const place = (files: Record<string, Uint8Array>) =>
    Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(folder, name), bytes)));
  const open = () => mnist.open(mnist.params.parse({ source: folder }));
  const refusal = (): Promise<SaddleError> => refusalOf(open());

  it("takes all examples there are, plain or packed, dash or dot, with one hash", async () => {
    await place(good());
    const plain = await open();
    expect(plain).toMatchObject({ count: 30, shape: [8, 8, 1], test: { count: 20 } });
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await place(
      Object.fromEntries(
        Object.entries(good()).map(([name, bytes]) => [`${name.replace("-idx", ".idx")}.gz`, gzipSync(bytes)]),
      ),
    );
    expect((await open()).hash).toBe(plain.hash);
  });

  it("reads files again that changed", async () => {
    await place(good());
    const before = await open();
    await place({ "train-labels-idx1-ubyte": labels(30, () => 3) });
    const after = await open();
    expect(after.hash).not.toBe(before.hash);
    expect(after.labels![0]).toBe(3);
  });

  it.each([
    ["labels that are too few", { "train-labels-idx1-ubyte": labels(29) }, /29 labels for 30 images/],
    ["a label above 9", { "t10k-labels-idx1-ubyte": labels(20, (i) => (i === 5 ? 11 : 0)) }, /label 5 is 11, outside/],
    [
      "held-out images of another size",
      { "t10k-images-idx3-ubyte": images(20, 9) },
      /9 × 9, the training images are 8/,
    ],
    ["images too small to classify", { "train-images-idx3-ubyte": images(30, 3) }, /height must be/],
    ["labels where images belong", { "train-images-idx3-ubyte": labels(30) }, /number of dimensions: it is 1/],
    ["a cut file", { "train-images-idx3-ubyte": images(30).subarray(0, 100) }, /the file ends here/],
  ])("refuses %s, naming the file", async (_, change, says) => {
    await place({ ...good(), ...change });
    const error = await refusal();
    expect(error.code).toBe("bad-file");
    expect(error.message).toMatch(says);
    expect(error.message).toContain(join(folder, Object.keys(change)[0]!));
  });

  it("names the first file that is missing, and the folder that is", async () => {
    const { "t10k-labels-idx1-ubyte": _, ...three } = good();
    await place(three);
    const missing = await refusal();
    expect(missing).toMatchObject({ code: "not-found", path: "dataset.source" });
    expect(missing.message).toContain("t10k-labels-idx1-ubyte");
    await rm(folder, { recursive: true });
    expect((await refusal()).message).toBe(`The folder ${folder} does not exist.`);
  });
});
