/** Any source by its path: what it is is told by its bytes, never by its name's ending. */
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SaddleError } from "../../../../shared/contract/errors";
import { say } from "../../../../shared/domain/text";
import { pictureFormat } from "../pictures/header";
import { arrange } from "./arrange";
import { type NamedArray, readArrays } from "./arrays";
import { headBytes, isGzip, readHead, readWhole, sha256, type UnpackingWatch, unpacked, unpackedHead } from "./bytes";
import * as cifar from "./cifar";
import { isLitterPath, walk } from "./folder";
import * as idx from "./idxPairs";
import * as npy from "./npy";
import * as safetensors from "./safetensors";
import {
  classesOf,
  empty,
  type FileImages,
  mostArrayBytes,
  mostPictureBytes,
  type PictureFile,
  refusal,
  type Skipped,
  type Source,
  unreadable,
} from "./source";
import * as tar from "./tar";
import * as zip from "./zip";

type Format = "idx" | "cifar" | "npy" | "safetensors" | "zip" | "tar" | "picture";

/** Those with a magic number first; CIFAR has none. */
function formatOf(head: Uint8Array, size: number): Format | null {
  if (npy.match(head)) return "npy";
  if (zip.match(head)) return "zip";
  if (pictureFormat(head) !== null) return "picture";
  if (idx.match(head)) return "idx";
  if (safetensors.match(head)) return "safetensors";
  if (tar.match(head)) return "tar";
  if (cifar.match(head, size)) return "cifar";
  return null;
}

const nothingHeld = async (): Promise<void> => undefined;

/**
 * Opens what a person named.
 * @param path absolute, a file or a folder
 * @param watch told while something that is packed as a whole is unpacked
 * @throws SaddleError `not-found`, or `bad-file` naming the file, the offset or field, and the reason
 */
export async function openSource(path: string, watch?: UnpackingWatch): Promise<Source> {
  return evenly(await openAny(path, watch));
}

/** Labels of all pictures or of none: held-out ones without labels are left out beside others that have some. */
function evenly(source: Source): Source {
  const { training, test, classes } = source;
  if (training.form !== "array" || classes === null) return source;
  if (training.labels === null)
    return { ...source, classes: null, test: test && ({ ...test, labels: null } as typeof test) };
  if (test === null || test.form !== "array" || test.labels !== null) return source;
  const note = say(
    "Held-out pictures have no labels and are left out.",
    "테스트 이미지에는 레이블이 없어 쓰지 않습니다.",
  );
  return { ...source, test: null, notes: [...source.notes, note] };
}

async function openAny(path: string, watch: UnpackingWatch | undefined): Promise<Source> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (found.isDirectory()) return openFolder(await realpath(path));
  if (!found.isFile()) throw new SaddleError("bad-file", say(`${path} is not a file.`, `파일이 아닙니다: ${path}.`));
  if (found.size === 0) throw refusal(path, say("byte 0", "바이트 0"), say("it is empty", "비어 있습니다"));
  const { head, size } = await readHead(path);
  const packed = isGzip(head);
  const start = packed ? await unpackedHead(head, path) : head;
  const format = formatOf(start, packed ? Number.NaN : size);
  switch (format) {
    case "idx":
      return openIdx(path, dirname(path), path);
    case "cifar":
      return openCifar(path, dirname(path));
    case "npy":
    case "safetensors": {
      const whole = await readWhole(path);
      const bytes = packed ? Buffer.concat(await all(unpacked(whole, path, watching(watch)))) : whole;
      const arrays =
        format === "npy" ? [npy.npyArray(bytes, "array", path)] : safetensors.safetensorsArrays(bytes, path);
      return fromArrays(path, format, arrays, sha256(bytes));
    }
    case "zip":
      return openZip(path);
    case "tar":
      return openTar(path, packed, watch);
    case "picture":
      throw refusal(
        path,
        say("content", "내용"),
        say("it is a single picture", "이미지 한 장입니다"),
        say("Choose the folder that holds the pictures.", "이미지가 든 폴더를 고르세요."),
      );
    default: {
      const first = [...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
      throw refusal(
        path,
        say("byte 0", "바이트 0"),
        say(`its first bytes (${first}) are of no known format`, `알려진 형식이 아닙니다. 처음 바이트: ${first}`),
        say(
          "Use a folder or zip of pictures, IDX or CIFAR files, .npy, .npz or safetensors.",
          "이미지 폴더나 zip, IDX나 CIFAR 파일, .npy, .npz, safetensors를 쓰세요.",
        ),
      );
    }
  }
}

const watching = (watch: UnpackingWatch | undefined) => (watch ? { watch } : {});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

/** Files of a folder that begin like IDX, packed or not. */
async function idxCandidates(folder: string): Promise<idx.IdxCandidate[]> {
  const candidates: idx.IdxCandidate[] = [];
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unreadable(folder, cause);
  });
  for (const name of names
    .filter((each) => !isLitterPath(each))
    .sort()
    .slice(0, 200)) {
    const path = join(folder, name);
    try {
      if (!(await stat(path)).isFile()) continue;
      const { head } = await readHead(path);
      const start = isGzip(head) ? await unpackedHead(head, path) : head;
      if (idx.match(start)) candidates.push({ path, head });
    } catch {
      // Another file's fault is not the set's.
    }
  }
  return candidates;
}

async function openIdx(path: string, folder: string, chosen: string | null): Promise<Source> {
  const beside = await idxCandidates(folder).catch(() => []);
  const { head } = chosen === null ? { head: null } : await readHead(chosen);
  const candidates =
    chosen === null || beside.some((each) => each.path === chosen) ? beside : [{ path: chosen, head: head! }];
  const { title, classes: named, training, test, content } = await idx.readIdx(candidates, path, chosen);
  const numbered = classesOf(training.labels, test?.labels ?? null);
  const classes = numbered === null ? null : (named ?? numbered);
  return { kind: "idx", title, classes, training, test, skipped: [], notes: [], content, close: nothingHeld };
}

/** A batch alone, or all of its folder where a folder was named. */
async function openCifar(path: string, folder: string): Promise<Source> {
  const bytes = await readWhole(path);
  const meta = await classNamesIn(folder);
  return fromCifar(path, [{ name: path, bytes }], meta);
}

async function classNamesIn(folder: string): Promise<Uint8Array | null> {
  for (const name of ["batches.meta.txt", "fine_label_names.txt"]) {
    const bytes = await readWhole(join(folder, name), 65_536).catch(() => null);
    if (bytes !== null) return bytes;
  }
  return null;
}

function fromCifar(path: string, batches: readonly cifar.Batch[], names: Uint8Array | null): Source {
  const { title, classes, training, test } = cifar.readCifar(batches, names);
  const sorted = [...batches].sort((a, b) => (basename(a.name) < basename(b.name) ? -1 : 1));
  const content = sha256(Buffer.from(sorted.map(({ bytes }) => sha256(bytes)).join("\n")));
  const name = basename(path);
  return {
    kind: "cifar",
    title: /cifar/i.test(name) ? title : `${title} (${name})`,
    classes,
    training,
    test,
    skipped: [],
    notes: [],
    content,
    close: nothingHeld,
  };
}

async function fromArrays(
  path: string,
  kind: "npy" | "npz" | "safetensors",
  arrays: readonly NamedArray[],
  content: string,
): Promise<Source> {
  const { classes, training, test, notes } = await readArrays(path, arrays);
  return { kind, title: basename(path), classes, training, test, skipped: [], notes, content, close: nothingHeld };
}

async function openZip(path: string): Promise<Source> {
  const opened = await zip.openZip(path);
  try {
    const members = opened.members.filter(({ name }) => !isLitterPath(name));
    if (members.length > 0 && members.every(({ name }) => name.endsWith(".npy"))) {
      const arrays: NamedArray[] = [];
      const hashes: string[] = [];
      let total = 0;
      for (const member of members) {
        total += member.size;
        const bytes = await member.read(Math.max(0, mostArrayBytes - total + member.size));
        hashes.push(`${member.name} ${sha256(bytes)}`);
        arrays.push(npy.npyArray(bytes, member.name.replace(/\.npy$/, ""), `${path}/${member.name}`));
      }
      const source = await fromArrays(path, "npz", arrays, sha256(Buffer.from(hashes.sort().join("\n"))));
      await opened.close();
      return source;
    }
    const csv = members.filter(({ name }) => /\.csv$/i.test(name));
    const table = csv.length === 1 ? { name: csv[0]!.name, text: textOf(await csv[0]!.read(mostTableBytes)) } : null;
    const files = members
      .filter((member) => !csv.includes(member))
      .map(({ name, read }) => ({ name, path: null, read: () => read(mostPictureBytes) }));
    return { ...fromFiles(path, "zip", files, table, opened.skipped), close: opened.close };
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
}

/** A table of a million names. */
const mostTableBytes = 64 * 2 ** 20;
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

async function openTar(path: string, packed: boolean, watch: UnpackingWatch | undefined): Promise<Source> {
  const whole = await readWhole(path);
  const chunks = packed ? unpacked(whole, path, watching(watch)) : single(whole);
  const batches: cifar.Batch[] = [];
  const files: { name: string; bytes: Uint8Array }[] = [];
  let names: Uint8Array | null = null;
  let table: { name: string; text: string } | null = null;
  let total = 0;
  for await (const { name, bytes } of tar.tarEntries(chunks, path, mostPictureBytes, (each) => !isLitterPath(each))) {
    total += bytes.length;
    if (total > mostArrayBytes) {
      throw refusal(
        path,
        say(`file ${name}`, `파일 ${name}`),
        say("all files together are too large", "모든 파일을 합치면 너무 큽니다"),
      );
    }
    if (cifar.isBatchName(name)) batches.push({ name: `${path}/${basename(name)}`, bytes });
    else if (cifar.isClassNames(name)) names = bytes;
    else if (/\.csv$/i.test(name)) table = { name, text: textOf(bytes) };
    else files.push({ name, bytes });
  }
  if (batches.length > 0) return fromCifar(path, batches, names);
  return fromFiles(
    path,
    "tar",
    files.map(({ name, bytes }) => ({ name, path: null, read: async () => bytes })),
    table,
    [],
  );
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function openFolder(path: string): Promise<Source> {
  const candidates = await idxCandidates(path);
  if (candidates.length > 0) return openIdx(path, path, null);
  const { files, skipped } = await walk(path);
  const batches = files.filter(({ name }) => cifar.isBatchName(name));
  if (batches.length > 0) {
    const read: cifar.Batch[] = [];
    for (const batch of batches) read.push({ name: batch.path, bytes: await readWhole(batch.path, 256 * 2 ** 20) });
    return fromCifar(path, read, await classNamesIn(dirname(batches[0]!.path)));
  }
  const csv = files.filter(({ name }) => /\.csv$/i.test(name));
  const table =
    csv.length === 1 ? { name: csv[0]!.name, text: textOf(await readWhole(csv[0]!.path, mostTableBytes)) } : null;
  const pictures = files
    .filter((file) => !csv.includes(file))
    .map(({ name, path }) => ({ name, path, read: () => readWhole(path, mostPictureBytes) }));
  return fromFiles(path, "folder", pictures, table, skipped);
}

/** Files that are pictures as far as one can tell without reading them; the others turn out when they are read. */
function fromFiles(
  path: string,
  kind: "folder" | "zip" | "tar",
  files: readonly Omit<PictureFile, "label">[],
  table: { name: string; text: string } | null,
  skipped: readonly Skipped[],
): Source {
  const likely = files.filter(({ name }) => !isLitterPath(name) && !isDocument(name));
  if (likely.length === 0) {
    throw empty(
      path,
      say(`${files.length} files, none of them a picture`, `파일 ${files.length}개 가운데 이미지가 없습니다`),
    );
  }
  const { classes, labels, test, notes } = arrange(
    likely.map(({ name }) => name),
    table,
  );
  const part = (held: boolean): FileImages => {
    const chosen: PictureFile[] = [];
    likely.forEach((file, at) => {
      if (test[at] === held) chosen.push({ ...file, label: labels[at] ?? null });
    });
    return { form: "files", count: chosen.length, files: chosen };
  };
  const [training, held] = [part(false), part(true)];
  return {
    kind,
    title: basename(path),
    classes,
    training,
    test: held.count > 0 ? held : null,
    skipped,
    notes,
    content: null,
    close: nothingHeld,
  };
}

/** Read-me files and the like beside pictures are no pictures that failed. */
const isDocument = (name: string): boolean => /\.(txt|md|json|xml|html?|pdf|py|ya?ml|log)$/i.test(name);

/**
 * What tells that a source may have changed, without reading it: names, lengths and times of its files.
 * @throws SaddleError `not-found`, `bad-file`
 */
export async function fingerprint(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const lines: string[] = [path];
  if (found.isDirectory()) {
    const { files } = await walk(await realpath(path));
    for (const { name, size, changed } of files) lines.push(`${name} ${size} ${changed}`);
  } else {
    lines.push(`${found.size} ${found.mtimeMs} ${found.ino}`);
    const { head } = await readHead(path, headBytes);
    const start = isGzip(head) ? await unpackedHead(head, path) : head;
    // Labels and held-out pictures lie beside an IDX file.
    if (idx.match(start) || cifar.match(head, found.size)) {
      for (const name of (await readdir(dirname(path)).catch(() => [])).sort()) {
        const beside = await lstat(join(dirname(path), name)).catch(() => null);
        if (beside?.isFile()) lines.push(`${name} ${beside.size} ${beside.mtimeMs}`);
      }
    }
  }
  return sha256(Buffer.from(lines.join("\n")));
}
