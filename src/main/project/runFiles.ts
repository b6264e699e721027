/** The files of a run beside its history: whether they are what the manifest says, and what no longer belongs. */
import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../shared/contract/systemFaults";
import { say } from "../../shared/domain/text";
import { decodePoints, maximumPointsBytes } from "../../shared/formats/points";
import { readSafetensorsHeader } from "../../shared/formats/safetensors";
import { temporaryPattern } from "./durable";
import { badFile, wrongSize } from "./faults";
import { checkHistory, type HistoryExtent } from "./historyFormat";
import { checkpointName, historyName, runFolder, samplesName } from "./layout";
import type { SampleLayout, StoredRun } from "./manifest";
import { pngHeaderBytes, readPngSize } from "./png";

/**
 * @param name what to call the checkpoint in an error
 * @throws SaddleError `bad-file` where the file is not of the size stated, or no safetensors file
 */
export async function checkCheckpoint(path: string, bytes: number, name: string): Promise<void> {
  await withFile(path, async (file) => {
    const { size } = await file.stat();
    if (size !== bytes) throw wrongSize(name, size, bytes);
    const prefix = await read(file, Math.min(8, size));
    const stated = prefix.length === 8 ? Number(prefix.readBigUInt64LE()) : 0;
    // A length that is too large is refused by what little there is to read then.
    const start = stated < 16 * 1024 * 1024 ? await read(file, Math.min(8 + stated, size)) : prefix;
    readSafetensorsHeader(start, size, name);
  });
}

/**
 * @param start the file's first bytes
 * @param name what to call the picture in an error
 * @throws SaddleError `bad-file` where it is no PNG of the size that the layout describes
 */
export function checkSamples(start: Uint8Array, layout: SampleLayout, name: string): void {
  const size = readPngSize(start);
  if (!size) throw badFile(name, say("it is not a PNG picture", "PNG 이미지가 아닙니다"));
  const width = layout.width * layout.columns;
  const height = layout.height * Math.ceil(layout.count / layout.columns);
  if (size.width !== width || size.height !== height) {
    const [found, wanted] = [`${size.width}×${size.height}`, `${width}×${height}`];
    throw badFile(
      name,
      say(`it is ${found} pixels instead of ${wanted}`, `${wanted} 픽셀이어야 하는데 ${found} 픽셀입니다`),
    );
  }
}

async function checkSamplesFile(path: string, layout: SampleLayout | null, name: string): Promise<void> {
  await withFile(path, async (file) => {
    if (layout) checkSamples(await read(file, pngHeaderBytes), layout, name);
    else decodePoints(await read(file, Math.min((await file.stat()).size, maximumPointsBytes + 1)), name);
  });
}

async function withFile(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, "r");
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

/**
 * Checks the unpacked files of a run from outside.
 * @param source the file that they came from, for errors
 * @returns the run with the step and seconds that it really ends with
 * @throws SaddleError `bad-file`
 */
export async function checkRun(folder: string, run: StoredRun, source: string): Promise<StoredRun> {
  const label = (name: string): string => `${source}: ${name}`;
  for (const { step, bytes } of run.checkpoints) {
    const name = checkpointName(run.id, step);
    await checkCheckpoint(join(folder, name), bytes, label(name));
  }
  for (const sample of run.samples) {
    const name = samplesName(run.id, sample);
    await checkSamplesFile(join(folder, name), sample.layout, label(name));
  }
  const history = historyName(run.id);
  const extent = await checkHistory(join(folder, history), label(history)).catch((error) => {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  });
  return endingAt(run, extent?.last ?? null);
}

/** The run, at the end of its history or at its newest checkpoint, whichever is later. */
export function endingAt(run: StoredRun, last: HistoryExtent["last"]): StoredRun {
  if (last === null) return run;
  return { ...run, seconds: last.seconds, step: Math.max(last.step, run.checkpoints.at(-1)?.step ?? 0) };
}

/** What a crash or a power cut left of a run's checkpoints and pictures, as the manifest should say it. */
export async function salvageRun(folder: string, run: StoredRun): Promise<StoredRun> {
  const sound = async (check: Promise<void>): Promise<boolean> =>
    check.then(
      () => true,
      () => false,
    );
  const checkpoints: StoredRun["checkpoints"] = [];
  for (const checkpoint of run.checkpoints) {
    const name = checkpointName(run.id, checkpoint.step);
    if (await sound(checkCheckpoint(join(folder, name), checkpoint.bytes, name))) checkpoints.push(checkpoint);
  }
  const samples: StoredRun["samples"] = [];
  for (const sample of run.samples) {
    const name = samplesName(run.id, sample);
    if (await sound(checkSamplesFile(join(folder, name), sample.layout, name))) samples.push(sample);
  }
  return { ...run, checkpoints, samples };
}

/** Removes what belongs to no run: half written, or whole but not yet in the manifest, at a crash. */
export async function removeStrays(folder: string, runs: readonly StoredRun[]): Promise<void> {
  const known = new Set<string>();
  for (const { id, checkpoints, samples } of runs) {
    known.add(historyName(id));
    for (const { step } of checkpoints) known.add(checkpointName(id, step));
    for (const sample of samples) known.add(samplesName(id, sample));
  }
  for (const name of await readdir(folder))
    if (temporaryPattern.test(name)) await rm(join(folder, name), { force: true });
  const ids = new Set(runs.map(({ id }) => id));
  for (const id of await readdir(join(folder, "runs")).catch(() => [])) {
    if (!ids.has(id)) {
      await rm(join(folder, "runs", id), { recursive: true, force: true });
      continue;
    }
    for (const inner of ["", "checkpoints", "samples"]) {
      const within = [runFolder(id), inner].filter(Boolean).join("/");
      for (const entry of await readdir(join(folder, within), { withFileTypes: true }).catch(() => [])) {
        const name = `${within}/${entry.name}`;
        if (entry.isFile() && !known.has(name)) await rm(join(folder, name), { force: true });
      }
    }
  }
}
