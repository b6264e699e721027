/**
 * A journal as a folder: the manifest, the runs' files, a lock of whoever holds it, and, while nothing
 * is unsaved, a note of what it equals. A folder without a manifest was never finished, or is half gone.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf } from "../../shared/contract/systemFaults";
import type { Recoverable } from "../../shared/domain/project";
import { replaceFile, syncFolder } from "./durable";
import { readFault, tooLarge, writeFault } from "./faults";
import { lastRecorded } from "./historyFormat";
import { entryBounds, historyName, manifestName } from "./layout";
import { isHeld, realPathOf } from "./lock";
import { formatFor, journalManifestSchema, type Manifest, madeBy, parseStored, toStored } from "./manifest";

const idPattern = /^[0-9a-f-]{36}$/;
const savedName = "saved.json";
/** A folder younger than this without a manifest may be somebody's beginning. */
const beginningMilliseconds = 60_000;

const savedSchema = z.strictObject({
  /** Size and time of change of the project's file when it was last the same; null for a new project. */
  file: z.strictObject({ bytes: z.int().min(0), changedAt: z.number() }).nullable(),
});
type Saved = z.infer<typeof savedSchema>;

export const isJournalId = (id: string): boolean => idPattern.test(id);

/** @returns the id of a new, empty folder in `root` */
export async function makeJournalFolder(root: string): Promise<string> {
  const id = randomUUID();
  try {
    await mkdir(join(root, id), { recursive: true });
  } catch (cause) {
    throw writeFault(root, cause);
  }
  return id;
}

/** @throws SaddleError `not-found` where there is none, `bad-file` where it cannot be read */
export async function readJournalManifest(folder: string): Promise<{ manifest: Manifest; changedAt: number }> {
  const path = join(folder, manifestName);
  try {
    const { size } = await stat(path);
    if (size > entryBounds.manifest.bytes) throw tooLarge(path, size);
    const { project, changedAt } = parseStored(await readFile(path, "utf8"), journalManifestSchema, path);
    return { manifest: project, changedAt };
  } catch (error) {
    throw readFault(path, error);
  }
}

/** @throws SaddleError `disk` */
export async function writeJournalManifest(folder: string, project: Manifest): Promise<void> {
  const content: z.infer<typeof journalManifestSchema> = {
    format: formatFor(project),
    madeBy,
    changedAt: Date.now(),
    project,
  };
  await replaceFile(join(folder, manifestName), toStored(content));
}

/** Notes that nothing is unsaved. @param path the project's file; null for a new project */
export async function markSaved(folder: string, path: string | null): Promise<void> {
  const found = path === null ? null : await stat(path);
  const saved: Saved = { file: found && { bytes: found.size, changedAt: found.mtimeMs } };
  await replaceFile(join(folder, savedName), JSON.stringify(saved), { sync: false });
}

/** @throws SaddleError `disk` */
export async function markChanged(folder: string): Promise<void> {
  const path = join(folder, savedName);
  await rm(path, { force: true }).catch((cause) => {
    throw writeFault(path, cause);
  });
  // A power cut must not bring the note back to a journal that has changed since.
  await syncFolder(folder);
}

/** Whether a journal holds something that its file does not. */
export async function isUnsaved(folder: string, path: string | null): Promise<boolean> {
  const text = await readFile(join(folder, savedName), "utf8").catch(() => "null");
  let saved: Saved;
  try {
    saved = savedSchema.parse(JSON.parse(text));
  } catch {
    return true;
  }
  if (saved.file === null || path === null) return false;
  const found = await stat(path).catch(() => null);
  return found === null || found.size !== saved.file.bytes || found.mtimeMs !== saved.file.changedAt;
}

/** Removes a journal, the manifest first, so that what a crash leaves of it is no journal. */
export async function removeJournalFolder(folder: string): Promise<void> {
  await rm(join(folder, manifestName), { force: true });
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Journals whose process is gone and that hold something unsaved, latest change first. What is left of
 * others that nobody holds is swept away.
 */
export async function listLeftovers(root: string): Promise<Recoverable[]> {
  const leftovers: Recoverable[] = [];
  for (const id of await readdir(root).catch(() => [])) {
    const folder = join(root, id);
    if (!isJournalId(id) || (await isHeld(folder))) continue;
    const leftover = await describeLeftover(folder, id).catch((error) => {
      // Of another version, or damaged: left for whoever can read it.
      if (codeOf(error) !== null) return null;
      throw error;
    });
    if (leftover) leftovers.push(leftover);
  }
  return leftovers.sort((a, b) => b.changedAt - a.changedAt);
}

async function describeLeftover(folder: string, id: string): Promise<Recoverable | null> {
  if (!(await stat(join(folder, manifestName)).catch(() => null))) {
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > beginningMilliseconds) await removeJournalFolder(folder);
    return null;
  }
  const { manifest, changedAt } = await readJournalManifest(folder);
  const { name, path, runs, activeRun } = manifest;
  if (!(await isUnsaved(folder, path))) {
    await removeJournalFolder(folder);
    return null;
  }
  const run = runs.find(({ id }) => id === activeRun) ?? runs.at(-1);
  const recorded = run ? await lastRecorded(join(folder, historyName(run.id))) : null;
  return {
    id,
    name,
    path,
    changedAt: Math.max(changedAt, recorded?.changedAt ?? 0),
    step: Math.max(run?.step ?? 0, recorded?.step ?? 0),
  };
}

/** The latest leftover of a project's file. */
export async function leftoverOf(root: string, path: string): Promise<Recoverable | null> {
  const real = await realPathOf(path);
  for (const leftover of await listLeftovers(root)) {
    if (leftover.path !== null && (await realPathOf(leftover.path)) === real) return leftover;
  }
  return null;
}
