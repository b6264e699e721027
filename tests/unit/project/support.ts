/** A project to record, folders to do it in, and looks at what came of it. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { Journal } from "../../../src/main/project/journal";
import { checkpoint, columns, coverage, layout, newRun, picture, recipe } from "./records";

export { refusalOf } from "../../refusal";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "saddle-project-"));
  folders.push(folder);
  return folder;
}

/** Every file below a folder, by its path from there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if (!(await stat(path)).isDirectory()) return [name];
      return (await filesBelow(path)).map((inner) => `${name}/${inner}`);
    }),
  );
  return found.flat().sort();
}

/** A project with a run `first` (10 steps, one checkpoint, two atlases) and a branch `second` of it. */
export async function recordedProject(root: string): Promise<Journal> {
  const journal = await Journal.create(root, { name: "digits", recipe });
  await journal.update((draft) => {
    draft.runs.push(newRun("first"));
    draft.activeRun = "first";
  });
  await journal.appendHistory("first", columns(1, 10));
  await journal.writeSamples("first", 0, picture(0), layout);
  await journal.writeSamples("first", 10, picture(10), layout, coverage(10));
  await journal.writeCheckpoint("first", checkpoint(10, "kept"));
  await journal.update((draft) => {
    draft.runs.push(newRun("second", { run: "first", step: 10 }));
    draft.activeRun = "second";
    draft.runs[0]!.edits.push({ step: 5, path: "optimizers.generator.learningRate", value: 1e-4 });
  });
  await journal.writeCheckpoint("second", checkpoint(10, "kept"));
  await journal.appendHistory("second", columns(11, 14, ["d.loss", "g.loss", "value"]));
  return journal;
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Everything that a journal holds, to be compared as a whole. */
export async function contentOf(journal: Journal): Promise<unknown> {
  const { runs, recipe, activeRun } = journal.manifest;
  const contents = runs.map(async ({ id, checkpoints, samples, ...rest }) => ({
    ...rest,
    id,
    history: await journal.readHistory(id),
    checkpoints: await Promise.all(
      checkpoints.map(async (record) => ({ ...record, sha256: digest(await journal.readCheckpoint(id, record.step)) })),
    ),
    samples: await Promise.all(
      samples.map(({ step, layout }) => (layout ? journal.readSamples(id, step) : journal.readPoints(id, step))),
    ),
  }));
  return { recipe, activeRun, runs: await Promise.all(contents) };
}
