/** Zip files as somebody with bad intentions would make them: every field can be set. */
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../../src/main/project/crc32";

export interface ZipEntry {
  name: string;
  content: Uint8Array;
  deflated?: boolean;
  /** What the directory says instead of the truth. */
  says?: { bytes?: number; compressedBytes?: number; crc?: number; method?: number; offset?: number; flags?: number };
  /** Kind and permissions as Unix keeps them. */
  mode?: number;
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** @param says what the end record says instead of the truth */
export function zipOf(entries: readonly ZipEntry[], says: { count?: number; directory?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflated = false, says: entrySays = {}, mode = 0o100644 } of entries) {
    const data = deflated ? deflateRawSync(content) : Buffer.from(content);
    const raw = Buffer.from(name, "latin1");
    const method = u16(entrySays.method ?? (deflated ? 8 : 0));
    const common = [
      u16(entrySays.flags ?? 0),
      method,
      u32(0),
      u32(entrySays.crc ?? crc32(content)),
      u32(entrySays.compressedBytes ?? data.length),
      u32(entrySays.bytes ?? content.length),
      u16(raw.length),
    ];
    const local = Buffer.concat([u32(0x04034b50), u16(20), ...common, u16(0), raw, data]);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16((3 << 8) | 63),
        u16(20),
        ...common,
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32((mode << 16) >>> 0),
        u32(entrySays.offset ?? offset),
        raw,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = says.count ?? entries.length;
  const end = [
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(count),
    u16(count),
    u32(central.length),
    u32(says.directory ?? offset),
  ];
  return Buffer.concat([...parts, central, ...end, u16(0)]);
}

/** The end records of a zip whose directory lies, by its own account, at a place that no file has. */
export function zip64Beyond(): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(46n, 40);
  record.writeBigUInt64LE(2n ** 63n, 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.fill(0xff, 8, 20);
  return Buffer.concat([record, locator, end]);
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
