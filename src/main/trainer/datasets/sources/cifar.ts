/**
 * CIFAR-10 and CIFAR-100 in their binary form: records of one or two label bytes and 3072 pixels,
 * 32 × 32, all red ones first, then green, then blue.
 * Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and
 * www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
 */
import { cifarClasses } from "../../../../shared/domain/classNames";
import { say } from "../../../../shared/domain/text";
import { type ArrayImages, atByte, numbered, refusal } from "./source";

const side = 32;
const plane = side * side;
const pixelBytes = 3 * plane;

/** Labels before the pixels: the class in CIFAR-10; coarse, then fine class in CIFAR-100. */
const variants = [
  { labels: 1, classes: 10, name: "CIFAR-10" },
  { labels: 2, classes: 100, name: "CIFAR-100" },
] as const;
type Variant = (typeof variants)[number];

const cifar10 = cifarClasses.map(({ en }) => en);
const coarseClasses = 20;

export const isBatchName = (name: string): boolean => /(^|\/)(data_batch_\d+|test_batch|train|test)\.bin$/.test(name);
export const isTestName = (name: string): boolean => /(^|\/)test(_batch)?\.bin$/.test(name);
export const isClassNames = (name: string): boolean => /(^|\/)(batches\.meta|fine_label_names)\.txt$/.test(name);

const variantOf = (bytes: Uint8Array, size: number): Variant | null =>
  variants.find(({ labels, classes }) => {
    const record = labels + pixelBytes;
    if (size === 0 || size % record !== 0) return false;
    if (labels === 2 && bytes[0]! >= coarseClasses) return false;
    return bytes[labels - 1]! < classes;
  }) ?? null;

/** Without a magic number the length must fit, and the first record's label. */
export const match = (bytes: Uint8Array, size: number): boolean => variantOf(bytes, size) !== null;

export interface Batch {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Cifar {
  readonly title: string;
  readonly classes: string[];
  readonly training: ArrayImages;
  readonly test: ArrayImages | null;
}

/** @throws SaddleError `bad-file` naming the batch and the byte */
export function readCifar(batches: readonly Batch[], classNames: Uint8Array | null): Cifar {
  const sorted = [...batches].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const first = sorted[0]!;
  // Where both lengths would fit, the labels of all records decide.
  const variant =
    variants.find((each) => sorted.every(({ bytes }) => faultOf(bytes, each) === null)) ??
    variantOf(first.bytes, first.bytes.length) ??
    variants[0];
  for (const { name, bytes } of sorted) {
    const fault = faultOf(bytes, variant);
    if (fault === null) continue;
    const { offset, label } = fault;
    throw label === null
      ? refusal(
          name,
          atByte(offset),
          say(
            `the file ends inside a record of ${variant.labels + pixelBytes} bytes`,
            `${variant.labels + pixelBytes}바이트 레코드 도중에 파일이 끝납니다`,
          ),
        )
      : refusal(
          name,
          atByte(offset),
          say(
            `label ${label} is outside 0 to ${variant.classes - 1} of ${variant.name}`,
            `레이블 ${label}: ${variant.name}의 범위 0~${variant.classes - 1}을(를) 벗어났습니다`,
          ),
        );
  }
  const training = sorted.filter(({ name }) => !isTestName(name));
  const test = sorted.filter(({ name }) => isTestName(name));
  return {
    title: variant.name,
    classes: namesOf(variant, classNames),
    // The test batch alone is as good as any to train on.
    training: gather(training.length > 0 ? training : test, variant),
    test: training.length > 0 && test.length > 0 ? gather(test, variant) : null,
  };
}

function faultOf(bytes: Uint8Array, { labels, classes }: Variant): { offset: number; label: number | null } | null {
  const record = labels + pixelBytes;
  if (bytes.length === 0 || bytes.length % record !== 0) return { offset: bytes.length, label: null };
  for (let at = 0; at < bytes.length; at += record) {
    if (labels === 2 && bytes[at]! >= coarseClasses) return { offset: at, label: bytes[at]! };
    const label = bytes[at + labels - 1]!;
    if (label >= classes) return { offset: at + labels - 1, label };
  }
  return null;
}

function namesOf({ classes }: Variant, file: Uint8Array | null): string[] {
  const lines = file === null ? [] : Buffer.from(file.subarray(0, 65_536)).toString("utf8").split(/\r?\n/);
  const named = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (named.length === classes && named.every((name) => name.length <= 100)) return named;
  return classes === 10 ? [...cifar10] : numbered(classes);
}

function gather(batches: readonly Batch[], { labels }: Variant): ArrayImages {
  const record = labels + pixelBytes;
  const count = batches.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const pixels = new Uint8Array(count * pixelBytes);
  const classes = new Uint8Array(count);
  let image = 0;
  for (const { bytes } of batches) {
    for (let at = 0; at < bytes.length; at += record) {
      classes[image] = bytes[at + labels - 1]!;
      let to = image * pixelBytes;
      for (let pixel = at + labels; pixel < at + labels + plane; pixel++) {
        pixels[to] = bytes[pixel]!;
        pixels[to + 1] = bytes[pixel + plane]!;
        pixels[to + 2] = bytes[pixel + 2 * plane]!;
        to += 3;
      }
      image++;
    }
  }
  return { form: "array", count, shape: [side, side, 3], pixels, labels: classes };
}
