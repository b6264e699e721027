/** The open project as the main process last told it; null where none is open. */
import { create } from "zustand";
import type { ProjectState } from "../../shared/domain/project";
import type { RunState, RunSummary } from "../../shared/domain/run";
import { on, request } from "../bridge";

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

export const useProject = (): ProjectState | null => useProjectStore((store) => store.project);
export const useActiveRun = (): RunSummary | null => useProjectStore((store) => activeRunOf(store.project));
/** `idle` also where there is no run yet. */
export const useRunState = (): RunState => useProjectStore((store) => activeRunOf(store.project)?.state ?? "idle");

/** Keeps the store in step with the main process. Returns the function that ends it. */
export async function followProject(): Promise<() => void> {
  const end = on("project.changed", ({ project }) => useProjectStore.setState({ project, known: true }));
  const { project } = await request("project.state", {});
  // An event that overtook the answer is newer than it.
  if (!useProjectStore.getState().known) useProjectStore.setState({ project, known: true });
  return end;
}
