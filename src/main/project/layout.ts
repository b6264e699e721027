/**
 * Where things lie in a project, the same in the journal folder and in the `.saddle` archive, and how
 * large each may be. Names are made of lower-case letters, digits and dashes only, so that they mean
 * the same file on every system.
 */

import { maximumPointsBytes } from "../../shared/formats/points";

export const manifestName = "manifest.json";

export const runFolder = (run: string): string => `runs/${run}`;
export const historyName = (run: string): string => `runs/${run}/history.bin`;
export const checkpointName = (run: string, step: number): string => `runs/${run}/checkpoints/${step}.safetensors`;
/** What a step's samples are: a picture that is cut by a layout, or, without one, a record of points. */
export interface SampleKind {
  readonly step: number;
  readonly layout: object | null;
}
export const samplesName = (run: string, { step, layout }: SampleKind): string =>
  `runs/${run}/samples/${step}.${layout ? "png" : "safetensors"}`;

/** Not the device names that Windows gives a meaning in every folder. */
export const runIdPattern = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9-]{1,64}$/;

export const maximumStep = 1_000_000_000;
export const maximumRuns = 128;
/** Of one run. */
export const maximumCheckpoints = 1_000;
/** Of one run; recording thins them out long before (see thinning.ts). */
export const maximumSamples = 1_000;

export type EntryKind = "manifest" | "history" | "checkpoint" | "samples" | "points";

const mebibyte = 1024 * 1024;

export interface EntryBounds {
  readonly bytes: number;
  /** Checkpoints and pictures do not get smaller, so they lie in the archive as they are. */
  readonly compressed: boolean;
}

export const entryBounds: Readonly<Record<EntryKind, EntryBounds>> = {
  manifest: { bytes: 32 * mebibyte, compressed: true },
  history: { bytes: 320 * mebibyte, compressed: true },
  checkpoint: { bytes: 2_000_000_000, compressed: false },
  samples: { bytes: 64 * mebibyte, compressed: false },
  points: { bytes: maximumPointsBytes, compressed: false },
};

const number = "(?:0|[1-9]\\d{0,9})";
const patterns: readonly (readonly [EntryKind, RegExp])[] = [
  ["history", /^runs\/([^/]+)\/history\.bin$/],
  ["checkpoint", new RegExp(`^runs/([^/]+)/checkpoints/${number}\\.safetensors$`)],
  ["samples", new RegExp(`^runs/([^/]+)/samples/${number}\\.png$`)],
  ["points", new RegExp(`^runs/([^/]+)/samples/${number}\\.safetensors$`)],
];

/** What a name stands for; null where a project has no such file. */
export function kindOf(name: string): EntryKind | null {
  if (name === manifestName) return "manifest";
  for (const [kind, pattern] of patterns) {
    const run = pattern.exec(name)?.[1];
    if (run !== undefined) return runIdPattern.test(run) ? kind : null;
  }
  return null;
}
