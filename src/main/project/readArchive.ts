/**
 * Reads a `.saddle` file as something hostile: the whole directory of the zip is checked (names, sizes,
 * places, ratios) before anything is unpacked, the manifest before any other entry, and each entry's
 * bytes against their checksum while they stream. Memory use does not depend on what the file says.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { SaddleError } from "../../shared/contract/errors";
import { crc32 } from "./crc32";
import { badFile, readFault, writeFault } from "./faults";
import { checkpointName, entryBounds, historyName, kindOf, manifestName, samplesName } from "./layout";
import { type ArchiveManifest, archiveManifestSchema, type FileRecord, parseStored } from "./manifest";

const maximumEntries = 100_000;
const maximumTotalBytes = 64 * 1024 ** 3;
const maximumNameBytes = 200;
/** Deflate reaches about 1000; honest histories and manifests stay below 30. */
const maximumRatio = 200;
/** Below this an entry may be as regular as it likes. */
const ratioFreeBytes = 1024 * 1024;
/** Fixed part of an entry's own header, before its name. */
const localHeaderBytes = 30;
const chunkBytes = 128 * 1024;

interface CheckedEntry {
  readonly entry: Entry;
  readonly name: string;
  readonly bytes: number;
}

/** Keeps positions that no file has away from the system, which would throw where nobody can catch it. */
class BoundedReader extends RandomAccessReader {
  private readonly file: FileHandle;
  private readonly size: number;

  constructor(file: FileHandle, size: number) {
    super();
    this.file = file;
    this.size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (!Number.isSafeInteger(position) || position < 0 || position + length > this.size) {
      setImmediate(callback, new Error("it is cut off, or points beyond its end"));
      return;
    }
    this.file.read(buffer, offset, length, position).then(
      ({ bytesRead }) => callback(null, bytesRead),
      (error) => callback(error),
    );
  }
}

/** An open `.saddle` file whose directory and manifest were found sound. */
export class Archive {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: ArchiveManifest;
  private readonly file: FileHandle;
  private readonly zip: ZipFile;
  private readonly entries: ReadonlyMap<string, CheckedEntry>;

  private constructor(
    path: string,
    bytes: number,
    manifest: ArchiveManifest,
    file: FileHandle,
    zip: ZipFile,
    entries: ReadonlyMap<string, CheckedEntry>,
  ) {
    this.path = path;
    this.bytes = bytes;
    this.manifest = manifest;
    this.file = file;
    this.zip = zip;
    this.entries = entries;
  }

  /** @throws SaddleError `bad-file` or `not-found`, naming the file and the reason */
  static async open(path: string): Promise<Archive> {
    let file: FileHandle | null = null;
    try {
      const found = await stat(path);
      if (found.isDirectory()) throw badFile(path, "it is a folder", "Choose a .saddle file.");
      // A pipe or a device would keep whoever opens it waiting.
      if (!found.isFile()) throw badFile(path, "it is not a file", "Choose a .saddle file.");
      if (found.size === 0) throw badFile(path, "it is empty");
      if (found.size > maximumTotalBytes) throw badFile(path, `it has ${found.size} bytes`);
      file = await open(path, "r");
      const zip = await openZip(path, file, found.size);
      const entries = await checkDirectory(path, zip, found.size);
      const text = await readManifest(path, file, zip, entries);
      const manifest = parseStored(text, archiveManifestSchema, path);
      checkFiles(path, manifest, entries);
      return new Archive(path, found.size, manifest, file, zip, entries);
    } catch (error) {
      await file?.close();
      throw readFault(path, error);
    }
  }

  /**
   * Unpacks every file.
   * @param place the path on the disk for an entry's name; its folder exists
   * @throws SaddleError `bad-file` where an entry is not what the manifest says, `disk` where there is no room
   */
  async unpack(place: (name: string) => Promise<string>): Promise<void> {
    for (const record of this.manifest.files) {
      const target = await place(record.name);
      const output = await open(target, "wx").catch((cause) => {
        throw writeFault(target, cause);
      });
      try {
        await this.copy(record, output, target);
      } catch (error) {
        throw readFault(this.path, error);
      } finally {
        await output.close();
      }
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async copy(record: FileRecord, output: FileHandle, target: string): Promise<void> {
    const hash = createHash("sha256");
    await streamEntry(this.file, this.zip, this.entries.get(record.name)!, async (chunk) => {
      hash.update(chunk);
      await output.writeFile(chunk).catch((cause) => {
        throw writeFault(target, cause);
      });
    });
    if (hash.digest("hex") !== record.sha256) {
      throw badFile(this.path, `the checksum of ${record.name} is wrong`);
    }
  }
}

async function openZip(path: string, file: FileHandle, size: number): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new BoundedReader(file, size), size, {
      autoClose: false,
      // Names are checked as the bytes that they are.
      decodeStrings: false,
      validateEntrySizes: false,
    });
  } catch (cause) {
    const reason = cause instanceof Error && /signature not found/.test(cause.message) ? "" : messageOf(cause);
    throw badFile(path, reason || "it is not a Saddle project (no zip archive), or it is cut off");
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Everything that can be known of the entries before one is read. */
async function checkDirectory(path: string, zip: ZipFile, size: number): Promise<Map<string, CheckedEntry>> {
  if (zip.entryCount > maximumEntries) throw badFile(path, `it has ${zip.entryCount} entries`);
  const entries = new Map<string, CheckedEntry>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const checked = checkEntry(path, entry);
      if (entries.has(checked.name)) throw badFile(path, `it has two entries called ${checked.name}`);
      entries.set(checked.name, checked);
      total += checked.bytes;
      if (total > maximumTotalBytes) throw badFile(path, "its entries are too large together");
    }
  } catch (cause) {
    throw cause instanceof SaddleError ? cause : badFile(path, `its directory is damaged (${messageOf(cause)})`);
  }
  checkPlaces(path, [...entries.values()], size);
  return entries;
}

function checkEntry(path: string, entry: Entry): CheckedEntry {
  const raw = entry.fileName as unknown as Buffer;
  const name = raw.length <= maximumNameBytes ? raw.toString("latin1") : "";
  const kind = kindOf(name);
  if (kind === null) throw badFile(path, `it has an entry called ${JSON.stringify(raw.toString("latin1", 0, 100))}`);
  // The kind of file as Unix keeps it; nothing but a plain file (or nothing stated) is one of ours.
  const unixKind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (unixKind !== 0 && unixKind !== 0o100000) throw badFile(path, `its entry ${name} is a link or a folder`);
  if (entry.isEncrypted()) throw badFile(path, `its entry ${name} is encrypted`);
  const { compressionMethod: method, compressedSize, uncompressedSize: bytes } = entry;
  const { bytes: maximum, compressed } = entryBounds[kind];
  if (method !== 0 && !(method === 8 && compressed)) {
    throw badFile(path, `its entry ${name} is packed in a way that projects are not`);
  }
  if (bytes > maximum) throw badFile(path, `its entry ${name} would have ${bytes} bytes`);
  if (method === 0 && compressedSize !== bytes) throw badFile(path, `the sizes of its entry ${name} disagree`);
  if (bytes > ratioFreeBytes && bytes > compressedSize * maximumRatio) {
    throw badFile(path, `its entry ${name} would grow ${Math.round(bytes / compressedSize)} times when unpacked`);
  }
  return { entry, name, bytes };
}

/** No two entries share bytes, which is how a small file pretends to hold a large one. */
function checkPlaces(path: string, entries: readonly CheckedEntry[], size: number): void {
  const places = entries.map(({ entry, name }) => ({
    name,
    begin: entry.relativeOffsetOfLocalHeader,
    end: entry.relativeOffsetOfLocalHeader + localHeaderBytes + name.length + entry.compressedSize,
  }));
  places.sort((a, b) => a.begin - b.begin);
  let free = 0;
  for (const { name, begin, end } of places) {
    if (begin < free) throw badFile(path, `its entry ${name} overlaps another`);
    if (end > size) throw badFile(path, `its entry ${name} is cut off`);
    free = end;
  }
}

/** Streams an entry's bytes, at most as many as the directory states, and no fewer. */
async function streamEntry(
  file: FileHandle,
  zip: ZipFile,
  { entry, name, bytes }: CheckedEntry,
  take: (chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  if (entry.compressedSize === 0) {
    if (bytes > 0) throw new Error(`its entry ${name} is cut off`);
    return;
  }
  const packed = slice(file, start, start + entry.compressedSize);
  let count = 0;
  const sink = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      count += chunk.length;
      if (count > bytes) throw new Error(`its entry ${name} is larger than it says`);
      await take(chunk);
    }
    if (count < bytes) throw new Error(`its entry ${name} is cut off`);
  };
  try {
    if (entry.compressionMethod === 0) await pipeline(packed, sink);
    else await pipeline(packed, createInflateRaw(), sink);
  } catch (error) {
    const damaged = (error as NodeJS.ErrnoException).code?.startsWith("Z_");
    throw damaged ? new Error(`its entry ${name} cannot be unpacked (${messageOf(error)})`) : error;
  }
}

async function* slice(file: FileHandle, begin: number, end: number): AsyncGenerator<Buffer> {
  for (let at = begin; at < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readManifest(
  path: string,
  file: FileHandle,
  zip: ZipFile,
  entries: ReadonlyMap<string, CheckedEntry>,
): Promise<string> {
  const checked = entries.get(manifestName);
  if (!checked) throw badFile(path, "it is not a Saddle project (it has no manifest.json)");
  const chunks: Buffer[] = [];
  await streamEntry(file, zip, checked, (chunk) => void chunks.push(chunk));
  const content = Buffer.concat(chunks);
  // Every other entry has a checksum in the manifest; its own is the zip's.
  if (crc32(content) !== checked.entry.crc32) throw badFile(path, "the checksum of manifest.json is wrong");
  return content.toString("utf8");
}

/** The archive holds what the manifest lists, and the manifest lists what its runs need; nothing else. */
function checkFiles(path: string, manifest: ArchiveManifest, entries: ReadonlyMap<string, CheckedEntry>): void {
  const listed = new Set<string>();
  for (const { name, bytes } of manifest.files) {
    if (listed.has(name) || name === manifestName) throw badFile(path, `its manifest.json lists ${name} twice`);
    listed.add(name);
    const entry = entries.get(name);
    if (!entry) throw badFile(path, `its entry ${name} is missing`);
    if (entry.bytes !== bytes) throw badFile(path, `its entry ${name} has ${entry.bytes} bytes instead of ${bytes}`);
  }
  const known = new Set<string>();
  for (const { id, checkpoints, samples } of manifest.project.runs) {
    known.add(historyName(id));
    for (const { step, bytes } of checkpoints) {
      const name = checkpointName(id, step);
      known.add(name);
      if (entries.get(name)?.bytes !== bytes)
        throw badFile(path, `its checkpoint ${name} is missing or of another size`);
    }
    for (const { step } of samples) {
      const name = samplesName(id, step);
      known.add(name);
      if (!listed.has(name)) throw badFile(path, `its picture ${name} is missing`);
    }
  }
  for (const name of entries.keys()) {
    if (name === manifestName) continue;
    if (!listed.has(name)) throw badFile(path, `its entry ${name} is not in its manifest.json`);
    if (!known.has(name)) throw badFile(path, `its entry ${name} belongs to nothing`);
  }
}
