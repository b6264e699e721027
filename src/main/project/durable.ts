/** Writing files so that whoever reads, at any time and after any crash, sees the old or the new, whole. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFault } from "./faults";

/** Names that are never a finished file: what a crash left of them is swept away. */
export const temporaryPattern = /\.[0-9a-f]{8}\.tmp$/;

export const temporaryBeside = (path: string): string => `${path}.${randomBytes(4).toString("hex")}.tmp`;

/** Makes a rename last through a power cut, where the system can; elsewhere it does by itself. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Windows opens no folders, and some network drives do not sync them.
  }
}

/**
 * @param sync whether to wait until the bytes are on the disk; without it a crash of the process is
 *   survived, but not always a power cut
 * @throws SaddleError `disk`; the old file is intact then, and nothing lies beside it
 */
export async function replaceFile(path: string, content: string | Uint8Array, { sync = true } = {}): Promise<void> {
  await replaceFileBy(path, (_, file) => file.writeFile(content), { sync });
}

/**
 * The same where something else writes the content.
 * @param write is given the name of a new, empty file beside the old one, open for writing
 */
export async function replaceFileBy<T>(
  path: string,
  write: (temporary: string, file: FileHandle) => Promise<T>,
  { sync = true } = {},
): Promise<T> {
  const temporary = temporaryBeside(path);
  let written: T;
  try {
    const file = await open(temporary, "wx");
    try {
      written = await write(temporary, file);
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFault(path, cause);
  }
  if (sync) await syncFolder(dirname(path));
  return written;
}
