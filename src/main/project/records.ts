/** Checkpoints and sample atlases of an open journal: files before the manifest, the manifest before removals. */
import { SaddleError } from "../../shared/contract/errors";
import type { CheckpointBlob } from "../../shared/contract/trainer";
import type { Coverage } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import { decodePoints } from "../../shared/formats/points";
import { readSafetensorsHeader } from "../../shared/formats/safetensors";
import { tooLarge, wrongSize } from "./faults";
import type { Histories } from "./histories";
import type { JournalStore } from "./journalStore";
import { checkpointName, entryBounds, maximumCheckpoints, samplesName } from "./layout";
import { layoutSchema, type SampleLayout, type StoredRun } from "./manifest";
import { checkSamples, endingAt } from "./runFiles";
import { checkpointsToDrop, thinSamples } from "./thinning";

/** Puts a record in its place by step, instead of one that is there. */
const placed = <T extends { step: number }>(records: readonly T[], record: T): T[] =>
  [...records.filter(({ step }) => step !== record.step), record].sort((a, b) => a.step - b.step);

const stepsOf = (records: readonly { step: number }[]): number[] => records.map(({ step }) => step);

export function writeCheckpoint(
  store: JournalStore,
  histories: Histories,
  run: string,
  { step, kind, weightsSha256, bytes }: CheckpointBlob,
): Promise<void> {
  return store.enqueue(async () => {
    const name = checkpointName(run, step);
    const before = store.run(run).checkpoints.find((checkpoint) => checkpoint.step === step);
    readSafetensorsHeader(bytes, bytes.length, name);
    if (bytes.length > entryBounds.checkpoint.bytes) throw tooLarge(name, bytes.length);
    if (!before && store.run(run).checkpoints.length >= maximumCheckpoints) {
      throw new SaddleError(
        "conflict",
        say(
          `Run ${run} has ${maximumCheckpoints} checkpoints.`,
          `실행 ${run}에 체크포인트가 ${maximumCheckpoints}개나 있습니다.`,
        ),
        {
          hint: say(
            "Branch from its last one, or start a new run.",
            "마지막 체크포인트에서 분기하거나 새 실행을 시작하세요.",
          ),
        },
      );
    }
    // A checkpoint never stands without the history that led to it.
    await (await histories.of(run)).sync();
    await store.writeFile(name, bytes, { sync: true, replaces: before !== undefined });
    const record = { step, kind: before?.kind === "kept" ? before.kind : kind, bytes: bytes.length, weightsSha256 };
    const all = placed(store.run(run).checkpoints, record);
    const branched = store.manifest.runs.flatMap(({ parent }) => (parent?.run === run ? [parent.step] : []));
    const dropped = checkpointsToDrop(all, branched);
    store.changeRun(run, {
      checkpoints: all.filter((checkpoint) => !dropped.has(checkpoint.step)),
      step: Math.max(step, store.run(run).step),
    });
    store.abandon([...dropped].map((old) => checkpointName(run, old)));
    await store.writeManifest();
  });
}

export async function readCheckpoint(store: JournalStore, run: string, step: number): Promise<Uint8Array> {
  const { checkpoints } = store.run(run);
  const record = checkpoints.find((checkpoint) => checkpoint.step === step);
  if (!record) {
    const steps = stepsOf(checkpoints).join(", ");
    throw new SaddleError(
      "not-found",
      say(`Run ${run} has no checkpoint at step ${step}.`, `실행 ${run}의 스텝 ${step}에는 체크포인트가 없습니다.`),
      {
        hint: steps
          ? say(`It has some at: ${steps}.`, `있는 스텝: ${steps}.`)
          : say("It has none.", "이 실행에는 하나도 없습니다."),
      },
    );
  }
  const name = checkpointName(run, step);
  const bytes = await store.readFile(name, entryBounds.checkpoint.bytes);
  if (bytes.length !== record.bytes) throw wrongSize(name, bytes.length, record.bytes);
  readSafetensorsHeader(bytes, bytes.length, name);
  return bytes;
}

export function removeCheckpoint(store: JournalStore, run: string, step: number): Promise<void> {
  return store.enqueue(async () => {
    const { checkpoints } = store.run(run);
    await store.beforeChange();
    store.changeRun(run, { checkpoints: checkpoints.filter((checkpoint) => checkpoint.step !== step) });
    store.abandon([checkpointName(run, step)]);
    await store.writeManifest();
  });
}

export function writeSamples(
  store: JournalStore,
  run: string,
  sample: { step: number; png: Uint8Array; layout: SampleLayout; coverage: Coverage | null },
): Promise<void> {
  return store.enqueue(async () => {
    const { step, png, coverage } = sample;
    const layout = layoutSchema.parse(sample.layout);
    const name = samplesName(run, { step, layout });
    checkSamples(png, layout, name);
    if (png.length > entryBounds.samples.bytes) throw tooLarge(name, png.length);
    await keepSample(store, run, { step, layout }, png, coverage);
  });
}

export function writePoints(
  store: JournalStore,
  run: string,
  { step, bytes, coverage }: { step: number; bytes: Uint8Array; coverage: Coverage | null },
): Promise<void> {
  return store.enqueue(async () => {
    const sample = { step, layout: null };
    decodePoints(bytes, samplesName(run, sample));
    await keepSample(store, run, sample, bytes, coverage);
  });
}

/** Within the queue: a sample that was found sound, and what was counted at its step. */
async function keepSample(
  store: JournalStore,
  run: string,
  sample: StoredRun["samples"][number],
  bytes: Uint8Array,
  coverage: Coverage | null,
): Promise<void> {
  const name = samplesName(run, sample);
  const before = store.run(run).samples.find(({ step }) => step === sample.step);
  const replaces = before !== undefined && samplesName(run, before) === name;
  await store.writeFile(name, bytes, { sync: false, replaces });
  const { samples, coverage: counted } = store.run(run);
  const all = placed(samples, sample);
  const kept = new Set(thinSamples(stepsOf(all)));
  const dropped = all.filter(({ step }) => !kept.has(step));
  const records = coverage ? placed(counted, coverage) : counted;
  store.changeRun(run, {
    samples: all.filter(({ step }) => kept.has(step)),
    coverage: records.filter(({ step }) => dropped.every((gone) => gone.step !== step)),
  });
  store.abandon(dropped.map((gone) => samplesName(run, gone)));
  await store.writeManifest();
}

/** @throws SaddleError `not-found` */
function sampleAt(store: JournalStore, run: string, step: number): StoredRun["samples"][number] {
  const record = store.run(run).samples.find((sample) => sample.step === step);
  if (record) return record;
  throw new SaddleError(
    "not-found",
    say(`Run ${run} has no samples at step ${step}.`, `실행 ${run}의 스텝 ${step}에는 샘플이 없습니다.`),
  );
}

export async function readSamples(
  store: JournalStore,
  run: string,
  step: number,
): Promise<{ png: Uint8Array; layout: SampleLayout }> {
  const record = sampleAt(store, run, step);
  const { layout } = record;
  const name = samplesName(run, record);
  if (!layout) {
    throw new SaddleError("not-found", say(`${name} holds points, no pictures.`, `${name}: 이미지가 아니라 점입니다.`));
  }
  const png = await store.readFile(name, entryBounds.samples.bytes);
  checkSamples(png, layout, name);
  return { png, layout };
}

export async function readPoints(store: JournalStore, run: string, step: number): Promise<Uint8Array> {
  const record = sampleAt(store, run, step);
  const name = samplesName(run, record);
  if (record.layout) {
    throw new SaddleError("not-found", say(`${name} holds pictures, no points.`, `${name}: 점이 아니라 이미지입니다.`));
  }
  const bytes = await store.readFile(name, entryBounds.points.bytes);
  decodePoints(bytes, name);
  return bytes;
}

export function rewind(store: JournalStore, histories: Histories, run: string, step: number): Promise<void> {
  return store.enqueue(async () => {
    const history = await histories.of(run);
    await store.packed();
    await store.beforeChange();
    await history.truncate(step);
    const old = store.run(run);
    const upTo = <T extends { step: number }>(records: T[]): T[] => records.filter((record) => record.step <= step);
    const checkpoints = upTo(old.checkpoints);
    const samples = upTo(old.samples);
    const ended = endingAt({ ...old, checkpoints }, history.last ?? { step: 0, seconds: 0 });
    store.changeRun(run, {
      ...ended,
      step: Math.min(old.step, Math.max(ended.step, old.parent?.step ?? 0)),
      samples,
      coverage: upTo(old.coverage),
      edits: upTo(old.edits),
      singles: upTo(old.singles),
      problem: null,
    });
    store.abandon(stepsOf(old.checkpoints.slice(checkpoints.length)).map((gone) => checkpointName(run, gone)));
    store.abandon(old.samples.slice(samples.length).map((gone) => samplesName(run, gone)));
    await store.writeManifest();
  });
}
