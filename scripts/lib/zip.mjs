/*
 * Reads zip archives (Python wheels and Electron's releases) with Node's own modules: npm packages are
 * not installed yet when the first archive arrives. Every figure in an archive is checked before it is
 * used: entry count, sizes, offsets, and that no entry leaves the folder that it is unpacked to.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { SetupProblem } from "./problem.mjs";

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const mostEntries = 100_000;
/** Largest entry that is unpacked, bytes: TensorFlow's CUDA library has 1.1 GB. */
const mostBytes = 3_000_000_000;
/** Deflate cannot pack tighter than about 1 : 1032; what claims more is not a deflated file. */
const highestRatio = 1100;

/** @typedef {{ name: string, method: number, packed: number, size: number, offset: number, mode: number }} ZipEntry */

/** @param {string} archive @param {string} what */
function damaged(archive, what) {
  return new SetupProblem(
    { en: `The archive ${archive} is damaged: ${what}.`, ko: `압축 파일 ${archive}이(가) 손상되었습니다 (${what}).` },
    {
      en: "Run the command again: the file is downloaded anew.",
      ko: "명령을 다시 실행하면 파일을 새로 내려받습니다.",
    },
  );
}

/**
 * @param {string} name of an entry
 * @returns {boolean} whether it stays inside the folder that it is unpacked to, on every system
 */
export function isInside(name) {
  if (name === "" || name.includes("\0") || name.includes("\\") || name.includes(":")) return false;
  if (name.startsWith("/")) return false;
  return !name.split("/").includes("..");
}

/**
 * @param {string} archive path
 * @returns {Promise<ZipEntry[]>} files and links; folders are left out
 */
export async function readZip(archive) {
  const file = await open(archive);
  try {
    const { size: total } = await file.stat();
    const tailSize = Math.min(total, 22 + 0xffff);
    const tail = Buffer.alloc(tailSize);
    await file.read(tail, 0, tailSize, total - tailSize);
    let end = tailSize - 22;
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
    if (end < 0) throw damaged(archive, "it has no directory");
    const count = tail.readUInt16LE(end + 10);
    const size = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (count === 0xffff || start === 0xffffffff)
      throw damaged(archive, "it is of the 64-bit kind, which no download here is");
    if (count > mostEntries || start + size > total) throw damaged(archive, "its directory lies outside of it");
    const directory = Buffer.alloc(size);
    await file.read(directory, 0, size, start);
    return parseDirectory(archive, directory, count, start);
  } finally {
    await file.close();
  }
}

/**
 * @param {string} archive @param {Buffer} directory @param {number} count
 * @param {number} limit offset at which the directory starts: every entry lies before it
 */
function parseDirectory(archive, directory, count, limit) {
  /** @type {ZipEntry[]} */
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== centralSignature) {
      throw damaged(archive, `its directory ends at entry ${index} of ${count}`);
    }
    const nameLength = directory.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damaged(archive, `its directory ends at entry ${index} of ${count}`);
    const entry = {
      name: directory.toString("utf8", at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      mode: directory.readUInt32LE(at + 38) >>> 16,
    };
    if (!isInside(entry.name)) throw damaged(archive, `the entry ${JSON.stringify(entry.name)} leaves the folder`);
    const claims = entry.size > mostBytes || entry.size > (entry.packed + 64) * highestRatio;
    if (claims || entry.offset + 30 + entry.packed > limit) {
      throw damaged(archive, `the entry ${entry.name} claims an impossible size`);
    }
    if (!entry.name.endsWith("/")) entries.push(entry);
    at = next;
  }
  return entries;
}

/** @param {string} archive @param {ZipEntry} entry */
async function openEntry(archive, entry) {
  const header = Buffer.alloc(30);
  const file = await open(archive);
  try {
    await file.read(header, 0, 30, entry.offset);
  } finally {
    await file.close();
  }
  if (header.readUInt32LE(0) !== localSignature)
    throw damaged(archive, `the entry ${entry.name} is not where it should be`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.packed === 0) return undefined;
  return createReadStream(archive, { start, end: start + entry.packed - 1, highWaterMark: 1 << 18 });
}

/**
 * Unpacks one entry; a file appears under its name only when it is whole.
 * @param {string} archive
 * @param {ZipEntry} entry
 * @param {string} target path of the file to write
 * @param {(bytes: number) => void} [onBytes]
 * @returns {Promise<string>} SHA-256 of the content
 */
export async function unpackEntry(archive, entry, target, onBytes) {
  if (entry.method !== 0 && entry.method !== 8)
    throw damaged(archive, `the entry ${entry.name} is packed in an unknown way`);
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.partial`;
  const hash = createHash("sha256");
  let size = 0;
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      size += chunk.length;
      if (size > entry.size) return done(damaged(archive, `the entry ${entry.name} is larger than it says`));
      hash.update(chunk);
      onBytes?.(chunk.length);
      done(null, chunk);
    },
  });
  const source = await openEntry(archive, entry);
  const mode = entry.mode & 0o111 ? 0o755 : 0o644;
  const sink = createWriteStream(partial, { mode });
  try {
    if (!source) sink.end();
    if (!source)
      await new Promise((resolve, reject) => sink.on("finish", () => resolve(undefined)).on("error", reject));
    else if (entry.method === 0) await pipeline(source, measure, sink);
    else await pipeline(source, createInflateRaw({ chunkSize: 1 << 18 }), measure, sink);
  } catch (error) {
    await rm(partial, { force: true });
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw code.startsWith("Z_") ? damaged(archive, `the entry ${entry.name} does not unpack`) : error;
  }
  if (size !== entry.size) {
    await rm(partial, { force: true });
    throw damaged(archive, `the entry ${entry.name} is shorter than it says`);
  }
  await rename(partial, target);
  return hash.digest("hex");
}

/** @param {ZipEntry} entry */
const isLink = (entry) => (entry.mode & 0o170000) === 0o120000;

/**
 * Unpacks an archive, or what `select` picks of it.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | undefined} [select] path inside the folder, or undefined to leave an entry out
 * @param {(done: number, total: number) => void} [onProgress] bytes
 * @returns {Promise<string[]>} paths inside the folder
 */
export async function unzip(archive, folder, select = (name) => name, onProgress) {
  const chosen = (await readZip(archive)).flatMap((entry) => {
    const path = select(entry.name);
    return path === undefined ? [] : [{ entry, path }];
  });
  const total = chosen.reduce((sum, { entry }) => sum + entry.size, 0);
  let done = 0;
  const count = (/** @type {number} */ bytes) => {
    done += bytes;
    onProgress?.(done, total);
  };
  // Links last, and only those that stay inside: no file can then be written through one.
  for (const { entry, path } of chosen)
    if (!isLink(entry)) await unpackEntry(archive, entry, join(folder, path), count);
  for (const { entry, path } of chosen) if (isLink(entry)) await unpackLink(archive, entry, folder, path);
  return chosen.map(({ path }) => path);
}

/** @param {string} archive @param {ZipEntry} entry @param {string} folder @param {string} path */
async function unpackLink(archive, entry, folder, path) {
  if (entry.size > 1024) throw damaged(archive, `the link ${entry.name} is too long`);
  const chunks = [];
  const source = await openEntry(archive, entry);
  if (source)
    for await (const chunk of entry.method === 8 ? source.pipe(createInflateRaw()) : source) chunks.push(chunk);
  const target = Buffer.concat(chunks).toString("utf8");
  const inside = !posix.isAbsolute(target) && isInside(posix.join(posix.dirname(path), target));
  if (!inside) throw damaged(archive, `the link ${entry.name} leaves the folder`);
  const at = join(folder, path);
  await mkdir(dirname(at), { recursive: true });
  if ((await readlink(at).catch(() => undefined)) === target) return;
  await symlink(target, at);
}
