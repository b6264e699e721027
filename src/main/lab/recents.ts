/** Projects that were opened or saved, latest first, in `recents.json` of the lab's home. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ErrorValue } from "../../shared/contract/errors";
import type { RecentProject } from "../../shared/domain/project";
import { nameOfFile } from "../project/openJournal";
import { StoredValue } from "./storedValue";

const mostRecents = 12;

const recentsSchema = z.strictObject({
  recent: z.array(z.strictObject({ path: z.string().min(1).max(4096), usedAt: z.number().min(0) })).max(100),
});

export class Recents {
  private readonly stored: StoredValue<typeof recentsSchema>;

  private constructor(stored: StoredValue<typeof recentsSchema>) {
    this.stored = stored;
  }

  static async read(home: string): Promise<Recents> {
    return new Recents(await StoredValue.read(join(home, "recents.json"), recentsSchema, { recent: [] }));
  }

  get problem(): ErrorValue | null {
    return this.stored.problem;
  }

  async list(): Promise<RecentProject[]> {
    return Promise.all(
      this.stored.value.recent.map(async ({ path, usedAt }) => {
        const present = await access(path).then(
          () => true,
          () => false,
        );
        return { path, name: nameOfFile(path), usedAt, present };
      }),
    );
  }

  /** @param path absolute */
  async add(path: string, usedAt = Date.now()): Promise<void> {
    const others = this.stored.value.recent.filter((recent) => recent.path !== path);
    await this.stored.set({ recent: [{ path, usedAt }, ...others].slice(0, mostRecents) });
  }

  async forget(path: string): Promise<void> {
    await this.stored.set({ recent: this.stored.value.recent.filter((recent) => recent.path !== path) });
  }
}
