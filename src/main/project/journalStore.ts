/**
 * What all parts of an open journal stand on: the manifest in memory and on the disk, the order in which
 * the folder is changed, and which of its files may go.
 */
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";
import { replaceFile } from "./durable";
import { readFault, tooLarge, writeFault } from "./faults";
import { markChanged, markSaved, writeJournalManifest } from "./journalFolder";
import { checkpointName, historyName, runFolder, samplesName } from "./layout";
import type { Claim } from "./lock";
import { type Manifest, parseManifest, requireRun, type StoredRun } from "./manifest";
import type { HeldJournal } from "./openJournal";

const closedAlready = (): SaddleError =>
  new SaddleError("conflict", say("The project was closed.", "프로젝트가 닫혔습니다."));

export class JournalStore {
  readonly id: string;
  readonly claim: Claim;
  readonly folder: string;
  private current: Manifest;
  /** What is done to the folder, one after the other. */
  private queue: Promise<unknown> = Promise.resolve();
  private manifestWrite: Promise<void> | null = null;
  /** Ends when the pack under way has read its files. */
  private streaming: Promise<void> | null = null;
  /** Names of files and folders that nothing refers to any more. */
  private strays: string[] = [];
  /** Grows with every change; the project is saved when it is what it was at the last save. */
  private changes: number;
  private savedChanges = 0;
  /** Whether the folder may hold the note that nothing is unsaved. */
  private marked = true;
  private closed = false;
  /** Within the queue, before files of runs that are gone are removed: whoever has them open lets go. */
  letGo: () => Promise<void> = async () => undefined;

  constructor({ id, folder, claim, manifest, recovered }: HeldJournal) {
    this.id = id;
    this.folder = folder;
    this.claim = claim;
    this.current = manifest;
    this.changes = recovered ? 1 : 0;
  }

  get manifest(): Manifest {
    return this.current;
  }

  get dirty(): boolean {
    return this.changes !== this.savedChanges;
  }

  /** @throws SaddleError `not-found` */
  run(id: string): StoredRun {
    return requireRun(this.current.runs, id);
  }

  /** Does something with the folder when everything asked for before is done. */
  enqueue<T>(task: () => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(closedAlready());
    const result = this.queue.then(task);
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** See Journal.update. */
  async update(change: (draft: Manifest) => void): Promise<void> {
    if (this.closed) throw closedAlready();
    const draft = JSON.parse(JSON.stringify(this.current)) as Manifest;
    change(draft);
    const next = parseManifest(draft);
    if (next.path !== this.current.path) {
      throw new SaddleError(
        "internal",
        say("Only saving changes a project's path.", "프로젝트의 경로는 저장할 때만 바뀝니다."),
      );
    }
    const ids = new Set(next.runs.map(({ id }) => id));
    for (const { id } of this.current.runs) if (!ids.has(id)) this.strays.push(runFolder(id));
    this.current = next;
    this.changes++;
    // Changes that come while a write waits for its turn are in that write.
    this.manifestWrite ??= this.enqueue(async () => {
      this.manifestWrite = null;
      await this.beforeChange();
      await this.writeManifest();
    });
    await this.manifestWrite;
  }

  /** Within the queue: changes a run in memory. */
  changeRun(id: string, fields: Partial<StoredRun>): void {
    const runs = this.current.runs.map((run) => (run.id === id ? { ...run, ...fields } : run));
    this.current = { ...this.current, runs };
    this.changes++;
  }

  /** Within the queue, before anything on the disk changes: from here on there is something unsaved. */
  async beforeChange(): Promise<void> {
    if (!this.marked) return;
    await markChanged(this.folder);
    this.marked = false;
  }

  /** Within the queue: the manifest as it is now, then away with what it no longer names. */
  async writeManifest(): Promise<void> {
    await writeJournalManifest(this.folder, this.current);
    await this.sweep();
  }

  /** Within the queue. Until a pack has read its files, none of them may be replaced. */
  async packed(): Promise<void> {
    await this.streaming;
  }

  /** Within the queue. @param options.replaces whether the file may be there already */
  async writeFile(name: string, bytes: Uint8Array, options: { sync: boolean; replaces: boolean }): Promise<void> {
    if (options.replaces) await this.packed();
    await this.beforeChange();
    const path = join(this.folder, name);
    await this.makeFolderOf(name);
    await replaceFile(path, bytes, { sync: options.sync });
  }

  async makeFolderOf(name: string): Promise<void> {
    const path = dirname(join(this.folder, name));
    await mkdir(path, { recursive: true }).catch((cause) => {
      throw writeFault(path, cause);
    });
  }

  /** @param maximum bytes @throws SaddleError `bad-file`, `not-found` */
  async readFile(name: string, maximum: number): Promise<Uint8Array> {
    const path = join(this.folder, name);
    try {
      const { size } = await stat(path);
      if (size > maximum) throw tooLarge(path, size);
      const { buffer, byteOffset, length } = await readFile(path);
      return new Uint8Array(buffer, byteOffset, length);
    } catch (error) {
      throw readFault(path, error);
    }
  }

  /** Within the queue: these go as soon as the manifest on the disk and no pack needs them. */
  abandon(names: readonly string[]): void {
    this.strays.push(...names);
  }

  /**
   * Takes a picture of the project that stays true while `read` reads the files of it: new ones may come,
   * none that is there goes or is replaced.
   */
  async hold<T>(picture: () => Promise<T>, read: (taken: T) => Promise<void>): Promise<{ changes: number }> {
    let finish: () => void = () => undefined;
    const { taken, changes } = await this.enqueue(async () => {
      const taken = await picture();
      this.streaming = new Promise((resolve) => {
        finish = resolve;
      });
      return { taken, changes: this.changes };
    });
    try {
      await read(taken);
    } finally {
      this.streaming = null;
      finish();
      await this.enqueue(() => this.sweep());
    }
    return { changes };
  }

  /** The project was saved as `path` in the state that {@link hold} took. */
  saved(path: string, name: string, changes: number): Promise<void> {
    return this.enqueue(async () => {
      this.current = { ...this.current, path, name };
      this.savedChanges = changes;
      await this.writeManifest();
      await this.claim.keepOnly(path);
      if (this.dirty) return;
      await markSaved(this.folder, path);
      this.marked = true;
    });
  }

  /** Nothing can be done any more when this resolves. */
  async close(last: () => Promise<void>): Promise<void> {
    if (this.closed) return;
    const done = this.enqueue(last);
    this.closed = true;
    await done;
  }

  private async sweep(): Promise<void> {
    if (this.streaming || this.strays.length === 0) return;
    const strays = this.strays.splice(0);
    await this.letGo();
    const needed = new Set<string>();
    for (const { id, checkpoints, samples } of this.current.runs) {
      needed.add(runFolder(id)).add(historyName(id));
      for (const { step } of checkpoints) needed.add(checkpointName(id, step));
      for (const sample of samples) needed.add(samplesName(id, sample));
    }
    for (const name of strays) {
      // What cannot be removed now is removed when the journal is taken over, or with it.
      if (!needed.has(name)) await rm(join(this.folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
