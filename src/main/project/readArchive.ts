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
import { codeOf, systemReason } from "../../shared/contract/systemFaults";
import { type Localized, say } from "../../shared/domain/text";
import { crc32 } from "./crc32";
import { badFile, chooseProject, readFault, tooLarge, writeFault } from "./faults";
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

/** What {@link BoundedReader} throws; the zip library passes it on. */
class BeyondEnd extends Error {}

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
      setImmediate(callback, new BeyondEnd());
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
      if (found.isDirectory()) throw badFile(path, say("it is a folder", "폴더입니다"), chooseProject);
      // A pipe or a device would keep whoever opens it waiting.
      if (!found.isFile()) throw badFile(path, say("it is not a file", "파일이 아닙니다"), chooseProject);
      if (found.size === 0) throw badFile(path, say("it is empty", "비어 있습니다"));
      if (found.size > maximumTotalBytes) throw tooLarge(path, found.size);
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
    for (const record of this.manifest.files) await this.unpackOne(record, await place(record.name));
  }

  /**
   * Unpacks one file.
   * @param target path on the disk
   * @returns false where there is no such entry. @throws SaddleError as {@link unpack}
   */
  async extract(name: string, target: string): Promise<boolean> {
    const record = this.manifest.files.find((each) => each.name === name);
    if (record === undefined) return false;
    await this.unpackOne(record, target);
    return true;
  }

  private async unpackOne(record: FileRecord, target: string): Promise<void> {
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

  async close(): Promise<void> {
    await this.file.close();
  }

  private async copy(record: FileRecord, output: FileHandle, target: string): Promise<void> {
    const hash = createHash("sha256");
    await streamEntry(this.path, this.file, this.zip, this.entries.get(record.name)!, async (chunk) => {
      hash.update(chunk);
      await output.writeFile(chunk).catch((cause) => {
        throw writeFault(target, cause);
      });
    });
    if (hash.digest("hex") !== record.sha256) {
      throw wrongChecksum(this.path, record.name);
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
    const { en, ko } = clauseOf(cause);
    throw badFile(
      path,
      en === "" || /signature not found/.test(en)
        ? say(
            "it is not a Saddle project (no zip archive), or it is cut off",
            "Saddle 프로젝트(zip 압축 파일)가 아니거나 잘렸습니다",
          )
        : say(`its zip archive is wrong (${en})`, `zip 압축이 잘못되었습니다 (${ko})`),
    );
  }
}

const wrongChecksum = (path: string, name: string): SaddleError =>
  badFile(path, say(`the checksum of ${name} is wrong`, `${name}의 체크섬이 맞지 않습니다`));

const clauseOf = (cause: unknown): Localized =>
  cause instanceof BeyondEnd
    ? say("it is cut off, or points beyond its end", "잘렸거나 파일 끝 너머를 가리킵니다")
    : systemReason(cause);

/** Everything that can be known of the entries before one is read. */
async function checkDirectory(path: string, zip: ZipFile, size: number): Promise<Map<string, CheckedEntry>> {
  if (zip.entryCount > maximumEntries) {
    throw badFile(path, say(`it has ${zip.entryCount} entries`, `항목이 ${zip.entryCount}개나 됩니다`));
  }
  const entries = new Map<string, CheckedEntry>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const checked = checkEntry(path, entry);
      const { name } = checked;
      if (entries.has(name)) {
        throw badFile(path, say(`it has two entries called ${name}`, `항목 ${name}이(가) 둘 있습니다`));
      }
      entries.set(name, checked);
      total += checked.bytes;
      if (total > maximumTotalBytes) {
        throw badFile(path, say("its entries are too large together", "항목을 합친 크기가 너무 큽니다"));
      }
    }
  } catch (cause) {
    if (cause instanceof SaddleError) throw cause;
    const { en, ko } = clauseOf(cause);
    throw badFile(path, say(`its directory is damaged (${en})`, `zip 목록이 손상되었습니다 (${ko})`));
  }
  checkPlaces(path, [...entries.values()], size);
  return entries;
}

function checkEntry(path: string, entry: Entry): CheckedEntry {
  const raw = entry.fileName as unknown as Buffer;
  const name = raw.length <= maximumNameBytes ? raw.toString("latin1") : "";
  const kind = kindOf(name);
  if (kind === null) {
    const called = JSON.stringify(raw.toString("latin1", 0, 100));
    throw badFile(path, say(`it has an entry called ${called}`, `있을 수 없는 항목이 있습니다: ${called}`));
  }
  const refuse = ({ en, ko }: Localized): never => {
    throw badFile(path, say(`its entry ${name} ${en}`, `항목 ${name}: ${ko}`));
  };
  // The kind of file as Unix keeps it; nothing but a plain file (or nothing stated) is one of ours.
  const unixKind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (unixKind !== 0 && unixKind !== 0o100000) refuse(say("is a link or a folder", "링크나 폴더입니다"));
  if (entry.isEncrypted()) refuse(say("is encrypted", "암호화되어 있습니다"));
  const { compressionMethod: method, compressedSize, uncompressedSize: bytes } = entry;
  const { bytes: maximum, compressed } = entryBounds[kind];
  if (method !== 0 && !(method === 8 && compressed)) {
    refuse(say("is packed in a way that projects are not", "프로젝트에서 쓰지 않는 방식으로 압축되어 있습니다"));
  }
  if (bytes > maximum) refuse(say(`would have ${bytes} bytes`, `압축을 풀면 ${bytes}바이트나 됩니다`));
  if (method === 0 && compressedSize !== bytes) {
    throw badFile(path, say(`the sizes of its entry ${name} disagree`, `항목 ${name}의 두 크기가 서로 다릅니다`));
  }
  if (bytes > ratioFreeBytes && bytes > compressedSize * maximumRatio) {
    const times = Math.round(bytes / compressedSize);
    refuse(say(`would grow ${times} times when unpacked`, `압축을 풀면 ${times}배로 커집니다`));
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
    if (begin < free) {
      throw badFile(path, say(`its entry ${name} overlaps another`, `항목 ${name}이(가) 다른 항목과 겹칩니다`));
    }
    if (end > size) throw cutOff(path, name);
    free = end;
  }
}

const cutOff = (path: string, name: string): SaddleError =>
  badFile(path, say(`its entry ${name} is cut off`, `항목 ${name}이(가) 잘렸습니다`));

/** Streams an entry's bytes, at most as many as the directory states, and no fewer. */
async function streamEntry(
  path: string,
  file: FileHandle,
  zip: ZipFile,
  { entry, name, bytes }: CheckedEntry,
  take: (chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch((cause) => {
    const { en, ko } = clauseOf(cause);
    throw badFile(path, say(`its entry ${name} is damaged (${en})`, `항목 ${name}이(가) 손상되었습니다 (${ko})`));
  });
  if (entry.compressedSize === 0) {
    if (bytes > 0) throw cutOff(path, name);
    return;
  }
  const packed = slice(file, start, start + entry.compressedSize);
  let count = 0;
  const sink = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      count += chunk.length;
      if (count > bytes) {
        throw badFile(path, say(`its entry ${name} is larger than it says`, `항목 ${name}이(가) 적힌 크기보다 큽니다`));
      }
      await take(chunk);
    }
    if (count < bytes) throw cutOff(path, name);
  };
  try {
    if (entry.compressionMethod === 0) await pipeline(packed, sink);
    else await pipeline(packed, createInflateRaw(), sink);
  } catch (error) {
    if (!codeOf(error)?.startsWith("Z_")) throw error;
    const { en, ko } = clauseOf(error);
    throw badFile(
      path,
      say(`its entry ${name} cannot be unpacked (${en})`, `항목 ${name}의 압축을 풀 수 없습니다 (${ko})`),
    );
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
  if (!checked) {
    throw badFile(
      path,
      say(
        "it is not a Saddle project (it has no manifest.json)",
        "Saddle 프로젝트가 아닙니다 (manifest.json이 없습니다)",
      ),
    );
  }
  const chunks: Buffer[] = [];
  await streamEntry(path, file, zip, checked, (chunk) => void chunks.push(chunk));
  const content = Buffer.concat(chunks);
  // Every other entry has a checksum in the manifest; its own is the zip's.
  if (crc32(content) !== checked.entry.crc32) throw wrongChecksum(path, manifestName);
  return content.toString("utf8");
}

/** The archive holds what the manifest lists, and the manifest lists what its runs need; nothing else. */
function checkFiles(path: string, manifest: ArchiveManifest, entries: ReadonlyMap<string, CheckedEntry>): void {
  const refuse = (reason: Localized): never => {
    throw badFile(path, reason);
  };
  const listed = new Set<string>();
  for (const { name, bytes } of manifest.files) {
    if (listed.has(name) || name === manifestName) {
      refuse(say(`its manifest.json lists ${name} twice`, `manifest.json에 ${name}이(가) 두 번 있습니다`));
    }
    listed.add(name);
    const entry = entries.get(name);
    if (!entry) refuse(say(`its entry ${name} is missing`, `항목 ${name}이(가) 없습니다`));
    else if (entry.bytes !== bytes) {
      refuse(
        say(
          `its entry ${name} has ${entry.bytes} bytes instead of ${bytes}`,
          `항목 ${name}의 크기가 ${bytes}바이트여야 하는데 ${entry.bytes}바이트입니다`,
        ),
      );
    }
  }
  const known = new Set<string>();
  for (const { id, checkpoints, samples } of manifest.project.runs) {
    known.add(historyName(id));
    for (const { step, bytes } of checkpoints) {
      const name = checkpointName(id, step);
      known.add(name);
      if (entries.get(name)?.bytes !== bytes) {
        refuse(
          say(
            `its checkpoint ${name} is missing or of another size`,
            `체크포인트 ${name}이(가) 없거나 크기가 다릅니다`,
          ),
        );
      }
    }
    for (const sample of samples) {
      const name = samplesName(id, sample);
      known.add(name);
      if (!listed.has(name)) refuse(say(`its samples ${name} are missing`, `샘플 ${name}이(가) 없습니다`));
    }
  }
  for (const name of entries.keys()) {
    if (name === manifestName) continue;
    if (!listed.has(name)) {
      refuse(say(`its entry ${name} is not in its manifest.json`, `항목 ${name}이(가) manifest.json에 없습니다`));
    }
    if (!known.has(name)) {
      refuse(say(`its entry ${name} belongs to nothing`, `항목 ${name}이(가) 어디에도 속하지 않습니다`));
    }
  }
}
