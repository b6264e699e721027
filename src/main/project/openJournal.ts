/** The ways in which a journal comes to be held by this process: new, unpacked from a file, or taken over. */
import { mkdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { SaddleError } from "../../shared/contract/errors";
import type { Recipe } from "../../shared/domain/recipe";
import { say } from "../../shared/domain/text";
import { HistoryFile } from "./history";
import {
  isJournalId,
  isUnsaved,
  makeJournalFolder,
  markChanged,
  markSaved,
  readJournalManifest,
  removeJournalFolder,
  writeJournalManifest,
} from "./journalFolder";
import { historyName } from "./layout";
import { Claim } from "./lock";
import { type Manifest, parseManifest, type StoredRun } from "./manifest";
import { Archive } from "./readArchive";
import { checkRun, endingAt, removeStrays, salvageRun } from "./runFiles";

/** A journal that this process holds. */
export interface HeldJournal {
  readonly id: string;
  readonly folder: string;
  readonly claim: Claim;
  readonly manifest: Manifest;
  /** Whether another process left it with something unsaved. */
  readonly recovered: boolean;
}

export interface NewProject {
  readonly name: string;
  readonly recipe: Recipe;
  /** The file that it will be saved to, held from now on; without it the project is untitled. */
  readonly path?: string;
}

/** What a project is called by its file. */
export const nameOfFile = (path: string): string =>
  basename(path)
    .replace(/\.saddle$/i, "")
    .slice(0, 255) || "project";

export async function createJournal(root: string, { name, recipe, path }: NewProject): Promise<HeldJournal> {
  const file = path === undefined ? null : resolve(path);
  const manifest = parseManifest({ name, path: file, recipe, runs: [], activeRun: null });
  return begin(root, file, async (folder) => {
    await markSaved(folder, null);
    return manifest;
  });
}

export async function unpackJournal(root: string, path: string): Promise<HeldJournal> {
  const file = resolve(path);
  const archive = await Archive.open(file);
  try {
    return await begin(root, file, async (folder) => {
      await archive.unpack(async (name) => {
        const target = join(folder, name);
        await mkdir(dirname(target), { recursive: true });
        return target;
      });
      const { project } = archive.manifest;
      const runs: StoredRun[] = [];
      for (const run of project.runs) runs.push(await checkRun(folder, run, file));
      await markSaved(folder, file);
      return { ...project, name: nameOfFile(file), path: file, runs };
    });
  } finally {
    await archive.close();
  }
}

/** A new journal, filled by `fill`, or nothing at all. The manifest comes last: with it there is a journal. */
async function begin(
  root: string,
  path: string | null,
  fill: (folder: string) => Promise<Manifest>,
): Promise<HeldJournal> {
  const id = await makeJournalFolder(root);
  const folder = join(root, id);
  try {
    const claim = await Claim.take(root, folder);
    if (path !== null) await claim.add(path);
    const manifest = await fill(folder);
    await writeJournalManifest(folder, manifest);
    return { id, folder, claim, manifest, recovered: false };
  } catch (error) {
    await removeJournalFolder(folder);
    throw error;
  }
}

export async function takeOverJournal(root: string, id: string): Promise<HeldJournal> {
  const folder = await folderOf(root, id);
  const claim = await Claim.take(root, folder);
  try {
    const { manifest } = await readJournalManifest(folder);
    if (manifest.path !== null) await claim.add(manifest.path);
    const runs: StoredRun[] = [];
    for (const stored of manifest.runs) runs.push(await salvage(folder, stored));
    await removeStrays(folder, runs);
    const salvaged = { ...manifest, runs };
    const recovered = await isUnsaved(folder, manifest.path);
    if (recovered) await markChanged(folder);
    await writeJournalManifest(folder, salvaged);
    return { id, folder, claim, manifest: salvaged, recovered };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function salvage(folder: string, stored: StoredRun): Promise<StoredRun> {
  const run = await salvageRun(folder, stored);
  const path = join(folder, historyName(run.id));
  try {
    const history = await HistoryFile.open(path);
    await history.close();
    return endingAt(run, history.last);
  } catch (error) {
    if (!(error instanceof SaddleError && error.code === "bad-file")) throw error;
    // Not even its header is there: nothing of it can be read any more.
    await rm(path);
    return run;
  }
}

export async function discardJournal(root: string, id: string): Promise<void> {
  const folder = await folderOf(root, id);
  await Claim.take(root, folder);
  await removeJournalFolder(folder);
}

async function folderOf(root: string, id: string): Promise<string> {
  const folder = join(root, id);
  if (isJournalId(id) && (await stat(folder).catch(() => null))?.isDirectory()) return folder;
  throw new SaddleError(
    "not-found",
    say(`There is no unsaved project ${id}.`, `저장하지 않은 프로젝트 ${id}이(가) 없습니다.`),
    { hint: say("It may have been recovered or discarded already.", "이미 복구했거나 버렸을 수 있습니다.") },
  );
}
