/** Zip archives made byte by byte, so that a test can lie in any field of them. */
import { deflateRawSync } from "node:zlib";

export interface EntryText {
  readonly name: string;
  readonly content: string;
  /** Size that the directory claims, bytes; the true one by default. */
  readonly claimed?: number;
  /** Unix mode; a regular file by default. */
  readonly mode?: number;
  readonly stored?: boolean;
}

/** A zip archive of the entries; `offsetBy` moves every local offset that its directory names. */
export function zipOf(entries: readonly EntryText[], offsetBy = 0): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const packed = entry.stored ? content : deflateRawSync(content);
    const name = Buffer.from(entry.name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(entry.stored ? 0 : 8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(entry.claimed ?? content.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(at + offsetBy, 42);
    locals.push(local, name, packed);
    directory.push(central, name);
    at += 30 + name.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
