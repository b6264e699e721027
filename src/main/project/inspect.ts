/** Looking at a project file that is not opened. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type LatestFigure, latestFigures } from "./historyFormat";
import { historyName } from "./layout";
import type { Manifest } from "./manifest";
import { nameOfFile } from "./openJournal";
import { Archive } from "./readArchive";

/** What a `.saddle` file says of itself; of what it packs only the histories are read. */
export interface Inspection {
  readonly manifest: Manifest;
  /** The latest figure of each metric, by run. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, LatestFigure>>>>;
  /** Program and version that wrote it. */
  readonly madeBy: string;
  /** Of the file. */
  readonly bytes: number;
}

/** @throws SaddleError `bad-file` or `not-found` */
export async function inspectFile(path: string): Promise<Inspection> {
  const absolute = resolve(path);
  const archive = await Archive.open(absolute);
  const folder = await mkdtemp(join(tmpdir(), "saddle-inspect-"));
  try {
    const { project, madeBy } = archive.manifest;
    const figures: Record<string, Record<string, LatestFigure>> = {};
    for (const { id } of project.runs) {
      const history = join(folder, `${id}.bin`);
      const there = await archive.extract(historyName(id), history);
      figures[id] = there ? await latestFigures(history, absolute) : {};
    }
    const manifest = { ...project, name: nameOfFile(absolute), path: absolute };
    return { manifest, figures, madeBy, bytes: archive.bytes };
  } finally {
    await archive.close();
    await rm(folder, { recursive: true, force: true });
  }
}
