/**
 * The manifest of a project: everything that is not a row of history, a weight or a pixel. It is what
 * `manifest.json` holds, in the journal and, without the path and with checksums, in a `.saddle` file.
 */
import { z } from "zod";
import { version } from "../../../package.json";
import { SaddleError } from "../../shared/contract/errors";
import { because, issuePath, issueText } from "../../shared/contract/issues";
import { atlasSchema } from "../../shared/domain/picture";
import { recipeSchema } from "../../shared/domain/recipe";
import {
  checkpointSchema,
  classifierReferenceSchema,
  coverageSchema,
  editSchema,
  mixtureReferenceSchema,
  parameterCountsSchema,
  singleSchema,
} from "../../shared/domain/run";
import { type Localized, same, say, storedText } from "../../shared/domain/text";
import { badFile } from "./faults";
import { entryBounds, maximumCheckpoints, maximumRuns, maximumSamples, maximumStep, runIdPattern } from "./layout";

/** The newest that is read. */
export const formatVersion = 2;
export const madeBy = `Saddle ${version}`;

const maximumCoverage = 10_000;
const maximumEdits = 10_000;
const maximumSingles = 100_000;
const maximumClasses = 1_000;
const maximumNetworks = 16;
/** Of a whole atlas: more than any gallery, less than what hurts to decode. */
const maximumPixels = 64 * 1024 * 1024;
/** Of JSON from outside: a recipe's own depth is about five. */
const maximumDepth = 24;
/** Of its separators: some 100 runs recorded to the full have two million. */
const maximumMarks = 3_000_000;

const step = z.int().min(0).max(maximumStep);
const runId = z.string().regex(runIdPattern, "must be 1 to 64 of a-z, 0-9 and -");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

export const layoutSchema = atlasSchema
  .omit({ rgba: true })
  .refine(
    ({ width, height, columns, count }) => width * columns * height * Math.ceil(count / columns) <= maximumPixels,
    because(say("describes a picture that is too large", "너무 큰 이미지를 나타냅니다")),
  );
/** How a sample atlas is cut into pictures, sizes in pixels. */
export type SampleLayout = z.infer<typeof layoutSchema>;

const boundedCounts = z.array(z.int().min(0)).max(maximumClasses);
const boundedClasses = {
  classes: z.array(z.string().max(256)).max(maximumClasses),
  shares: z.array(z.number()).max(maximumClasses),
};

const ascending = (records: readonly { step: number }[]): boolean =>
  records.every((record, index) => index === 0 || record.step > records[index - 1]!.step);

export const storedRunSchema = z.strictObject({
  id: runId,
  parent: z.strictObject({ run: runId, step }).nullable(),
  recipe: recipeSchema,
  /** Milliseconds since 1970. */
  createdAt: z.number().min(0),
  /** Last recorded step. */
  step,
  /** Seconds trained up to it. */
  seconds: z.number().min(0),
  parameters: parameterCountsSchema.refine(
    (counts) => Object.keys(counts).length <= maximumNetworks,
    because(say("too many", "너무 많습니다")),
  ),
  stepsPerEpoch: z.number().min(0),
  /** One file each; ascending. Changed only by the journal's own methods. */
  checkpoints: z
    .array(checkpointSchema.extend({ step, weightsSha256: sha256 }).strict())
    .max(maximumCheckpoints)
    .refine(ascending, because(say("must ascend", "오름차순이어야 합니다"))),
  /** One file each, points where there is no layout; ascending. Changed only by the journal's own methods. */
  samples: z
    .array(z.strictObject({ step, layout: layoutSchema.nullable() }))
    .max(maximumSamples)
    .refine(ascending, because(say("must ascend", "오름차순이어야 합니다"))),
  edits: z
    .array(
      editSchema.extend({
        path: z.string().max(256),
        value: z.union([z.number(), z.boolean(), z.string().max(256)]),
      }),
    )
    .max(maximumEdits),
  /** Projects of before they were recorded have none. */
  singles: z.array(singleSchema.extend({ step }).strict()).max(maximumSingles).default([]),
  coverage: z
    .array(coverageSchema.extend({ step, counts: boundedCounts, highQuality: boundedCounts.optional() }))
    .max(maximumCoverage),
  coverageReference: z
    .union([
      classifierReferenceSchema.extend({ ...boundedClasses, classifier: storedText(1024) }),
      mixtureReferenceSchema.extend(boundedClasses),
    ])
    .nullable(),
  /** How and why it ended before its time, and the reason as a sentence. */
  problem: z.strictObject({ state: z.enum(["diverged", "failed"]), message: storedText(4096) }).nullable(),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

/** @throws SaddleError `not-found` naming the runs that there are */
export function requireRun(runs: readonly StoredRun[], id: string): StoredRun {
  const run = runs.find((candidate) => candidate.id === id);
  if (run) return run;
  const ids = runs.map((candidate) => candidate.id).join(", ");
  throw new SaddleError("not-found", say(`There is no run ${id}.`, `실행 ${id}이(가) 없습니다.`), {
    hint: ids
      ? say(`There are: ${ids}.`, `있는 실행: ${ids}.`)
      : say("The project has no runs yet.", "프로젝트에 아직 실행이 없습니다."),
  });
}

const projectShape = {
  name: z.string().min(1).max(255),
  /** The recipe that the next new run starts from. */
  recipe: recipeSchema,
  runs: z.array(storedRunSchema).max(maximumRuns),
  activeRun: runId.nullable(),
};

interface Lineage {
  readonly runs: readonly { readonly id: string; readonly parent: { readonly run: string } | null }[];
  readonly activeRun: string | null;
}

/** Runs are told apart, come from each other without a circle, and the active one is among them. */
function checkLineage(
  { runs, activeRun }: Lineage,
  context: { addIssue(issue: ReturnType<typeof because>): void },
): void {
  const refuse = (reason: Localized): void => context.addIssue(because(reason));
  const parents = new Map(runs.map(({ id, parent }) => [id, parent?.run ?? null]));
  if (parents.size !== runs.length) refuse(say("two runs have the same id", "두 실행의 id가 같습니다"));
  if (activeRun !== null && !parents.has(activeRun)) {
    refuse(say(`there is no run ${activeRun}`, `실행 ${activeRun}이(가) 없습니다`));
  }
  for (const { id } of runs) {
    let generations = 0;
    for (let ancestor = parents.get(id) ?? null; ancestor !== null; ancestor = parents.get(ancestor) ?? null) {
      if (!parents.has(ancestor)) {
        refuse(
          say(`run ${id} comes from ${ancestor}, which is not there`, `실행 ${id}의 원본 ${ancestor}이(가) 없습니다`),
        );
      }
      if (++generations > runs.length) {
        refuse(say(`run ${id} comes from itself`, `실행 ${id}이(가) 자기 자신에서 분기했습니다`));
        return;
      }
    }
  }
}

export const manifestSchema = z
  .strictObject({ ...projectShape, path: z.string().max(4096).nullable() })
  .superRefine((value, context) => checkLineage(value, context));
/** The open project. `path` is the file that it was opened from or last saved to, absolute. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A manifest that Saddle itself made. @throws SaddleError `internal` naming the field that is wrong */
export function parseManifest(value: unknown): Manifest {
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { en, ko } = wrongField(parsed.error, value);
  throw new SaddleError(
    "internal",
    say(`The project cannot be so: ${en}.`, `프로젝트의 상태가 올바르지 않습니다: ${ko}.`),
  );
}

const head = { format: z.int().min(1).max(formatVersion), madeBy: z.string().max(64) };

/** The oldest format that has room for all of a project, so that older programs open what they can: 2 has points. */
export const formatFor = ({ runs }: Pick<Manifest, "runs">): number =>
  runs.some(({ samples }) => samples.some(({ layout }) => layout === null)) ? 2 : 1;

export const journalManifestSchema = z.strictObject({
  ...head,
  /** Milliseconds since 1970. */
  changedAt: z.number().min(0),
  project: manifestSchema,
});

export const fileRecordSchema = z.strictObject({ name: z.string().max(200), bytes: z.int().min(0), sha256 });
export type FileRecord = z.infer<typeof fileRecordSchema>;

export const archiveManifestSchema = z.strictObject({
  ...head,
  project: z.strictObject(projectShape).superRefine((value, context) => checkLineage(value, context)),
  /** Every other entry of the archive. */
  files: z.array(fileRecordSchema),
});
export type ArchiveManifest = z.infer<typeof archiveManifestSchema>;

/**
 * A manifest of either kind as text.
 * @throws SaddleError `conflict` where it could not be read again, being too large
 */
export function toStored(value: z.input<typeof journalManifestSchema> | ArchiveManifest): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= entryBounds.manifest.bytes && marksIn(text) <= maximumMarks) return text;
  throw new SaddleError(
    "conflict",
    say("The project has more records than a project can hold.", "프로젝트에 담을 수 있는 것보다 기록이 많습니다."),
    { hint: say("Start a new project for further runs.", "새 실행은 새 프로젝트에서 시작하세요.") },
  );
}

/**
 * Reads a manifest of either kind.
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the field that is wrong, or which version made it
 */
export function parseStored<S extends z.ZodType>(text: string, schema: S, file: string): z.output<S> {
  if (marksIn(text) > maximumMarks) {
    throw badFile(file, say("its manifest.json lists too much", "manifest.json에 항목이 너무 많습니다"));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badFile(file, say("its manifest.json is not JSON", "manifest.json이 JSON이 아닙니다"));
  }
  const nesting = nestingFault(value);
  if (nesting) throw badFile(file, nesting);
  checkVersion(value, file);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { en, ko } = wrongField(parsed.error, value);
  throw badFile(file, say(`in its manifest.json, ${en}`, `manifest.json에서 ${ko}`));
}

/** The first field that is wrong, as a clause. */
function wrongField({ issues: [issue] }: z.ZodError, root: unknown): Localized {
  const { en, ko } = issueText(issue, root);
  const path = issuePath(issue);
  return say(`${path ?? "the whole"} is wrong (${en})`, `${path ?? "전체"} 값이 잘못되었습니다 (${ko})`);
}

/** Separators of JSON, so that a small text that would become millions of objects never does. */
function marksIn(text: string): number {
  let marks = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // , [ {
    if (code === 0x2c || code === 0x5b || code === 0x7b) marks++;
  }
  return marks;
}

function checkVersion(value: unknown, file: string): void {
  const stated = z.object({ format: z.number() }).safeParse(value);
  if (!stated.success) {
    throw badFile(file, say("its manifest.json names no format version", "manifest.json에 형식 버전이 없습니다"));
  }
  const { format } = stated.data;
  if (Number.isInteger(format) && format >= 1 && format <= formatVersion) return;
  const maker = z.object({ madeBy: z.string().regex(/^[\x20-\x7e]{1,64}$/) }).safeParse(value);
  throw newer(file, format, maker.success ? same(maker.data.madeBy) : say("an unknown program", "알 수 없는 프로그램"));
}

const newer = (file: string, format: number, maker: Localized): SaddleError =>
  badFile(
    file,
    say(
      `it was made by ${maker.en} in project format ${format}, and this is ${madeBy}, which reads formats up to ${formatVersion}`,
      `${maker.ko}에서 만든 프로젝트 형식 ${format}의 파일입니다. 이 프로그램은 ${madeBy}이며 형식 ${formatVersion}까지 읽습니다`,
    ),
    format > formatVersion
      ? say("Update Saddle, then open the file again.", "Saddle을 업데이트한 뒤 다시 여세요.")
      : say(
          "Open and save it with a Saddle of its own time, or start a new project.",
          "파일을 만든 때의 Saddle로 열어 다시 저장하거나 새 프로젝트를 시작하세요.",
        ),
  );

/**
 * What is wrong with the shape of JSON from outside, so that nothing that walks it later runs out of
 * stack or meets a prototype; null where it is fine.
 */
function nestingFault(value: unknown): Localized | null {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth >= maximumDepth) {
      return say("its manifest.json is nested too deeply", "manifest.json이 너무 깊이 중첩되어 있습니다");
    }
    if (Object.hasOwn(next.value, "__proto__")) {
      return say("its manifest.json holds a field called __proto__", "manifest.json에 __proto__라는 필드가 있습니다");
    }
    const depth = next.depth + 1;
    for (const inner of Object.values(next.value)) {
      if (typeof inner === "object" && inner !== null) stack.push({ value: inner, depth });
    }
  }
  return null;
}
