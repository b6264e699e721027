/*
 * Entries of the shared cache. An entry is a folder with a description (a JSON file that lists its
 * files with size, SHA-256 and time). It is made in a sibling folder and renamed into place when it
 * is whole, so what is there was finished, however the making of another one ended.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { firstDamaged } from "./checksum.mjs";
import { withLock } from "./lock.mjs";
import { codeOf, fileProblem, freeSpace, SetupProblem } from "./problem.mjs";
import { megabytes, say } from "./progress.mjs";

/**
 * @typedef {object} EntryPlan
 * @property {string} folder of the entry
 * @property {string} title what it holds, as "TensorFlow"
 * @property {string} description name of its JSON file
 * @property {number} bytes free disk space that making it takes
 * @property {(staging: string, include: (pid: number) => void) => Promise<Record<string, unknown>>} make fills the
 *   staging folder and returns the description, which must hold `files`
 */

/** @typedef {Record<string, unknown> & { files: import("./checksum.mjs").FileRecords }} Description */

/**
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<Description | undefined>} undefined when there is none, or not a whole one
 */
export async function readDescription(folder, file) {
  try {
    const found = JSON.parse(await readFile(join(folder, file), "utf8"));
    return found && typeof found.files === "object" && found.files ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Refuses to start what the disk cannot hold.
 * @param {string} folder
 * @param {number} bytes
 * @param {string} title
 */
export async function requireSpace(folder, bytes, title) {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new SetupProblem(
    {
      en: `${title} needs ${megabytes(bytes)} of free disk space while it is set up, and ${folder} has ${megabytes(free)}.`,
      ko: `${title}을(를) 설치하는 데 필요한 디스크 공간은 ${megabytes(bytes)}인데 ${folder}에 남은 공간은 ${megabytes(free)}입니다.`,
    },
    freeSpace,
  );
}

/**
 * Names of half-made folders carry the process that made them: what a dead one left is removed.
 * The caller holds the lock of the entry, so no other process makes the same entry.
 * @param {string} folder
 */
async function removeLeftovers(folder) {
  const prefix = `${basename(folder)}.making-`;
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(prefix)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Damaged entries that the person knows of. @type {Set<string>} */
const reported = new Set();

/**
 * The entry's description, without making it.
 * @param {EntryPlan} plan
 * @param {boolean} fully compare every file with its SHA-256
 * @returns {Promise<Description | undefined>} undefined when the entry has to be made
 */
export async function findEntry(plan, fully) {
  const found = await readDescription(plan.folder, plan.description);
  if (!found) return undefined;
  const damaged = await firstDamaged(plan.folder, found.files, fully);
  if (damaged === undefined) return found;
  if (!reported.has(plan.folder))
    say(`${plan.title} in the cache is damaged (${damaged} differs from what was installed); it is set up anew.`);
  reported.add(plan.folder);
  return undefined;
}

/**
 * The entry, made now if it is not there. Two processes that need it at once make it once.
 * @param {EntryPlan} plan
 * @param {boolean} fully
 * @returns {Promise<Description>}
 */
export async function ensureEntry(plan, fully) {
  const found = await findEntry(plan, fully);
  if (found) return found;
  const parent = dirname(plan.folder);
  try {
    await mkdir(parent, { recursive: true });
    return await withLock(
      `${plan.folder}.lock`,
      async ({ include }) => (await findEntry(plan, false)) ?? (await makeEntry(plan, include)),
      () => say(`Another set-up of Saddle is providing ${plan.title}; waiting for it.`),
    );
  } catch (error) {
    throw fileProblem(error, parent);
  }
}

/** @param {EntryPlan} plan @param {(pid: number) => void} include */
async function makeEntry(plan, include) {
  await removeLeftovers(plan.folder);
  await requireSpace(dirname(plan.folder), plan.bytes, plan.title);
  const staging = `${plan.folder}.making-${process.pid}-${randomUUID().slice(0, 8)}`;
  await mkdir(staging);
  try {
    const description = /** @type {Description} */ (await plan.make(staging, include));
    await writeFile(join(staging, plan.description), `${JSON.stringify(description, null, 2)}\n`);
    await replaceFolder(staging, plan.folder);
    return description;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** @param {string} staging @param {string} folder */
async function replaceFolder(staging, folder) {
  const old = `${folder}.making-old-${randomUUID().slice(0, 8)}`;
  const existed = await stat(folder).catch(() => undefined);
  if (existed) await rename(folder, old);
  try {
    await rename(staging, folder);
  } catch (error) {
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  }
  if (existed) await rm(old, { recursive: true, force: true });
}
