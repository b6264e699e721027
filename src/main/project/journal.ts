/**
 * The open project: one journal folder that this process holds. Every record is on the disk when its
 * promise resolves, files before the manifest that names them, so that the process may end at any moment.
 * Changes of the manifest show in {@link Journal.manifest} at once and reach the disk in their order.
 */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { CheckpointBlob } from "../../shared/contract/trainer";
import type { Recoverable } from "../../shared/domain/project";
import type { Coverage, HistoryColumns } from "../../shared/domain/run";
import { Histories } from "./histories";
import { leftoverOf, listLeftovers, removeJournalFolder } from "./journalFolder";
import { JournalStore } from "./journalStore";
import { checkpointName, historyName, samplesName } from "./layout";
import type { Manifest, SampleLayout } from "./manifest";
import {
  createJournal,
  discardJournal,
  type HeldJournal,
  type NewProject,
  nameOfFile,
  takeOverJournal,
  unpackJournal,
} from "./openJournal";
import * as records from "./records";
import { type ArchiveSource, writeArchive } from "./writeArchive";

export class Journal {
  /** Whether another process left it with something unsaved. */
  readonly recovered: boolean;
  private readonly store: JournalStore;
  private readonly histories: Histories;
  private packs: Promise<unknown> = Promise.resolve();

  private constructor(held: HeldJournal) {
    this.recovered = held.recovered;
    this.store = new JournalStore(held);
    this.histories = new Histories(this.store);
  }

  /**
   * A new project.
   * @param root the folder of all journals
   * @throws SaddleError `conflict` where another process has its file open, `disk`
   */
  static async create(root: string, project: NewProject): Promise<Journal> {
    return new Journal(await createJournal(root, project));
  }

  /**
   * Unpacks a `.saddle` file into a new journal, after checking all of it. A file that is refused leaves
   * nothing behind.
   * @throws SaddleError `bad-file`, `not-found`, `disk`, or `conflict` where another process has it open
   */
  static async openFile(root: string, path: string): Promise<Journal> {
    return new Journal(await unpackJournal(root, path));
  }

  /** Journals of processes that are gone and that hold something unsaved, latest change first. */
  static list(root: string): Promise<Recoverable[]> {
    return listLeftovers(root);
  }

  /** The latest of {@link Journal.list} that belongs to a file; null where there is none. */
  static leftoverFor(root: string, path: string): Promise<Recoverable | null> {
    return leftoverOf(root, path);
  }

  /**
   * Takes over a journal of a process that is gone. What was being written when it ended is dropped.
   * @throws SaddleError `not-found`, `bad-file`, or `conflict` where a living process holds it or its file
   */
  static async recover(root: string, id: string): Promise<Journal> {
    return new Journal(await takeOverJournal(root, id));
  }

  /** Removes a journal of a process that is gone. @throws SaddleError `not-found`, `conflict` */
  static discard(root: string, id: string): Promise<void> {
    return discardJournal(root, id);
  }

  get id(): string {
    return this.store.id;
  }

  /** A new value after every change; not to be changed in place. */
  get manifest(): Manifest {
    return this.store.manifest;
  }

  /** Whether there is anything that saving would write. */
  get dirty(): boolean {
    return this.store.dirty;
  }

  /**
   * Changes the manifest, at once in memory; resolves when it is on the disk. Checkpoints and samples are
   * changed by their own methods, the path by {@link pack}. A run that is taken out takes its files along.
   * @throws SaddleError `internal` for a change that no project can have (nothing is changed then), `disk`
   */
  update(change: (draft: Manifest) => void): Promise<void> {
    return this.store.update(change);
  }

  /**
   * Adds rows to a run's history. Rows from their first step on that are there already are replaced.
   * @throws SaddleError `not-found`, `internal` for columns that are no history, `disk`
   */
  appendHistory(run: string, columns: HistoryColumns): Promise<void> {
    return this.histories.append(run, columns);
  }

  readHistory(run: string): Promise<HistoryColumns> {
    return this.histories.read(run);
  }

  /** Drops the rows after a step; the run's step and seconds follow. */
  truncateHistory(run: string, step: number): Promise<void> {
    return this.histories.truncate(run, step);
  }

  /**
   * Goes back: whatever the run recorded after a step (history, checkpoints, samples, coverage, edits) is
   * dropped, and so is its problem.
   */
  rewind(run: string, step: number): Promise<void> {
    return records.rewind(this.store, this.histories, run, step);
  }

  /**
   * Keeps a checkpoint; old automatic ones are thinned out, except those that a run branched from.
   * @throws SaddleError `not-found`, `bad-file` where it is no safetensors file, `conflict` where there
   *   are too many, `disk`
   */
  writeCheckpoint(run: string, checkpoint: CheckpointBlob): Promise<void> {
    return records.writeCheckpoint(this.store, this.histories, run, checkpoint);
  }

  /**
   * @returns the bytes of a safetensors file whose header is sound
   * @throws SaddleError `not-found` naming the steps that there are, `bad-file`
   */
  readCheckpoint(run: string, step: number): Promise<Uint8Array> {
    return records.readCheckpoint(this.store, run, step);
  }

  removeCheckpoint(run: string, step: number): Promise<void> {
    return records.removeCheckpoint(this.store, run, step);
  }

  /**
   * Keeps a sample atlas, and the coverage that was counted at its step; old ones are thinned out together.
   * @throws SaddleError `not-found`, `bad-file` where it is no PNG of the layout's size, `disk`
   */
  writeSamples(
    run: string,
    step: number,
    png: Uint8Array,
    layout: SampleLayout,
    coverage: Coverage | null = null,
  ): Promise<void> {
    return records.writeSamples(this.store, run, { step, png, layout, coverage });
  }

  /**
   * Keeps a record of points (`shared/formats/points.ts`), as {@link writeSamples} keeps an atlas.
   * @throws SaddleError `not-found`, `bad-file` where it is no such record, `disk`
   */
  writePoints(run: string, step: number, bytes: Uint8Array, coverage: Coverage | null = null): Promise<void> {
    return records.writePoints(this.store, run, { step, bytes, coverage });
  }

  /** @param step one of the run's `samples` that has no layout @throws SaddleError `not-found`, `bad-file` */
  readPoints(run: string, step: number): Promise<Uint8Array> {
    return records.readPoints(this.store, run, step);
  }

  /** @param step one of the run's `samples` that has a layout @throws SaddleError `not-found`, `bad-file` */
  readSamples(run: string, step: number): Promise<{ png: Uint8Array; layout: SampleLayout }> {
    return records.readSamples(this.store, run, step);
  }

  /**
   * Saves as a `.saddle` file: the project as it is when its turn comes, while recording goes on. From then
   * on the project has this path, and the name that goes with it.
   * @throws SaddleError `disk` (what was at the path is as it was), `conflict` where another process has it open
   */
  pack(path: string): Promise<void> {
    const turn = this.packs.then(() => this.packNow(resolve(path)));
    this.packs = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Lets go of the journal when everything asked for is done.
   * @param options.keep whether it stays to be offered back; otherwise it is removed, saved or not
   */
  async close({ keep }: { keep: boolean }): Promise<void> {
    await this.packs;
    await this.store.close(async () => {
      await this.histories.close();
      if (!keep) {
        await removeJournalFolder(this.store.folder);
        return;
      }
      if (this.dirty) await this.store.writeManifest();
      await this.store.claim.release();
    });
  }

  private async packNow(path: string): Promise<void> {
    const { store } = this;
    await store.claim.add(path);
    try {
      const { changes } = await store.hold(
        async () => ({ project: store.manifest, sources: await this.sources() }),
        async ({ project: { path: _, ...project }, sources }) =>
          writeArchive(path, { ...project, name: nameOfFile(path) }, sources),
      );
      await store.saved(path, nameOfFile(path), changes);
    } catch (error) {
      // The disk that was too full for the project may be for this note too; what was wrong first counts.
      await store.claim.keepOnly(store.manifest.path).catch(() => undefined);
      throw error;
    }
  }

  /** Within the queue: the project's files, each as long as it is now. */
  private async sources(): Promise<ArchiveSource[]> {
    const { manifest, folder } = this.store;
    const sources: ArchiveSource[] = [];
    for (const { id, checkpoints, samples } of manifest.runs) {
      const { bytes } = await this.histories.of(id);
      if (bytes > 0) sources.push({ name: historyName(id), path: join(folder, historyName(id)), bytes });
      for (const { step, bytes } of checkpoints) {
        const name = checkpointName(id, step);
        sources.push({ name, path: join(folder, name), bytes });
      }
      for (const sample of samples) {
        const name = samplesName(id, sample);
        const path = join(folder, name);
        sources.push({ name, path, bytes: (await stat(path)).size });
      }
    }
    return sources;
  }
}
