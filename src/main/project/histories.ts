/** The histories of all runs of an open journal, each opened when it is first needed. */
import { join } from "node:path";
import type { HistoryColumns } from "../../shared/domain/run";
import { HistoryFile } from "./history";
import type { JournalStore } from "./journalStore";
import { historyName } from "./layout";

export class Histories {
  private readonly store: JournalStore;
  private readonly files = new Map<string, HistoryFile>();

  constructor(store: JournalStore) {
    this.store = store;
    store.letGo = () => this.closeUnused();
  }

  /** Within the queue. @throws SaddleError `not-found` */
  async of(run: string): Promise<HistoryFile> {
    this.store.run(run);
    const opened = this.files.get(run);
    if (opened) return opened;
    const file = await HistoryFile.open(join(this.store.folder, historyName(run)));
    this.files.set(run, file);
    return file;
  }

  append(run: string, columns: HistoryColumns): Promise<void> {
    return this.store.enqueue(async () => {
      const history = await this.of(run);
      if (history.rewrites(columns)) await this.store.packed();
      await this.store.beforeChange();
      await this.store.makeFolderOf(historyName(run));
      await history.append(columns);
      if (history.last) this.store.changeRun(run, { ...history.last });
    });
  }

  read(run: string): Promise<HistoryColumns> {
    return this.store.enqueue(async () => (await this.of(run)).read());
  }

  truncate(run: string, step: number): Promise<void> {
    return this.store.enqueue(async () => {
      const history = await this.of(run);
      if (history.last === null || history.last.step <= step) return;
      await this.store.packed();
      await this.store.beforeChange();
      await history.truncate(step);
      this.store.changeRun(run, history.last ?? { step: Math.min(step, this.store.run(run).step), seconds: 0 });
      await this.store.writeManifest();
    });
  }

  /** Within the queue. */
  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
    this.files.clear();
  }

  /** Within the queue: of runs that are gone. */
  private async closeUnused(): Promise<void> {
    const ids = new Set(this.store.manifest.runs.map(({ id }) => id));
    for (const [id, file] of this.files) {
      if (ids.has(id)) continue;
      await file.close();
      this.files.delete(id);
    }
  }
}
