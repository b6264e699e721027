/** Data files as others make them, from the descriptions of their formats and not from Saddle's readers. */
import { gzipSync } from "node:zlib";
import { encode } from "fast-png";
import { ZipFile } from "yazl";

export const idx = (dimensions: readonly number[], values: ArrayLike<number>): Buffer => {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, Buffer.from(values)]);
};

/** An `.npy` of version 1 around a dictionary and values. */
export const npyOf = (dictionary: string, values: Uint8Array): Buffer => {
  const text = `${dictionary.padEnd(117)}\n`;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  return Buffer.concat([start, Buffer.from(text, "latin1"), values]);
};

export const npy = (descr: string, shape: readonly number[], values: Uint8Array, order = "False"): Buffer =>
  npyOf(
    `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.map((side) => `${side},`).join(" ")}), }`,
    values,
  );

/** A tar (ustar) of regular files; a type other than "0" makes links and the like. */
export function tar(files: readonly { name: string; bytes: Uint8Array; type?: string }[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, bytes, type = "0" } of files) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write("0000644\0", 100);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write(type, 156);
    header.write("ustar\u000000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const tarGz = (files: Parameters<typeof tar>[0]): Buffer => gzipSync(tar(files));

/** Records of CIFAR; a pixel's red is its place, its green the label and its blue the record. */
export function cifarBatch(labels: readonly (readonly number[])[]): Buffer {
  return Buffer.concat(
    labels.map((label, record) =>
      Buffer.concat([
        Buffer.from(label),
        Buffer.from(Array.from({ length: 1024 }, (_, at) => at % 256)),
        Buffer.alloc(1024, label.at(-1)),
        Buffer.alloc(1024, record),
      ]),
    ),
  );
}

/** A PNG of one grey. */
export const png = (side: number, grey: number): Buffer =>
  Buffer.from(
    encode({ width: side, height: side, data: new Uint8Array(side * side).fill(grey), depth: 8, channels: 1 }),
  );

export async function zip(files: readonly { name: string; bytes: Uint8Array; mode?: number }[]): Promise<Buffer> {
  const made = new ZipFile();
  for (const { name, bytes, mode } of files) {
    made.addBuffer(Buffer.from(bytes), name, { mtime: new Date(0), ...(mode === undefined ? {} : { mode }) });
  }
  made.end();
  const chunks: Buffer[] = [];
  for await (const chunk of made.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
