/** What a person can tell the lab to do, from a button, a key or the native menu alike. */
import { create } from "zustand";
import type { MenuCommand } from "../../shared/contract/events";
import type { RequestRoutes } from "../../shared/contract/requests";
import type { InputOf } from "../../shared/contract/route";
import type { RunState } from "../../shared/domain/run";
import { request } from "../bridge";
import { inBoth } from "../i18n";
import { takeSource } from "../stores/data";
import { flushDraft } from "../stores/draft";
import { singlesNow } from "../stores/model";
import { go } from "../stores/navigation";
import { activeRunOf, useProjectStore } from "../stores/project";
import { attempt, notify } from "../ui/notices";

type Update = InputOf<RequestRoutes, "run.stepOnce">["update"];

/** Open sheets and requests in flight. */
export const useSheets = create<{ shortcuts: boolean; about: boolean }>(() => ({ shortcuts: false, about: false }));
export const useBusy = create<{ step: Update | null; transport: boolean; open: boolean }>(() => ({
  step: null,
  transport: false,
  open: false,
}));

const stateNow = (): RunState | null => {
  const { project } = useProjectStore.getState();
  return project === null ? null : (activeRunOf(project)?.state ?? "idle");
};

export const canPlay = (state: RunState | null): boolean =>
  state !== null && state !== "loading" && state !== "diverged";
export const canStep = (state: RunState | null): boolean => canPlay(state) && state !== "running";
export const canStop = (state: RunState | null): boolean =>
  state === "running" || state === "paused" || state === "finished";

/** One at a time: a second press while the first is under way is not meant. */
async function transport(work: () => Promise<unknown>): Promise<void> {
  if (useBusy.getState().transport) return;
  useBusy.setState({ transport: true });
  await flushDraft();
  await attempt(work());
  useBusy.setState({ transport: false });
}

export async function playPause(): Promise<void> {
  const state = stateNow();
  if (!canPlay(state)) return;
  await transport(() => (state === "running" ? request("run.pause", {}) : request("run.play", {})));
}

export async function stepOnce(update: Update): Promise<void> {
  if (update !== "both" && stateNow() !== null && !singlesNow().includes(update)) {
    notify("warning", { code: "unsupported", message: inBoth("noSingle"), hint: inBoth("noSingleHint") });
    return;
  }
  // Also while a press of play is under way: the run is about to be one that goes.
  const busy = useBusy.getState();
  if (!canStep(stateNow()) || busy.step !== null || busy.transport) return;
  useBusy.setState({ step: update });
  await flushDraft();
  await attempt(request("run.stepOnce", { update }));
  useBusy.setState({ step: null });
}

export async function stop(): Promise<void> {
  if (canStop(stateNow())) await transport(() => request("run.stop", {}));
}

/** Goes back to a checkpoint as a new run, which becomes the active one. */
export const branchFrom = (run: string, step: number): Promise<unknown> =>
  attempt(request("run.branch", { run, step }));

/** A fresh run from the project's recipe at the next play. */
export const restart = (): Promise<unknown> => attempt(request("run.restart", {}));

/** What opens a project, once at a time, then shows it. @returns whether it is open */
async function opening(work: () => Promise<{ outcome: "done" | "cancelled" }>): Promise<boolean> {
  if (useBusy.getState().open) return false;
  useBusy.setState({ open: true });
  await flushDraft();
  const answer = await attempt(work());
  useBusy.setState({ open: false });
  const done = answer?.outcome === "done";
  if (done) go("train");
  return done;
}

export const newProject = (recipeId: string): Promise<boolean> => opening(() => request("project.new", { recipeId }));
export const openProject = (path?: string): Promise<boolean> =>
  opening(() => request("project.open", path === undefined ? {} : { path }));
export const recoverProject = (id: string): Promise<boolean> => opening(() => request("project.recover", { id }));

/** Convolutions suit pictures, at the sizes that a source is given by itself. */
const recipeForPictures = "dcgan-mnist";

/** Opens what was dropped on the window, or says why not. */
export async function openDropped(files: readonly { name: string; path: string }[]): Promise<void> {
  const [file] = files;
  if (file === undefined) return;
  if (files.length > 1) {
    notify("warning", { code: "bad-input", message: inBoth("drop.many"), hint: inBoth("drop.manyHint") });
  } else if (file.path === "") {
    const message = inBoth("drop.wrong", { name: file.name });
    notify("warning", { code: "bad-file", message, hint: inBoth("drop.wrongHint") });
  } else if (file.name.toLowerCase().endsWith(".saddle")) {
    await openProject(file.path);
  } else {
    await openData(file.path);
  }
}

/** Pictures become the data of the open project, or of a new one. */
async function openData(path: string): Promise<void> {
  if (useProjectStore.getState().project === null) await newProjectOn(path, recipeForPictures);
  else await takeData(path);
}

/** A new project of a recipe for pictures, on these. */
async function newProjectOn(path: string, recipeId: string): Promise<void> {
  // What is no data makes no project.
  if ((await attempt(request("data.inspect", { path }))) === undefined) return;
  if (await newProject(recipeId)) await takeData(path);
}

/** The same on a folder that the person is asked for; nothing happens where they choose none. */
export async function newProjectOnFolder(recipeId: string): Promise<void> {
  const chosen = await attempt(request("data.choose", { kind: "folder" }));
  if (chosen?.path) await newProjectOn(chosen.path, recipeId);
}

async function takeData(path: string): Promise<void> {
  const importing = takeSource(path);
  go("data");
  await importing;
}

async function closeProject(): Promise<void> {
  await flushDraft();
  const answer = await attempt(request("project.close", {}));
  if (answer?.outcome === "done") go("start");
}

/** Does what needs an open project, or nothing. */
const withProject =
  (work: () => Promise<unknown>): (() => void) =>
  () => {
    if (useProjectStore.getState().project !== null) void attempt(flushDraft().then(work));
  };

/** A text field with the focus has its own history; the native menu does not know that. */
const history = (command: "undo" | "redo"): (() => void) => {
  const onProject = withProject(() => request(`project.${command}`, {}));
  return () => {
    const { activeElement } = document;
    const typing =
      activeElement instanceof HTMLInputElement && activeElement.type === "text" && !activeElement.readOnly;
    if (typing) document.execCommand(command);
    else onProject();
  };
};

/** Pages that show a project wait for one. */
const showProjectPage = (page: "data" | "train" | "latent") => (): void => {
  if (useProjectStore.getState().project !== null) go(page);
};

export const commands: Readonly<Record<MenuCommand, () => void>> = {
  new: () => go("start"),
  open: () => void openProject(),
  save: withProject(() => request("project.save", { as: false })),
  saveAs: withProject(() => request("project.save", { as: true })),
  close: () => {
    if (useProjectStore.getState().project !== null) void closeProject();
  },
  undo: history("undo"),
  redo: history("redo"),
  playPause: () => void playPause(),
  stepBoth: () => void stepOnce("both"),
  stepDiscriminator: () => void stepOnce("discriminator"),
  stepGenerator: () => void stepOnce("generator"),
  stop: () => void stop(),
  goStart: () => go("start"),
  goData: showProjectPage("data"),
  goTrain: showProjectPage("train"),
  goLatent: showProjectPage("latent"),
  goSystem: () => go("system"),
  shortcuts: () => useSheets.setState({ shortcuts: true }),
  about: () => useSheets.setState({ about: true }),
};
