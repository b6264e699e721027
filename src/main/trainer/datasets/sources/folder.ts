/** Files below a folder, in a fixed order. Links are not followed, so that nothing leads out of it. */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { say } from "../../../../shared/domain/text";
import { mostPictures, refusal, type Skipped, unreadable } from "./source";

const mostDepth = 16;
const mostSkipped = 10_000;

export interface FoundFile {
  /** Relative to the folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

/** What systems leave behind, of no interest to anybody. */
const isLitter = (name: string): boolean =>
  name.startsWith(".") || name === "__MACOSX" || /^(thumbs\.db|desktop\.ini)$/i.test(name);
export const isLitterPath = (name: string): boolean => name.split("/").some(isLitter);

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** @throws SaddleError `bad-file` where the folder itself cannot be read, `not-found` */
export async function walk(root: string): Promise<{ files: FoundFile[]; skipped: Skipped[] }> {
  const files: FoundFile[] = [];
  const skipped: Skipped[] = [];
  const skip = (name: string, reason: Skipped["reason"]): void => {
    if (skipped.length < mostSkipped) skipped.push({ name, reason });
  };
  const visit = async (folder: string, prefix: string, depth: number): Promise<void> => {
    let entries: Awaited<ReturnType<typeof list>>;
    try {
      entries = await list(folder);
    } catch (cause) {
      const error = unreadable(folder, cause);
      if (depth === 0) throw error;
      skip(prefix, error.text);
      return;
    }
    const found: string[] = [];
    for (const entry of entries.sort(byName)) {
      if (isLitter(entry.name)) continue;
      const name = `${prefix}${entry.name}`;
      if (entry.isSymbolicLink()) skip(name, say("a link is not followed", "링크는 따라가지 않습니다"));
      else if (entry.isDirectory()) {
        if (depth >= mostDepth) skip(name, say("it lies too deep", "너무 깊은 곳에 있습니다"));
        else await visit(join(folder, entry.name), `${name}/`, depth + 1);
      } else if (entry.isFile()) found.push(entry.name);
    }
    if (files.length + found.length > mostPictures) {
      throw refusal(
        root,
        say("files", "파일"),
        say(`there are more than ${mostPictures}`, `${mostPictures}개가 넘습니다`),
      );
    }
    // Some at a time: a disk answers faster so, and few are open at once.
    for (let at = 0; at < found.length; at += 64) {
      const part = await Promise.all(
        found.slice(at, at + 64).map(async (name) => {
          const path = join(folder, name);
          const { size, mtimeMs } = await lstat(path).catch((cause: unknown) => {
            throw unreadable(path, cause);
          });
          return { name: `${prefix}${name}`, path, size, changed: mtimeMs };
        }),
      );
      files.push(...part);
    }
  };
  await visit(root, "", 0);
  files.sort(byName);
  return { files, skipped };
}

const list = (folder: string) => readdir(folder, { withFileTypes: true });
