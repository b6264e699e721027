/**
 * The open project as the main process last told it; null where none is open. It tells changes, so whatever did not
 * change is the same object as before, and a view that reads only that is not painted again.
 */
import { create } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { EventPayload } from "../../shared/contract/events";
import { type Change, changed } from "../../shared/domain/change";
import type { ProjectState } from "../../shared/domain/project";
import type { RunState, RunSummary } from "../../shared/domain/run";
import { on, request } from "../bridge";
import { onBeat, requestPaint } from "./beat";

interface ProjectStore {
  project: ProjectState | null;
  /** False until the first answer came. */
  known: boolean;
}

export const useProjectStore = create<ProjectStore>(() => ({ project: null, known: false }));

/** The run that is shown and played; null before the first start. */
export function activeRunOf(project: ProjectState | null): RunSummary | null {
  if (project === null || project.activeRun === null) return null;
  return project.runs.find((run) => run.id === project.activeRun) ?? null;
}

/** A part of the project: painted again when that is another. Views that stay while a run goes read no more. */
export const useProjectPart = <T>(part: (project: ProjectState | null) => T): T =>
  useProjectStore((store) => part(store.project));
/** A part of the run that is shown; see {@link useProjectPart}. */
export const useRunPart = <T>(part: (run: RunSummary | null) => T): T =>
  useProjectStore((store) => part(activeRunOf(store.project)));

function picked<T extends object, K extends keyof T>(from: T | null, names: readonly K[]): Pick<T, K> | null {
  return from === null ? null : (Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>);
}

/** Some fields of the project; see {@link useProjectPart}. */
export const useProjectFields = <K extends keyof ProjectState>(...names: K[]): Pick<ProjectState, K> | null =>
  useProjectStore(useShallow(({ project }) => picked(project, names)));
/** Some fields of the run that is shown; see {@link useProjectPart}. */
export const useRunFields = <K extends keyof RunSummary>(...names: K[]): Pick<RunSummary, K> | null =>
  useProjectStore(useShallow(({ project }) => picked(activeRunOf(project), names)));

/** One field of every run, in their order; see {@link useProjectPart}. */
export const useEveryRun = <K extends keyof RunSummary>(name: K): RunSummary[K][] =>
  useProjectStore(useShallow(({ project }) => (project?.runs ?? []).map((run) => run[name])));

/** Changes with every record of a run that goes. */
export const useProject = (): ProjectState | null => useProjectPart((project) => project);
/** Changes with every record of a run that goes. */
export const useActiveRun = (): RunSummary | null => useRunPart((run) => run);
/** `idle` also where there is no run yet. */
export const useRunState = (): RunState => useRunPart((run) => run?.state ?? "idle");

/** What changes of a run while it simply goes on. */
const progress: ReadonlySet<string> = new Set<keyof RunSummary>([
  "step",
  "sampleSteps",
  "checkpoints",
  "coverage",
  "coverageReference",
]);

/** Whether nothing happened but that runs went on: that may wait for the beat, and in a hidden window longer. */
export function isProgress(change: Change, before: ProjectState | null): boolean {
  const runs = "fields" in change ? change.fields.runs : undefined;
  if (before === null || !("fields" in change) || runs === undefined || !("items" in runs)) return false;
  if (change.gone.length > 0 || Object.keys(change.fields).length > 1) return false;
  return (
    runs.rest.length === 0 &&
    runs.keep === before.runs.length &&
    Object.values(runs.items).every(
      (run) => "fields" in run && run.gone.length === 0 && Object.keys(run.fields).every((name) => progress.has(name)),
    )
  );
}

/** What the main process told; null before its first answer. What the store shows may be a beat behind. */
let told: { project: ProjectState | null; revision: number } | null = null;
/** The newest change that was heard of, also before the answer. */
let heard = 0;
let waiting = false;

function show(): void {
  waiting = false;
  if (told !== null) useProjectStore.setState({ project: told.project, known: true });
}

async function askForWhole(): Promise<void> {
  do {
    const answer = await request("project.state", {});
    if (told === null || answer.revision >= told.revision) told = answer;
    // A change that overtook the answer is not in it.
  } while (told.revision < heard);
  show();
}

function hear({ revision, change }: EventPayload<"project.changed">): void {
  heard = Math.max(heard, revision);
  if (told === null || revision <= told.revision) return;
  const { project } = told;
  if (revision > told.revision + 1) {
    // One was missed. Without an answer the next change asks again.
    askForWhole().catch(() => undefined);
    return;
  }
  told = { revision, project: changed(project, change) as ProjectState | null };
  if (!isProgress(change, project)) show();
  else {
    waiting = true;
    requestPaint();
  }
}

/** Keeps the store in step with the main process. Returns the function that ends it. */
export async function followProject(): Promise<() => void> {
  const ends = [
    on("project.changed", hear),
    onBeat(() => {
      if (waiting) show();
    }),
  ];
  await askForWhole();
  return () => {
    for (const end of ends) end();
  };
}
