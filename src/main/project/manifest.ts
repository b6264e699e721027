/**
 * The manifest of a project: everything that is not a row of history, a weight or a pixel. It is what
 * `manifest.json` holds, in the journal and, without the path and with checksums, in a `.saddle` file.
 */
import { z } from "zod";
import { version } from "../../../package.json";
import { SaddleError } from "../../shared/contract/errors";
import { atlasSchema } from "../../shared/domain/picture";
import { recipeSchema } from "../../shared/domain/recipe";
import {
  checkpointSchema,
  coverageReferenceSchema,
  coverageSchema,
  editSchema,
  parameterCountsSchema,
  singleSchema,
} from "../../shared/domain/run";
import { badFile } from "./faults";
import { entryBounds, maximumCheckpoints, maximumRuns, maximumSamples, maximumStep, runIdPattern } from "./layout";

export const formatVersion = 1;
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
    "describes a picture that is too large",
  );
/** How a sample atlas is cut into pictures, sizes in pixels. */
export type SampleLayout = z.infer<typeof layoutSchema>;

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
  parameters: parameterCountsSchema.refine((counts) => Object.keys(counts).length <= maximumNetworks, "too many"),
  stepsPerEpoch: z.number().min(0),
  /** One file each; ascending. Changed only by the journal's own methods. */
  checkpoints: z
    .array(checkpointSchema.extend({ step, weightsSha256: sha256 }).strict())
    .max(maximumCheckpoints)
    .refine(ascending, "must ascend"),
  /** One file each; ascending. Changed only by the journal's own methods. */
  samples: z
    .array(z.strictObject({ step, layout: layoutSchema }))
    .max(maximumSamples)
    .refine(ascending, "must ascend"),
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
    .array(coverageSchema.extend({ step, counts: z.array(z.int().min(0)).max(maximumClasses) }))
    .max(maximumCoverage),
  coverageReference: coverageReferenceSchema
    .extend({
      classes: z.array(z.string().max(256)).max(maximumClasses),
      shares: z.array(z.number()).max(maximumClasses),
      classifier: z.string().max(1024),
    })
    .nullable(),
  /** How and why it ended before its time, and the reason as a sentence. */
  problem: z.strictObject({ state: z.enum(["diverged", "failed"]), message: z.string().max(4096) }).nullable(),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

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
function checkLineage({ runs, activeRun }: Lineage, context: { addIssue(message: string): void }): void {
  const parents = new Map(runs.map(({ id, parent }) => [id, parent?.run ?? null]));
  if (parents.size !== runs.length) context.addIssue("two runs have the same id");
  if (activeRun !== null && !parents.has(activeRun)) context.addIssue(`there is no run ${activeRun}`);
  for (const { id } of runs) {
    let generations = 0;
    for (let ancestor = parents.get(id) ?? null; ancestor !== null; ancestor = parents.get(ancestor) ?? null) {
      if (!parents.has(ancestor)) context.addIssue(`run ${id} comes from ${ancestor}, which is not there`);
      if (++generations > runs.length) {
        context.addIssue(`run ${id} comes from itself`);
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
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") || "the whole";
  throw new SaddleError("internal", `The project cannot be so: ${field} is wrong (${issue?.message ?? "unknown"}).`);
}

const head = { format: z.literal(formatVersion), madeBy: z.string().max(64) };

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
  throw new SaddleError("conflict", "The project has more records than a project can hold.", {
    hint: "Start a new project for further runs.",
  });
}

/**
 * Reads a manifest of either kind.
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the field that is wrong, or which version made it
 */
export function parseStored<S extends z.ZodType>(text: string, schema: S, file: string): z.output<S> {
  if (marksIn(text) > maximumMarks) throw badFile(file, "its manifest.json lists too much");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badFile(file, "its manifest.json is not JSON");
  }
  const nesting = nestingFault(value);
  if (nesting) throw badFile(file, `its manifest.json ${nesting}`);
  checkVersion(value, file);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") || "the whole";
  throw badFile(file, `in its manifest.json, ${field} is wrong (${issue?.message ?? "unknown"})`);
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
  if (!stated.success) throw badFile(file, "its manifest.json names no format version");
  const { format } = stated.data;
  if (format === formatVersion) return;
  const maker = z.object({ madeBy: z.string().regex(/^[\x20-\x7e]{1,64}$/) }).safeParse(value);
  throw newer(file, format, maker.success ? maker.data.madeBy : "an unknown program");
}

const newer = (file: string, format: number, maker: string): SaddleError =>
  badFile(
    file,
    `it was made by ${maker} in project format ${format}, and this is ${madeBy}, which reads format ${formatVersion}`,
    format > formatVersion
      ? "Update Saddle, then open the file again."
      : "Open and save it with a Saddle of its own time, or start a new project.",
  );

/**
 * What is wrong with the shape of JSON from outside, so that nothing that walks it later runs out of
 * stack or meets a prototype; null where it is fine.
 */
function nestingFault(value: unknown): string | null {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth >= maximumDepth) return "is nested too deeply";
    if (Object.hasOwn(next.value, "__proto__")) return "holds a field called __proto__";
    const depth = next.depth + 1;
    for (const inner of Object.values(next.value)) {
      if (typeof inner === "object" && inner !== null) stack.push({ value: inner, depth });
    }
  }
  return null;
}
